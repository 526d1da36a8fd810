// Keys of persons in a file of slots, each wrapped with the master key, of one process at a time.
//
//   DIRECTORY/persons        header (64 bytes), then a slot (80 bytes) for each number from 1
//   DIRECTORY/persons.lock   held by the process that has the keys open
//   DIRECTORY/erasures       ids of the keys that were destroyed, in hexadecimal, a line each; may be kept
//   elsewhere
//
//   header   "htqdkeys", version 1 (1 byte), mark of the master key (8 bytes), zeros
//   slot     mark of the key (8 bytes), nonce (24), XChaCha20-Poly1305 of the key (48) with number and mark
//   as
//            associated data; all zeros: destroyed; all ones: never made here
//
// Example: key number 3 stands at byte 64 + 2 * 80 = 224.
//
// The next number is that of the first slot behind the file's last one: the file never becomes shorter.
//
// A key is destroyed in its place: the bytes are written over and synced. What the disk itself keeps of them
// (a journal, a snapshot, worn cells) opens with the master key alone: rotating that makes it worthless, too.
//
// The list of erasures outlives a restored file of keys: what stands in it is destroyed again when the keys
// are opened.
//
// Any thread.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "daemon/access/key_store.h"
#include "daemon/access/master_key.h"
#include "daemon/log/posix_file.h"

namespace htq {

class FileKeyStore final : public KeyStore {
 public:
  /// Makes the file if there is none, and destroys what `erasures` names (empty: the list in the directory).
  /// Keys under another master key are refused.
  static Result<std::unique_ptr<FileKeyStore>> open(const std::filesystem::path& directory, MasterKey master,
                                                    DrawKey draw, const std::filesystem::path& erasures = {});

  Result<std::uint64_t> make_ready(std::uint64_t at_least, std::uint64_t count) override;
  std::expected<PersonKey, NoKey> find(std::uint64_t number) const override;
  Result<> destroy(std::span<const std::string> ids) override;

  /// Every key as it lies there, wrapped; an empty slot: it was destroyed. What was never made is passed
  /// over.
  Result<> each(const std::function<Result<>(std::uint64_t number, std::string_view slot)>& take) const;
  const MasterKey& master() const { return master_; }

 private:
  FileKeyStore(std::filesystem::path path, std::filesystem::path erasures, PosixFile file, PosixFile lock,
               MasterKey master, DrawKey draw)
      : path_(std::move(path)),
        erasures_(std::move(erasures)),
        file_(std::move(file)),
        lock_(std::move(lock)),
        master_(std::move(master)),
        draw_(std::move(draw)) {}

  enum class List { no, yes };
  Result<> destroy(std::span<const std::string> ids, List list);

  std::filesystem::path path_;
  std::filesystem::path erasures_;
  PosixFile file_;
  PosixFile lock_;
  MasterKey master_;
  std::mutex changing_;
  DrawKey draw_;
};

/// Wraps every key anew with another master key, which the file is under from then on; whole or not at all.
/// Refused while a process has the keys open. Says how many keys there are.
Result<std::uint64_t> rewrap_keys(const std::filesystem::path& directory, const MasterKey& from,
                                  const MasterKey& to);
/// Whether the keys in the directory are under this master key; nothing if there are no keys.
Result<std::optional<bool>> are_under(const std::filesystem::path& directory, const MasterKey& master);

}  // namespace htq
