#include "daemon/log/wal_survey.h"

#include <algorithm>
#include <memory>
#include <string_view>

#include "daemon/log/crc32c.h"
#include "daemon/log/record_key.h"
#include "daemon/log/wal_write.h"
#include "projections/rocks_fault.h"

namespace htq {

namespace {

constexpr std::size_t kBlockBytes = 32 << 10;
constexpr std::size_t kHeadBytes = 7;
enum FragmentType : unsigned char { whole = 1, first = 2, middle = 3, last = 4 };

struct Fragment {
  FragmentType type;
  std::string_view bytes;
};

std::uint32_t little_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

std::uint32_t masked(std::uint32_t crc) {
  return (crc >> 15 | crc << 17) + 0xa282ead8u;
}

std::optional<Fragment> parse(std::string_view block) {
  if (block.size() < kHeadBytes) return std::nullopt;
  const std::size_t length = little_endian(block.substr(4, 2));
  const auto type = static_cast<unsigned char>(block[6]);
  if (type < whole || type > last || length > block.size() - kHeadBytes) return std::nullopt;
  if (little_endian(block.substr(0, 4)) != masked(crc32c(block.substr(6, 1 + length)))) return std::nullopt;
  return Fragment{.type = static_cast<FragmentType>(type), .bytes = block.substr(kHeadBytes, length)};
}

// A write is RocksDB's WriteBatch: sequence 8, count 4, then entries. A record's entry: 01, length of the key
// (08), key, …
constexpr std::size_t kWriteHeadBytes = 12;

std::optional<Position> first_position(std::string_view write) {
  if (write.size() < kWriteHeadBytes + 2 + kRecordKeyBytes || write[kWriteHeadBytes] != 1 ||
      write[kWriteHeadBytes + 1] != kRecordKeyBytes)
    return std::nullopt;
  return RecordKey::parse(write.substr(kWriteHeadBytes + 2, kRecordKeyBytes));
}

/// The last position of a write, 0 if it holds no record; nothing if it is none of ours.
std::optional<Position> last_position(std::string_view write) {
  Position last;
  const bool is_ours =
      visit_records(write, [&](Position position, std::string_view) { last = std::max(last, position); });
  return is_ours ? std::optional(last) : std::nullopt;
}

class FileSurvey {
 public:
  FileSurvey(std::string name, WalSurvey& survey, const WriteVisitor& visit)
      : name_(std::move(name)), survey_(survey), visit_(visit) {}

  void block(std::string_view block) {
    std::size_t at = 0;
    while (block.size() - at >= kHeadBytes) {
      if (const auto fragment = parse(block.substr(at))) {
        take(*fragment, at);
        at += kHeadBytes + fragment->bytes.size();
        searching_ = false;
      } else {
        if (!searching_) damaged(at);
        searching_ = true;
        ++at;
      }
    }
    const std::string_view rest = block.substr(at);
    const bool is_filler =
        block.size() == kBlockBytes && rest.find_first_not_of('\0') == std::string_view::npos;
    if (!rest.empty() && !is_filler && !searching_) damaged(at);
    searching_ = false;
    offset_ += block.size();
  }

  void end() {
    if (write_) damaged(0);
  }

 private:
  void take(const Fragment& fragment, std::size_t at) {
    const bool begins = fragment.type == whole || fragment.type == first;
    if (begins == write_.has_value()) damaged(at);
    if (begins)
      write_.emplace(fragment.bytes);
    else if (write_)
      write_->append(fragment.bytes);
    if (write_ && (fragment.type == whole || fragment.type == last)) {
      if (visit_) visit_(*write_);
      complete(*write_);
      write_.reset();
    }
  }

  void damaged(std::size_t at) {
    if (!survey_.damage) survey_.damage = {.file = name_, .offset = offset_ + at};
    if (!write_) return;
    if (const auto begun = first_position(*write_); begun && begun->value > 0)
      survey_.proven = std::max(survey_.proven, Position{begun->value - 1});
    write_.reset();
  }

  void complete(const std::string& bytes) {
    const auto position = last_position(bytes);
    if (position) survey_.proven = std::max(survey_.proven, *position);
    if (!position) damaged(0);
  }

  std::string name_;
  WalSurvey& survey_;
  const WriteVisitor& visit_;
  std::uint64_t offset_ = 0;          // of the block in the file
  std::optional<std::string> write_;  // begun and not yet ended
  bool searching_ = false;            // for a fragment, after damage
};

Result<> survey_file(rocksdb::Env& env, const std::string& path, FileSurvey& file) {
  std::unique_ptr<rocksdb::SequentialFile> bytes;
  HTQ_TRY(rocks_result(env.NewSequentialFile(path, &bytes, {}), "open " + path));
  std::string block(kBlockBytes, '\0');
  while (true) {
    std::size_t filled = 0;
    while (filled < kBlockBytes) {
      rocksdb::Slice read;
      HTQ_TRY(rocks_result(bytes->Read(kBlockBytes - filled, &read, block.data() + filled), "read " + path));
      if (read.empty()) break;
      if (read.data() != block.data() + filled) std::copy_n(read.data(), read.size(), block.data() + filled);
      filled += read.size();
    }
    if (filled > 0) file.block(std::string_view(block).substr(0, filled));
    if (filled < kBlockBytes) break;
  }
  file.end();
  return {};
}

}  // namespace

Result<WalSurvey> survey_wal(rocksdb::Env& env, const std::filesystem::path& directory,
                             const WriteVisitor& visit) {
  WalSurvey survey;
  if (env.FileExists(directory.string()).IsNotFound()) return survey;
  std::vector<std::string> names;
  HTQ_TRY(rocks_result(env.GetChildren(directory.string(), &names), "list " + directory.string()));
  for (std::string& name : names)
    if (name.ends_with(".log")) survey.files.push_back(std::move(name));
  // Their numbers have leading zeros, and no more than six digits until there have been a million files.
  std::ranges::sort(survey.files, [](const std::string& one, const std::string& other) {
    return one.size() != other.size() ? one.size() < other.size() : one < other;
  });
  for (const std::string& name : survey.files) {
    const std::string path = (directory / name).string();
    std::uint64_t bytes = 0;
    HTQ_TRY(rocks_result(env.GetFileSize(path, &bytes), "measure " + path));
    survey.bytes += bytes;
    FileSurvey file(name, survey, visit);
    HTQ_TRY(survey_file(env, path, file));
  }
  return survey;
}

}  // namespace htq
