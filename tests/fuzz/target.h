// A fuzz target: a function that hands bytes to one of the parsers of foreign bytes and holds what comes back
// against what is promised. It may be called any number of times in one process, on one thread at a time, and
// the same bytes give the same outcome whatever came before.
//
// libfuzzer.cc makes a program of each; replay.cc runs all of them over their corpora. The names are those of
// the files and of the folders in corpus/.
#pragma once

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace htq::fuzz {

/// Some promise does not hold for these bytes. Nothing catches it: libFuzzer keeps the bytes, the replay names
/// their file.
struct Broken : std::logic_error {
  using std::logic_error::logic_error;
};
inline void require(bool holds, const std::string& promise) {
  if (!holds) throw Broken(promise);
}

/// The first bytes choose, the rest is what is read.
class Input {
 public:
  explicit Input(std::string_view bytes) : rest_(bytes) {}

  /// One of `count` things; the first when there are no bytes left.
  std::size_t choice(std::size_t count) {
    if (rest_.empty()) return 0;
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return byte % count;
  }
  /// What stands before the next `end`, or all of it.
  std::string_view until(char end) {
    const std::string_view taken = rest_.substr(0, rest_.find(end));
    rest_.remove_prefix(std::min(taken.size() + 1, rest_.size()));
    return taken;
  }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

void command_capnp(std::string_view bytes);
void command_json(std::string_view bytes);
void configuration(std::string_view bytes);
void csv_table(std::string_view bytes);
void forwarded_command(std::string_view bytes);
void http_answer(std::string_view bytes);
void http_doors(std::string_view bytes);
void http_request(std::string_view bytes);
void journal_entry(std::string_view bytes);
void json_document(std::string_view bytes);
void key_files(std::string_view bytes);
void list_question(std::string_view bytes);
void log_files(std::string_view bytes);
void reference_files(std::string_view bytes);
void register_list(std::string_view bytes);
void sealed_words(std::string_view bytes);
void signed_claims(std::string_view bytes);
void stored_record(std::string_view bytes);
void token_lines(std::string_view bytes);
void written_words(std::string_view bytes);

struct Target {
  const char* name;
  void (*run)(std::string_view bytes);
};

#define HTQ_TARGET(name) \
  Target { #name, &name }
inline constexpr Target kTargets[] = {
    HTQ_TARGET(command_capnp),
    HTQ_TARGET(command_json),
    HTQ_TARGET(configuration),
    HTQ_TARGET(csv_table),
    HTQ_TARGET(forwarded_command),
    HTQ_TARGET(http_answer),
    HTQ_TARGET(http_doors),
    HTQ_TARGET(http_request),
    HTQ_TARGET(journal_entry),
    HTQ_TARGET(json_document),
    HTQ_TARGET(key_files),
    HTQ_TARGET(list_question),
    HTQ_TARGET(log_files),
    HTQ_TARGET(reference_files),
    HTQ_TARGET(register_list),
    HTQ_TARGET(sealed_words),
    HTQ_TARGET(signed_claims),
    HTQ_TARGET(stored_record),
    HTQ_TARGET(token_lines),
    HTQ_TARGET(written_words),
};
#undef HTQ_TARGET

}  // namespace htq::fuzz
