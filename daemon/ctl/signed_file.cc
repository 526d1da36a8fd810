#include "daemon/ctl/signed_file.h"

#include "daemon/ctl/saying.h"
#include "daemon/ctl/whole_file.h"

namespace htq::ctl {

Exit write_signed(const std::string& to, const Json& answer) {
  Json signature;
  for (const char* member : {"algorithm", "publicKey", "signature"})
    signature.at(member) = {answer.text_of(member)};
  for (const auto& [path, bytes] :
       {std::pair{to, answer.text_of("statement")}, std::pair{to + ".signature", signature.write() + '\n'}}) {
    auto file = WholeFile::begin(path);
    if (!file) return fail(Exit::no_answer, file.error().what);
    if (const auto written = file->write(bytes); !written) return fail(Exit::no_answer, written.error().what);
    if (const auto finished = file->finish(); !finished) return fail(Exit::no_answer, finished.error().what);
  }
  return Exit::done;
}

}  // namespace htq::ctl
