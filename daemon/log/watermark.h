// The last acknowledged position, kept beside the records so that a log that lost its end is known by it. It
// may lag: it is written after the reply, when the log is idle and at least each second, by a thread of its
// own, so that no append waits for it.
//
//   offset 0 and 512: a slot each: "htqwmark", position 8 bytes, CRC-32C of both 4 bytes; numbers highest
//   byte first position 300:     68 74 71 77 6d 61 72 6b  00 00 00 00 00 00 01 2c  c0 76 ba 82
//
// Writes alternate between the slots, so that a torn one leaves the other; the higher whole one counts.
//
// Threads: note, failure and when_not_writing from any.
#pragma once

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "daemon/log/posix_file.h"
#include "domain/identity.h"
#include "projections/fault.h"

namespace htq {

class Watermark {
 public:
  struct Pace {
    std::chrono::milliseconds idle{50};       // nothing new for so long: written
    std::chrono::milliseconds at_most{1000};  // written however busy the log is
  };

  /// What the file says; 0 if there is none. FaultKind::corrupted if no slot is whole.
  static Result<Position> read(const std::filesystem::path& path);
  /// Makes the file say `position`, synced. For who repairs a log by hand, and for tests.
  static Result<> overwrite(const std::filesystem::path& path, Position position);

  /// Creates the file if there is none.
  static Result<std::unique_ptr<Watermark>> open(const std::filesystem::path& path, Pace pace);
  ~Watermark();
  Watermark(const Watermark&) = delete;
  Watermark& operator=(const Watermark&) = delete;

  void note(Position acknowledged);
  /// Calls `work` when no write of it is under way: at once, or on its thread after the write. Not called if
  /// it is destroyed before.
  void when_not_writing(std::move_only_function<void()> work);
  /// Why it cannot be written any more, if it cannot.
  std::optional<Fault> failure() const;
  /// Writes what was noted last, and nothing after that; why it could not. Its destructor does the same.
  Result<> finish();

 private:
  Watermark(PosixFile file, std::filesystem::path path, Pace pace, Position written);
  void run();
  Result<> write(Position position);

  PosixFile file_;
  const std::filesystem::path path_;
  const Pace pace_;
  unsigned next_slot_ = 0;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  Position noted_;
  Position written_;
  std::optional<Fault> failure_;
  bool writing_ = false;
  std::vector<std::move_only_function<void()>> after_write_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace htq
