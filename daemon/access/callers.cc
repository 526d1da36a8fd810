#include "daemon/access/callers.h"

#include <algorithm>

namespace htq {

Result<std::unique_ptr<Callers>> Callers::load(std::filesystem::path path, RoleCheck is_role,
                                               const Clock& machine) {
  std::unique_ptr<Callers> callers(new Callers(std::move(path), std::move(is_role), machine));
  callers->lines_ = std::make_shared<const std::vector<CallerLine>>();
  HTQ_TRY(callers->reload_if_changed());
  return callers;
}

std::shared_ptr<const std::vector<CallerLine>> Callers::current() const {
  const std::lock_guard lock(mutex_);
  return lines_;
}

std::optional<Caller> Callers::find(CallerLine::By by, std::string_view is) const {
  const auto lines = current();
  for (const CallerLine& line : *lines)
    if (line.by == by && line.is == is) return line.caller;
  return std::nullopt;
}

std::optional<Caller> Callers::with(const http::PeerCertificate& certificate) const {
  if (machine_.now() > certificate.not_after) return std::nullopt;
  const auto lines = current();
  for (const CallerLine& line : *lines) {
    if (line.by != CallerLine::By::certificate) continue;
    if (line.is == certificate.subject || std::ranges::count(certificate.names, line.is) != 0)
      return line.caller;
  }
  return std::nullopt;
}

std::optional<Caller> Callers::user(std::uint32_t number) const {
  return find(CallerLine::By::user, std::to_string(number));
}

std::vector<std::string> Callers::roles_of_group(std::string_view group) const {
  auto found = find(CallerLine::By::group, group);
  return found ? std::move(found->roles) : std::vector<std::string>();
}

Result<Tokens::Reloaded> Callers::reload_if_changed() {
  const FileStamp now = stamp_of(path_);
  if (now == seen_) return Tokens::Reloaded::no;
  const auto failed = [&](Fault fault) {
    if (fault.kind == FaultKind::bad_input) seen_ = now;
    return std::unexpected(std::move(fault).during("the callers read before stay valid"));
  };
  auto read = read_file(path_, ForOthers::reading);
  if (!read) return failed(std::move(read).error());
  auto lines = parse_caller_lines(path_, read->bytes, is_role_);
  if (!lines) return failed(std::move(lines).error());
  seen_ = read->stamp;
  auto fresh = std::make_shared<const std::vector<CallerLine>>(*std::move(lines));
  const std::lock_guard lock(mutex_);
  lines_.swap(fresh);
  ++changes_;
  return Tokens::Reloaded::yes;
}

}  // namespace htq
