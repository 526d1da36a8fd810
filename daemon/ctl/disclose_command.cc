// htqctl disclose: a redacted copy of a case as a signed statement, with what was withheld and why.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <optional>

#include "daemon/ctl/connection.h"
#include "daemon/ctl/saying.h"
#include "daemon/ctl/signed_file.h"

namespace htq::ctl {
namespace {

struct Asked {
  std::string reference;
  std::string exemptions;
  std::string request;
  std::string as_at;
  std::string file;
};

Exit disclose(const Asked& asked, const Settings& settings) {
  auto daemon = Connection::open(settings);
  if (!daemon) return daemon.error();
  std::optional<SignedFile> file;
  if (!asked.file.empty()) {
    auto begun = SignedFile::begin(asked.file);
    if (!begun) return begun.error();
    file.emplace(*std::move(begun));
  }
  const auto read = daemon->read(
      with_query("/v1/cases/" + percent_encoded(asked.reference) + "/disclosure",
                 {{"exemption", asked.exemptions}, {"request", asked.request}, {"asAt", asked.as_at}}),
      "POST");
  if (!read) return read.error();
  if (!file) {
    say_document(read->bytes);
    return Exit::done;
  }
  if (const Exit written = file->write(read->json); written != Exit::done) return written;
  const auto statement = Json::parse(read->json.text_of("statement"));
  if (!statement || settings.form != Form::people) return Exit::done;
  std::size_t withheld = 0;
  for (const Json& record : statement->elements_of("records"))
    withheld += record.elements_of("withheld").size();
  say_facts({{"Case", statement->text_of("case")},
             {"Records", std::to_string(statement->elements_of("records").size())},
             {"Withheld", std::to_string(withheld) + " fields or documents"},
             {"Statement", asked.file},
             {"Signature", asked.file + ".signature"},
             {"Signed by", read->json.text_of("publicKey")}});
  note("Read it before it is given out: free text is disclosed as it stands.");
  return Exit::done;
}

}  // namespace

void add_disclose_command(CLI::App& line, Run& chosen) {
  auto asked = std::make_shared<Asked>();
  auto* command = line.add_subcommand(
      "disclose",
      "A redacted copy of a case as a signed statement: what was withheld, and under which exemption");
  command->add_option("--case", asked->reference, "The case")->required()->type_name("REFERENCE");
  command
      ->add_option("--exemption", asked->exemptions,
                   "Sections of the Freedom of Information Act 2000: 35 or 36 what is internal, 40 persons, "
                   "41 what was "
                   "given in confidence, 43 what was flagged, and that")
      ->required()
      ->type_name("40,43");
  command
      ->add_option("--request", asked->request,
                   "Reference of the request that it answers; none, if it is published without one")
      ->type_name("TEXT");
  command->add_option("--as-at", asked->as_at, "As at this position")->type_name("POSITION");
  command
      ->add_option("--to", asked->file,
                   "Where to write it, with FILE.signature beside it; otherwise to stdout")
      ->type_name("FILE");
  command->footer(
      "It needs a records officer's token. That the copy was made is on record before it is answered. The "
      "signature "
      "is over the bytes of the file.\n"
      "Example:\n  htqctl disclose --case HTQ-7K3M-92QX-5CJD --exemption 40,43 --request FOI-2022-17 --to "
      "foi-17.json\n");
  command->callback([&chosen, asked] {
    chosen = [asked](const Settings& settings) { return disclose(*asked, settings); };
  });
}

}  // namespace htq::ctl
