// Bytes of a connection, into the real session and the real doors of an office: whatever comes, every answer is a
// proper one, and the answers are the same when the bytes come in two pieces.
#include "tests/fuzz/answers.h"
#include "tests/fuzz/target.h"

namespace htq::fuzz {

void http_doors(std::string_view bytes) {
  constexpr std::size_t kMostBytes = 64 << 10;
  if (bytes.size() > kMostBytes) return;
  const Exchange at_once = OpenOffice::fresh().exchange(bytes);
  const auto answers = checked(at_once);
  const Exchange in_pieces = OpenOffice::fresh().exchange(bytes, bytes.size() / 2);
  const auto again = checked(in_pieces);
  require(answers.size() == again.size(), "in two pieces as many answers come");
  for (std::size_t at = 0; at < answers.size(); ++at)
    require(answers[at].status == again[at].status && answers[at].body == again[at].body,
            "in two pieces the same answers come");
}

}  // namespace htq::fuzz
