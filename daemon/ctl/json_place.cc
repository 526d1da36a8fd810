#include "daemon/ctl/json_place.h"

#include <algorithm>

namespace htq::ctl {
namespace {

constexpr int kDeepest = 1000;

/// Each function reads one thing and stops in front of the first byte that does not belong to it.
class Scan {
 public:
  explicit Scan(std::string_view text) : text_(text) {}
  std::size_t at() const { return at_; }

  bool document() {
    if (!value(0)) return false;
    blanks();
    return at_ == text_.size();
  }

 private:
  bool value(int depth) {
    blanks();
    if (depth > kDeepest || at_ == text_.size()) return false;
    switch (text_[at_]) {
      case '{': return members(depth, '}', &Scan::member);
      case '[': return members(depth, ']', &Scan::value);
      case '"': return string();
      case 't': return word("true");
      case 'f': return word("false");
      case 'n': return word("null");
      default: return number();
    }
  }

  bool members(int depth, char end, bool (Scan::*one)(int)) {
    ++at_;
    blanks();
    if (take(end)) return true;
    while ((this->*one)(depth + 1)) {
      blanks();
      if (take(end)) return true;
      if (!take(',')) return false;
    }
    return false;
  }

  bool member(int depth) {
    blanks();
    if (at_ == text_.size() || text_[at_] != '"' || !string()) return false;
    blanks();
    return take(':') && value(depth);
  }

  bool string() {
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '"') return ++at_, true;
      if (static_cast<unsigned char>(c) < ' ') return false;
      if (c == '\\' && !escape()) return false;
    }
    return false;
  }

  bool escape() {
    ++at_;
    if (at_ == text_.size()) return false;
    if (text_[at_] != 'u') return std::string_view("\"\\/bfnrt").find(text_[at_]) != std::string_view::npos;
    constexpr std::string_view kHex = "0123456789abcdefABCDEF";
    for (int digit = 0; digit < 4; ++digit) {
      if (at_ + 1 == text_.size() || kHex.find(text_[at_ + 1]) == std::string_view::npos) return ++at_, false;
      ++at_;
    }
    return true;
  }

  bool number() {
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      return digits();
    }
    return true;
  }

  bool digits() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
    return at_ > begin;
  }

  bool word(std::string_view expected) {
    for (const char c : expected)
      if (!take(c)) return false;
    return true;
  }

  bool take(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  void blanks() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }

  const std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<TextPlace> first_fault_of_json(std::string_view text) {
  Scan scan(text);
  if (scan.document()) return std::nullopt;
  const std::string_view before = text.substr(0, scan.at());
  const std::size_t line_end = before.rfind('\n');
  return TextPlace{.line = static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1,
                   .column = before.size() - (line_end == std::string_view::npos ? 0 : line_end + 1) + 1};
}

}  // namespace htq::ctl
