#include "daemon/http/chunks.h"

#include <algorithm>

namespace htq::http {
namespace {

constexpr std::size_t kMaxSizeDigits = 15;  // so that a size cannot overflow
constexpr std::size_t kMaxLineBytes = 1024;
constexpr std::size_t kMaxTrailerBytes = 8192;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_text(char c) {
  return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
}

}  // namespace

ChunkDecoder::Step ChunkDecoder::take(std::string_view& input, std::string& body, std::uint64_t limit) {
  while (!input.empty()) {
    Step step = Step::need_more;
    if (state_ == State::content) {
      step = take_content(input, body);
    } else {
      const char c = input.front();
      input.remove_prefix(1);
      step = take_framing(c, limit);
    }
    if (step != Step::need_more) return step;
  }
  return Step::need_more;
}

ChunkDecoder::Step ChunkDecoder::take_content(std::string_view& input, std::string& body) {
  const std::size_t taken = static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, input.size()));
  body.append(input.substr(0, taken));
  input.remove_prefix(taken);
  remaining_ -= taken;
  if (remaining_ == 0) state_ = State::content_cr;
  return Step::need_more;
}

ChunkDecoder::Step ChunkDecoder::take_framing(char c, std::uint64_t limit) {
  using enum State;
  switch (state_) {
    case size_begins:
      if (hex_digit(c) < 0) return Step::malformed;
      remaining_ = static_cast<std::uint64_t>(hex_digit(c));
      line_bytes_ = 1;
      state_ = size;
      return Step::need_more;
    case size:
      if (hex_digit(c) >= 0) {
        if (++line_bytes_ > kMaxSizeDigits) return Step::malformed;
        remaining_ = remaining_ * 16 + static_cast<std::uint64_t>(hex_digit(c));
      } else if (c == ';' || c == ' ' || c == '\t') {
        state_ = extension;
      } else if (c == '\r') {
        state_ = size_ends;
      } else {
        return Step::malformed;
      }
      return Step::need_more;
    case extension:
      if (c == '\r') {
        state_ = size_ends;
        return Step::need_more;
      }
      return is_text(c) && ++line_bytes_ <= kMaxLineBytes ? Step::need_more : Step::malformed;
    case size_ends:
      if (c != '\n') return Step::malformed;
      line_bytes_ = 0;
      total_ += remaining_;
      if (total_ > limit) return Step::too_large;
      state_ = remaining_ == 0 ? trailer_begins : content;
      return Step::need_more;
    case content: return Step::malformed;  // taken in bulk, never here
    case content_cr: state_ = content_lf; return c == '\r' ? Step::need_more : Step::malformed;
    case content_lf: state_ = size_begins; return c == '\n' ? Step::need_more : Step::malformed;
    case trailer_begins:
      if (c == '\r') {
        state_ = end_lf;
        return Step::need_more;
      }
      state_ = trailer;
      [[fallthrough]];
    case trailer:
      if (c == '\r') {
        state_ = trailer_lf;
        return Step::need_more;
      }
      return is_text(c) && ++line_bytes_ <= kMaxTrailerBytes ? Step::need_more : Step::malformed;
    case trailer_lf: state_ = trailer_begins; return c == '\n' ? Step::need_more : Step::malformed;
    case end_lf: return c == '\n' ? Step::complete : Step::malformed;
  }
  return Step::malformed;
}

}  // namespace htq::http
