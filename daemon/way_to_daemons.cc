#include "daemon/way_to_daemons.h"

#include <utility>

namespace htq {

Result<std::unique_ptr<WayToDaemons>> WayToDaemons::open(const std::filesystem::path& ca) {
  auto way = std::make_unique<WayToDaemons>();
  way->ca_ = ca;
  HTQ_TRY(way->read_again());
  return way;
}

Result<> WayToDaemons::read_again() {
  if (ca_.empty()) return {};
  auto tls = http::TlsContext::for_client({.ca = ca_, .certificate = {}, .key = {}});
  if (!tls) return std::unexpected(std::move(tls).error().during("read cluster.ca"));
  const std::lock_guard lock(mutex_);
  tls_ = *std::move(tls);
  return {};
}

Result<http::Client> WayToDaemons::to(const std::string& address, http::ClientOptions patience) const {
  {
    const std::lock_guard lock(mutex_);
    patience.tls = tls_;
  }
  const std::string url = (patience.tls ? "https://" : "http://") + address;
  return http::Client::to(url, std::move(patience));
}

}  // namespace htq
