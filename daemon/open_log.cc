#include "daemon/open_log.h"

#include <utility>

#include "daemon/kafka_settings_of.h"
#include "daemon/record_check.h"
#include "daemon/repair.h"

namespace htq {
namespace {

Result<OpenedLog> open_embedded(const Config& config, const Logger& logger) {
  const auto open = [&config] {
    return EmbeddedLog::open({.directory = config.data.directory / "log",
                              .min_free_bytes = config.log.min_free_bytes,
                              .cache_bytes = config.log.cache_bytes,
                              .write_buffer_bytes = config.log.write_buffer_bytes,
                              .check = check_chain});
  };
  auto log = open();
  if (!log && log.error().kind == FaultKind::corrupted) {
    const auto mended = mend_index(config.data.directory);
    if (!mended) return std::unexpected(Fault(mended.error()).during(log.error().what + "; to mend it"));
    if (!*mended) return std::unexpected(std::move(log).error());
    logger.warn(
        "log_mended", {{"reason", log.error().what}, {"directory", (*mended)->string()}},
        "The index of the log's files was damaged, and every record is there: the log was copied, and the "
        "damaged one set aside. Remove that when nobody wants to look at it.");
    log = open();
  }
  if (!log) return std::unexpected(std::move(log).error());
  if ((*log)->set_aside())
    logger.warn("torn_end_set_aside", {{"directory", (*log)->set_aside()->string()}},
                "The last write before the end does not read as it was written: it was set aside. Everything "
                "up to the "
                "watermark, which may lag by a second, is there.");
  EmbeddedLog* embedded = log->get();
  return OpenedLog{.log = std::move(*log), .own = embedded, .pass = [embedded](Work arrived) {
                     embedded->pass(std::move(arrived));
                   }};
}

std::string hex(const std::string& bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes) {
    text += kDigits[static_cast<unsigned char>(byte) >> 4U];
    text += kDigits[static_cast<unsigned char>(byte) & 0xfU];
  }
  return text;
}

Result<OpenedLog> open_kafka(const Config& config, const std::string& incarnation, const Logger& logger,
                             std::function<bool(Position)> goes_on) {
  auto settings = kafka_settings_of(config, hex(incarnation), &logger);
  if (!settings) return std::unexpected(std::move(settings).error());
  auto log = KafkaLog::open({.directory = config.data.directory,
                             .kafka = *std::move(settings),
                             .cache_bytes = config.log.cache_bytes,
                             .write_buffer_bytes = config.log.write_buffer_bytes,
                             .check = check_record,
                             .goes_on = std::move(goes_on)});
  if (!log) return std::unexpected(std::move(log).error());
  KafkaLog* shared = log->get();
  return OpenedLog{.log = std::move(*log), .shared = shared, .pass = [shared](Work arrived) {
                     shared->pass(std::move(arrived));
                   }};
}

}  // namespace

Result<OpenedLog> open_log(const Config& config, const std::string& incarnation, const Logger& logger,
                           std::function<bool(Position)> goes_on) {
  if (config.log.kind == LogKind::kafka)
    return open_kafka(config, incarnation, logger, std::move(goes_on));
  return open_embedded(config, logger);
}

}  // namespace htq
