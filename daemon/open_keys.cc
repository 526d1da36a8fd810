#include "daemon/open_keys.h"

#include <sodium.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "daemon/access/file_key_store.h"
#include "daemon/access/master_key.h"
#include "daemon/exit_code.h"
#include "daemon/log/posix_file.h"
#include "daemon/person_keys.h"

namespace htq {
namespace {

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

}  // namespace

std::filesystem::path directory_of_keys(const Config& config) {
  return config.keys.shared_directory.empty() ? config.data.directory / "keys" : config.keys.shared_directory;
}

Result<std::unique_ptr<KeyStore>> open_keys(const Config& config, Random& random, const Logger& logger) {
  const std::filesystem::path directory = directory_of_keys(config);
  HTQ_TRY(make_directory(directory));
  if (config.keys.shared_directory.empty() && ::chmod(directory.c_str(), 0700) != 0)
    return errno_fault("protect " + directory.string());
  const MasterKeyPlace place = master_key_for(config);
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
      // Another daemon that shares the directory may have been first.
      if (const auto made = MasterKey::make(place.file, chance);
          !made && !std::filesystem::exists(place.file, error))
        return std::unexpected(made.error());
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
  return std::unique_ptr<KeyStore>(*std::move(store));
}

Result<> miss_no_keys(const Config& config, const RowView& rows, const KeyStore& keys, const Logger& logger) {
  const auto lost = keys_that_are_lost(rows, keys);
  if (!lost) return std::unexpected(lost.error());
  if (*lost == 0) return {};
  const std::string directory = directory_of_keys(config).string();
  if (config.keys.if_lost == LostKeys::refuse)
    return fault(
        FaultKind::bad_input,
        "the log names keys of persons that are not in " + directory +
            ": restore them from their backup, or set keys.if_lost = \"go-on-without\" if they are gone for "
            "good: what they seal then stays unreadable");
  logger.error("keys_lost", {{"directory", directory}, {"at_least", *lost}},
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
  const auto keys = rewrap_keys(directory, *from, *master);
  if (!keys) {
    if (is_made) std::filesystem::remove(fresh, error);
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
