#include "daemon/open_keys.h"

#include <sodium.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "daemon/access/file_key_store.h"
#include "daemon/access/master_key.h"
#include "daemon/exit_code.h"
#include "daemon/kafka_settings_of.h"
#include "daemon/log/posix_file.h"
#include "daemon/person_keys.h"

namespace htq {
namespace {

std::filesystem::path directory_of_keys(const Config& config) {
  return config.data.directory / "keys";
}

/// As a person reads it.
std::string place_of_keys(const Config& config) {
  return config.log.kind == LogKind::kafka ? "topic htq." + config.office.name + ".keys.v1"
                                           : directory_of_keys(config).string();
}

MasterKeyPlace master_key_for(const Config& config) {
  return place_of_master_key(config.keys.master_key_file, std::getenv("CREDENTIALS_DIRECTORY"),
                             directory_of_keys(config));
}

std::filesystem::path next_to(const std::filesystem::path& master) {
  return master.string() + ".next";
}

/// A rotation that ended between its two steps is finished: the keys say under which of the two they are.
Result<> finish_rotation(const std::filesystem::path& directory, const std::filesystem::path& master) {
  const std::filesystem::path next = next_to(master);
  if (!std::filesystem::exists(next)) return {};
  const auto fresh = MasterKey::read(next);
  if (!fresh) return std::unexpected(fresh.error());
  const auto is_under = are_under(directory, *fresh);
  if (!is_under) return std::unexpected(is_under.error());
  std::error_code error;
  if (is_under->value_or(false))
    std::filesystem::rename(next, master, error);
  else
    std::filesystem::remove(next, error);
  if (error)
    return fault(FaultKind::io, "finish the rotation of " + master.string() + ": " + error.message());
  return sync_directory(master.parent_path());
}

Result<std::uint64_t> rewrapped(const Config& config, const MasterKey& from, const MasterKey& to) {
  if (config.log.kind != LogKind::kafka) return rewrap_keys(directory_of_keys(config), from, to);
  const auto settings = kafka_settings_of(config, "", nullptr);
  if (!settings) return std::unexpected(settings.error());
  return rewrap_keys(*settings, from, to);
}

Result<OpenedKeys> open_shared(const Config& config, const MasterKeyPlace& place, Random& random,
                               const Logger& logger) {
  if (place.is_beside_the_keys)
    return fault(FaultKind::bad_input,
                 "every daemon of an office on Kafka has the same master key: set keys.master_key_file, or "
                 "hand it in as the credential master-key. Once for all of them: openssl rand -hex 32");
  auto master = MasterKey::read(place.file);
  if (!master) return std::unexpected(std::move(master).error());
  const auto settings = kafka_settings_of(config, "", &logger);
  if (!settings) return std::unexpected(settings.error());
  auto store = KafkaKeyStore::open(beside_the_log(*settings), *std::move(master), draw_keys_from(random));
  if (!store) return std::unexpected(std::move(store).error());
  const std::filesystem::path left_behind = directory_of_keys(config) / "persons";
  std::error_code error;
  if (std::filesystem::exists(left_behind, error))
    logger.warn("keys_left_behind", {{"file", left_behind.string()}},
                "The office's keys of persons are on Kafka, and a file of such keys lies here from before: "
                "what is erased from now on, it still opens. Destroy it, and its backups.");
  KafkaKeyStore* shared = store->get();
  return OpenedKeys{.keys = *std::move(store), .shared = shared};
}

}  // namespace

Result<OpenedKeys> open_keys(const Config& config, Random& random, const Logger& logger) {
  const std::filesystem::path directory = directory_of_keys(config);
  HTQ_TRY(make_directory(directory));
  if (::chmod(directory.c_str(), 0700) != 0) return errno_fault("protect " + directory.string());
  const MasterKeyPlace place = master_key_for(config);
  if (config.log.kind == LogKind::kafka) return open_shared(config, place, random, logger);
  if (place.is_beside_the_keys) {
    HTQ_TRY(finish_rotation(directory, place.file));
    std::error_code error;
    const bool is_new = !std::filesystem::exists(place.file, error);
    if (is_new && std::filesystem::exists(directory / "persons", error))
      return fault(FaultKind::bad_input,
                   "there are keys of persons in " + directory.string() +
                       " and no master key: set keys.master_key_file to the one that they are wrapped with");
    if (is_new) {
      SystemRandom chance;
      if (const auto made = MasterKey::make(place.file, chance); !made) return std::unexpected(made.error());
    }
    logger.warn(is_new ? "master_key_made" : "master_key_beside_the_keys", {{"file", place.file.string()}},
                "The master key lies beside the keys of persons: whoever has this directory can read what is "
                "sealed. Keep "
                "it elsewhere and set keys.master_key_file, or hand it in as the credential master-key.");
  }
  auto master = MasterKey::read(place.file);
  if (!master) return std::unexpected(std::move(master).error());
  auto store =
      FileKeyStore::open(directory, *std::move(master), draw_keys_from(random), config.keys.erasures_file);
  if (!store) return std::unexpected(std::move(store).error());
  FileKeyStore* file = store->get();
  return OpenedKeys{
      .keys = *std::move(store), .file = file, .master_is_beside_them = place.is_beside_the_keys};
}

Result<> miss_no_keys(const Config& config, const RowView& rows, const KeyStore& keys, const Logger& logger) {
  const auto lost = keys_that_are_lost(rows, keys);
  if (!lost) return std::unexpected(lost.error());
  if (*lost == 0) return {};
  const std::string place = place_of_keys(config);
  if (config.keys.if_lost == LostKeys::refuse)
    return fault(
        FaultKind::bad_input,
        "the log names keys of persons that are not in " + place +
            ": restore them from their backup, or set keys.if_lost = \"go-on-without\" if they are gone for "
            "good: what they seal then stays unreadable");
  logger.error("keys_lost", {{"place", place}, {"at_least", *lost}},
               "Keys of persons that the log names are not there: what they seal cannot be read.");
  return {};
}

int rotate_keys(const Config& config, const std::optional<std::filesystem::path>& to) {
  const auto fails = [](const Fault& why, int code) {
    std::fprintf(stderr, "htqd: %s\n", why.what.c_str());
    return code;
  };
  if (sodium_init() < 0) return kExitCannotStart;
  const std::filesystem::path directory = directory_of_keys(config);
  const MasterKeyPlace place = master_key_for(config);
  if (!to && !place.is_beside_the_keys)
    return fails({FaultKind::bad_input, "say where the new master key is, or is to be made: --to FILE. " +
                                            place.file.string() + " stays as it is"},
                 kExitBadUsage);
  if (place.is_beside_the_keys)
    if (const auto finished = finish_rotation(directory, place.file); !finished)
      return fails(finished.error(), kExitCannotStart);
  const auto from = MasterKey::read(place.file);
  if (!from) return fails(from.error(), kExitCannotStart);

  const std::filesystem::path fresh = to ? *to : next_to(place.file);
  std::error_code error;
  const bool is_made = !std::filesystem::exists(fresh, error);
  SystemRandom chance;
  const auto master = is_made ? MasterKey::make(fresh, chance) : MasterKey::read(fresh);
  if (!master) return fails(master.error(), kExitCannotStart);
  const auto keys = rewrapped(config, *from, *master);
  if (!keys) {
    // On Kafka some may be wrapped with it already: then the same command goes on with it.
    if (is_made && config.log.kind != LogKind::kafka) std::filesystem::remove(fresh, error);
    return fails(keys.error(), kExitCannotStart);
  }
  if (!to)
    if (const auto finished = finish_rotation(directory, place.file); !finished)
      return fails(finished.error(), kExitCannotStart);
  std::printf("%llu keys of persons are wrapped with another master key: %s%s.\n",
              static_cast<unsigned long long>(*keys), (to ? *to : place.file).c_str(),
              is_made ? ", which was made" : "");
  if (to)
    std::printf("Set keys.master_key_file = \"%s\" before the next start, then destroy %s.\n", to->c_str(),
                place.file.c_str());
  return kExitDone;
}

}  // namespace htq
