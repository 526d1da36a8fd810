// Takes the chunked transfer coding apart (RFC 9112, 7.1). Strict: CRLF alone ends a line, sizes are
// hexadecimal digits, extensions and trailers are bounded and thrown away. By hand because the parser of
// Beast 1.81 holds an assertion that a body sent byte by byte makes false. Pure; one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace htq::http {

class ChunkDecoder {
 public:
  enum class Step { need_more, complete, malformed, too_large };

  /// Removes from the front of `input` what it understood and appends the content to `body`; content beyond
  /// `limit` bytes in all is too large. Call it again only after need_more.
  Step take(std::string_view& input, std::string& body, std::uint64_t limit);

 private:
  enum class State {
    size_begins,
    size,
    extension,
    size_ends,
    content,
    content_cr,
    content_lf,
    trailer_begins,
    trailer,
    trailer_lf,
    end_lf
  };

  Step take_content(std::string_view& input, std::string& body);
  Step take_framing(char c, std::uint64_t limit);

  State state_ = State::size_begins;
  std::uint64_t remaining_ = 0;  // of this chunk
  std::uint64_t total_ = 0;      // content announced so far
  std::size_t line_bytes_ = 0;   // of this line, or of all trailers
};

}  // namespace htq::http
