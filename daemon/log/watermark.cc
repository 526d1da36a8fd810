#include "daemon/log/watermark.h"

#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "daemon/log/crc32c.h"
#include "daemon/log/record_key.h"

namespace htq {

namespace {

constexpr std::string_view kMagic = "htqwmark";
constexpr std::size_t kSlotBytes = 512;
constexpr std::size_t kSlots = 2;

std::string slot(Position position) {
  std::string bytes(kMagic);
  bytes += RecordKey(position).view();
  const std::uint32_t crc = crc32c(bytes);
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(crc >> shift);
  return bytes;
}

std::optional<Position> parse(std::string_view bytes) {
  const auto position = RecordKey::parse(bytes.substr(kMagic.size(), kRecordKeyBytes));
  const std::string whole = slot(*position);
  if (bytes.substr(0, whole.size()) != whole) return std::nullopt;
  return position;
}

Result<> write_at(const PosixFile& file, std::string_view bytes, std::size_t offset,
                  const std::string& path) {
  const auto written = ::pwrite(file.descriptor(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
  if (written != static_cast<ssize_t>(bytes.size())) return errno_fault("write " + path);
  if (::fdatasync(file.descriptor()) != 0) return errno_fault("sync " + path);
  return {};
}

Result<std::string> read_all(const PosixFile& file, const std::string& path) {
  std::string bytes(kSlots * kSlotBytes, '\0');
  if (::pread(file.descriptor(), bytes.data(), bytes.size(), 0) < 0) return errno_fault("read " + path);
  return bytes;
}

Result<> fill(const PosixFile& file, Position position, const std::filesystem::path& path) {
  std::string bytes = slot(position);
  bytes.resize(kSlotBytes);
  HTQ_TRY(write_at(file, bytes + bytes, 0, path.string()));
  return sync_directory(path.parent_path());
}

}  // namespace

Result<Position> Watermark::read(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return Position{0};
  auto file = PosixFile::open(path);
  if (!file) return std::unexpected(file.error());
  auto bytes = read_all(*file, path.string());
  if (!bytes) return std::unexpected(bytes.error());
  const std::string_view all = *bytes;
  if (all.find_first_not_of('\0') == std::string_view::npos) return Position{0};  // died while it was created
  const auto one = parse(all.substr(0, kSlotBytes));
  const auto other = parse(all.substr(kSlotBytes));
  if (!one && !other)
    return fault(FaultKind::corrupted, path.string() + " does not say up to where the log was acknowledged");
  return std::max(one.value_or(Position{}), other.value_or(Position{}));
}

Result<> Watermark::overwrite(const std::filesystem::path& path, Position position) {
  const auto file = PosixFile::open(path);
  if (!file) return std::unexpected(file.error());
  return fill(*file, position, path);
}

Result<std::unique_ptr<Watermark>> Watermark::open(const std::filesystem::path& path, Pace pace) {
  const auto written = read(path);
  if (!written) return std::unexpected(written.error());
  auto file = PosixFile::open(path);
  if (!file) return std::unexpected(file.error());
  // Both slots whole again, whatever the last process left.
  HTQ_TRY(fill(*file, *written, path));
  return std::unique_ptr<Watermark>(new Watermark(std::move(*file), path, pace, *written));
}

Watermark::Watermark(PosixFile file, std::filesystem::path path, Pace pace, Position written)
    : file_(std::move(file)), path_(std::move(path)), pace_(pace), noted_(written), written_(written) {
  thread_ = std::thread([this] { run(); });
  pthread_setname_np(thread_.native_handle(), "watermark");
}

Watermark::~Watermark() {
  (void)finish();
}

Result<> Watermark::finish() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
  if (auto why = failure()) return std::unexpected(*std::move(why));
  return {};
}

void Watermark::note(Position acknowledged) {
  bool was_written = false;
  {
    const std::lock_guard lock(mutex_);
    was_written = noted_ == written_;
    noted_ = std::max(noted_, acknowledged);
  }
  if (was_written) wake_.notify_one();
}

void Watermark::when_not_writing(std::move_only_function<void()> work) {
  {
    const std::lock_guard lock(mutex_);
    if (writing_) {
      after_write_.push_back(std::move(work));
      return;
    }
  }
  work();
}

std::optional<Fault> Watermark::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

void Watermark::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || noted_ != written_; });
    if (noted_ == written_) return;
    const auto deadline = std::chrono::steady_clock::now() + pace_.at_most;
    for (Position seen{}; seen != noted_ && !stopping_ && std::chrono::steady_clock::now() < deadline;) {
      seen = noted_;
      wake_.wait_for(lock, pace_.idle, [this] { return stopping_; });
    }
    const Position position = noted_;
    writing_ = true;
    lock.unlock();
    auto result = write(position);
    lock.lock();
    writing_ = false;
    if (auto waited = std::exchange(after_write_, {}); !waited.empty()) {
      lock.unlock();
      for (auto& work : waited) work();
      lock.lock();
    }
    if (!result) {
      failure_ = std::move(result).error();
      return;
    }
    written_ = position;
  }
}

Result<> Watermark::write(Position position) {
  const std::size_t offset = next_slot_ * kSlotBytes;
  next_slot_ = (next_slot_ + 1) % kSlots;
  return write_at(file_, slot(position), offset, path_.string());
}

}  // namespace htq
