#include "daemon/ctl/signed_file.h"

#include "daemon/ctl/saying.h"

namespace htq::ctl {

std::expected<SignedFile, Exit> SignedFile::begin(const std::string& file) {
  auto statement = WholeFile::begin(file);
  if (!statement) return std::unexpected(fail(Exit::bad_usage, statement.error().what));
  auto signature = WholeFile::begin(file + ".signature");
  if (!signature) return std::unexpected(fail(Exit::bad_usage, signature.error().what));
  return SignedFile(file, *std::move(statement), *std::move(signature));
}

Exit SignedFile::write(const Json& answer) {
  Json signature;
  for (const char* member : {"algorithm", "publicKey", "signature"})
    signature.at(member) = {answer.text_of(member)};
  for (const auto& [file, bytes] : {std::pair{&statement_, answer.text_of("statement")},
                                    std::pair{&signature_, signature.write() + '\n'}}) {
    if (const auto written = file->write(bytes); !written) return fail(Exit::no_answer, written.error().what);
    if (const auto finished = file->finish(); !finished) return fail(Exit::no_answer, finished.error().what);
  }
  return Exit::done;
}

}  // namespace htq::ctl
