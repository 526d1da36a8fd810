#include "daemon/access/file_key_store.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <limits>
#include <utility>
#include <vector>

#include "daemon/access/wrapped_key.h"

namespace htq {
namespace {

constexpr std::string_view kMagic = "htqdkeys\x01";
constexpr std::size_t kHeaderBytes = 64;
constexpr std::size_t kSlotBytes = kWrappedKeyBytes;
constexpr char kNeverMade = '\xff';

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

std::string header_under(const MasterKey& master) {
  std::string header(kMagic);
  header += master.mark();
  header.resize(kHeaderBytes);
  return header;
}

/// No file is longer. The place of a greater number would be another's, or before the file.
constexpr std::uint64_t kGreatestNumber = (std::numeric_limits<off_t>::max() - kHeaderBytes) / kSlotBytes;

bool has_place(std::uint64_t number) {
  return number != 0 && number <= kGreatestNumber;
}

/// Of a number that has one.
off_t place_of(std::uint64_t number) {
  return static_cast<off_t>(kHeaderBytes + (number - 1) * kSlotBytes);
}

bool is_all(std::string_view bytes, char byte) {
  return std::ranges::all_of(bytes, [byte](char c) { return c == byte; });
}

/// Up to `size` bytes: fewer at the end of the file.
Result<std::string> read_at(const PosixFile& file, off_t at, std::size_t size) {
  std::string bytes(size, '\0');
  std::size_t done = 0;
  while (done < size) {
    const ssize_t read =
        ::pread(file.descriptor(), bytes.data() + done, size - done, at + static_cast<off_t>(done));
    if (read < 0 && errno == EINTR) continue;
    if (read < 0) return errno_fault("read the keys of persons");
    if (read == 0) break;
    done += static_cast<std::size_t>(read);
  }
  bytes.resize(done);
  return bytes;
}

Result<> write_at(const PosixFile& file, off_t at, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(file.descriptor(), bytes.data(), bytes.size(), at);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno_fault("write the keys of persons");
    bytes.remove_prefix(static_cast<std::size_t>(written));
    at += written;
  }
  return {};
}

std::filesystem::path file_in(const std::filesystem::path& directory) {
  return directory / "persons";
}

Result<PosixFile> lock_in(const std::filesystem::path& directory) {
  const std::filesystem::path path = directory / "persons.lock";
  PosixFile lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (lock.descriptor() < 0) return errno_fault("open " + path.string());
  if (::flock(lock.descriptor(), LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno != EWOULDBLOCK) return errno_fault("lock " + path.string());
  return fault(FaultKind::bad_input,
               "the keys in " + directory.string() + " are in use: stop the daemon of this office first");
}

/// A file of keys comes to be whole or not at all.
Result<> put_whole(const std::filesystem::path& path, std::string_view bytes) {
  const std::string beside = path.string() + ".new." + std::to_string(::getpid());
  {
    const PosixFile file(::open(beside.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (file.descriptor() < 0) return errno_fault("open " + beside);
    HTQ_TRY(write_at(file, 0, bytes));
    if (::fsync(file.descriptor()) != 0) return errno_fault("sync " + beside);
  }
  if (::rename(beside.c_str(), path.c_str()) != 0) return errno_fault("rename " + beside);
  return sync_directory(path.parent_path());
}

Result<std::uint64_t> size_of(const PosixFile& file) {
  struct stat about{};
  if (::fstat(file.descriptor(), &about) != 0) return errno_fault("look at the keys of persons");
  return static_cast<std::uint64_t>(about.st_size);
}

Result<std::string> header_of(const PosixFile& file, const std::filesystem::path& path) {
  auto header = read_at(file, 0, kHeaderBytes);
  if (!header) return header;
  if (header->size() == kHeaderBytes && header->starts_with(kMagic)) return header;
  return fault(FaultKind::corrupted,
               path.string() + " does not hold keys of persons: restore it from its backup");
}

bool is_under(std::string_view header, const MasterKey& master) {
  return header.substr(kMagic.size(), kMasterMarkBytes) == master.mark();
}

std::string in_hexadecimal(std::string_view bytes) {
  std::string hex(2 * bytes.size() + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), bytes_of(bytes), bytes.size());
  hex.pop_back();
  return hex;
}

/// In the place of a last line that was not written whole.
Result<> append_to(const std::filesystem::path& path, std::string_view lines) {
  constexpr off_t kLine = 2 * kKeyIdBytes + 1;
  const PosixFile file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  const off_t end = file.descriptor() < 0 ? -1 : ::lseek(file.descriptor(), 0, SEEK_END);
  if (end < 0) return errno_fault("open the list of erasures " + path.string());
  HTQ_TRY(write_at(file, end - end % kLine, lines));
  if (::fsync(file.descriptor()) != 0) return errno_fault("sync the list of erasures " + path.string());
  return sync_directory(path.parent_path().empty() ? "." : path.parent_path());
}

/// A last line that was not written whole is of an erasure that was not finished: the log knows of it.
Result<std::vector<std::string>> ids_listed(const std::filesystem::path& path) {
  std::vector<std::string> ids;
  std::ifstream lines(path);
  std::string line;
  for (std::uint64_t number = 1; std::getline(lines, line); ++number) {
    std::string id(kKeyIdBytes, '\0');
    std::size_t size = 0;
    if (sodium_hex2bin(bytes_of(id), id.size(), line.data(), line.size(), nullptr, &size, nullptr) == 0 &&
        size == kKeyIdBytes && line.size() == 2 * kKeyIdBytes)
      ids.push_back(std::move(id));
    else if (!lines.eof())
      return fault(FaultKind::bad_input,
                   path.string() + ":" + std::to_string(number) +
                       ": that is no id of a key: restore the list of erasures from its backup");
  }
  return ids;
}

Result<PosixFile> open_file(const std::filesystem::path& path) {
  PosixFile file(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  if (file.descriptor() < 0) return errno_fault("open " + path.string());
  return file;
}

}  // namespace

Result<std::unique_ptr<FileKeyStore>> FileKeyStore::open(const std::filesystem::path& directory,
                                                         MasterKey master, DrawKey draw,
                                                         const std::filesystem::path& erasures) {
  const std::filesystem::path list = erasures.empty() ? directory / "erasures" : erasures;
  auto lock = lock_in(directory);
  if (!lock) return std::unexpected(std::move(lock).error());
  const std::filesystem::path path = file_in(directory);
  if (!std::filesystem::exists(path)) HTQ_TRY(put_whole(path, header_under(master)));
  auto file = open_file(path);
  if (!file) return std::unexpected(std::move(file).error());
  const auto header = header_of(*file, path);
  if (!header) return std::unexpected(header.error());
  if (!is_under(*header, master))
    return fault(FaultKind::bad_input,
                 path.string() +
                     " is under another master key: set keys.master_key_file to the one that it was "
                     "made or last rotated with");
  const auto erased = ids_listed(list);
  if (!erased) return std::unexpected(erased.error());
  std::unique_ptr<FileKeyStore> store(
      new FileKeyStore(path, list, *std::move(file), *std::move(lock), std::move(master), std::move(draw)));
  HTQ_TRY(store->destroy(*erased, List::no));
  return store;
}

Result<std::uint64_t> FileKeyStore::make_ready(std::uint64_t at_least, std::uint64_t count) {
  const std::lock_guard changing(changing_);
  const auto size = size_of(file_);
  if (!size) return std::unexpected(size.error());
  // A last slot that was not written whole was nobody's yet.
  const std::uint64_t next = *size <= kHeaderBytes ? 1 : (*size - kHeaderBytes) / kSlotBytes + 1;
  const std::uint64_t first = std::max(at_least, next);
  std::string slots((first - next) * kSlotBytes, kNeverMade);
  for (std::uint64_t number = first; number < first + count; ++number) {
    std::string bytes = draw_(number);
    slots += wrap_key(number, PersonKey(number, bytes), master_);
    sodium_memzero(bytes.data(), bytes.size());
  }
  HTQ_TRY(write_at(file_, place_of(next), slots));
  if (::fsync(file_.descriptor()) != 0) return errno_fault("sync " + path_.string());
  return first;
}

std::expected<PersonKey, NoKey> FileKeyStore::find(std::uint64_t number) const {
  if (!has_place(number)) return std::unexpected(NoKey::missing);
  const auto slot = read_at(file_, place_of(number), kSlotBytes);
  if (!slot || slot->size() != kSlotBytes) return std::unexpected(NoKey::missing);
  if (is_all(*slot, '\0')) return std::unexpected(NoKey::destroyed);
  auto key = unwrap_key(number, *slot, master_);
  if (!key) return std::unexpected(NoKey::missing);
  return *std::move(key);
}

Result<> FileKeyStore::destroy(std::span<const std::string> ids) {
  return destroy(ids, List::yes);
}

Result<> FileKeyStore::destroy(std::span<const std::string> ids, List list) {
  const std::lock_guard changing(changing_);
  std::vector<std::uint64_t> numbers;
  std::string lines;
  for (const std::string& id : ids) {
    const auto number = number_of_key(id);
    if (!number || !has_place(*number)) continue;
    const auto slot = read_at(file_, place_of(*number), kSlotBytes);
    if (!slot) return std::unexpected(slot.error());
    // By the mark alone: also a key that cannot be unwrapped goes. A slot of which nothing can be unwrapped goes, too: what
    // is listed stays told as destroyed when the disk has damaged what was written over it.
    if (slot->size() != kSlotBytes || is_all(*slot, '\0') || is_all(*slot, kNeverMade)) continue;
    const bool is_it = slot->substr(0, kKeyMarkBytes) == id.substr(kKeyIdBytes - kKeyMarkBytes);
    if (!is_it && unwrap_key(*number, *slot, master_)) continue;
    numbers.push_back(*number);
    lines += in_hexadecimal(id) + '\n';
  }
  if (numbers.empty()) return {};
  // The list first: what is destroyed and not listed would come back with an older file of keys.
  if (list == List::yes) HTQ_TRY(append_to(erasures_, lines));
  for (const std::uint64_t number : numbers)
    HTQ_TRY(write_at(file_, place_of(number), std::string(kSlotBytes, '\0')));
  if (::fsync(file_.descriptor()) != 0) return errno_fault("sync " + path_.string());
  return {};
}

Result<> FileKeyStore::each(
    const std::function<Result<>(std::uint64_t number, std::string_view slot)>& take) const {
  const auto size = size_of(file_);
  if (!size) return std::unexpected(size.error());
  for (std::uint64_t number = 1;
       place_of(number) + static_cast<off_t>(kSlotBytes) <= static_cast<off_t>(*size); ++number) {
    const auto slot = read_at(file_, place_of(number), kSlotBytes);
    if (!slot) return std::unexpected(slot.error());
    if (is_all(*slot, '\0'))
      HTQ_TRY(take(number, ""));
    else if (unwrap_key(number, *slot, master_))
      HTQ_TRY(take(number, *slot));
  }
  return {};
}

Result<std::optional<bool>> are_under(const std::filesystem::path& directory, const MasterKey& master) {
  const std::filesystem::path path = file_in(directory);
  if (!std::filesystem::exists(path)) return std::nullopt;
  const auto file = open_file(path);
  if (!file) return std::unexpected(file.error());
  const auto header = header_of(*file, path);
  if (!header) return std::unexpected(header.error());
  return is_under(*header, master);
}

Result<std::uint64_t> rewrap_keys(const std::filesystem::path& directory, const MasterKey& from,
                                  const MasterKey& to) {
  const auto lock = lock_in(directory);
  if (!lock) return std::unexpected(lock.error());
  const std::filesystem::path path = file_in(directory);
  const auto file = open_file(path);
  if (!file) return std::unexpected(file.error());
  const auto header = header_of(*file, path);
  if (!header) return std::unexpected(header.error());
  if (!is_under(*header, from))
    return fault(FaultKind::bad_input,
                 path.string() + " is not under the master key that was given as the old one");
  const auto size = size_of(*file);
  if (!size) return std::unexpected(size.error());
  std::string fresh = header_under(to);
  std::uint64_t keys = 0;
  for (std::uint64_t number = 1;
       place_of(number) + static_cast<off_t>(kSlotBytes) <= static_cast<off_t>(*size); ++number) {
    auto slot = read_at(*file, place_of(number), kSlotBytes);
    if (!slot) return std::unexpected(std::move(slot).error());
    if (auto key = unwrap_key(number, *slot, from)) {
      fresh += wrap_key(number, *key, to);
      ++keys;
    } else {
      // Destroyed, never made here, or torn when the power went: of no use under any key.
      fresh += is_all(*slot, '\0') ? *slot : std::string(kSlotBytes, kNeverMade);
    }
  }
  HTQ_TRY(put_whole(path, fresh));
  return keys;
}

}  // namespace htq
