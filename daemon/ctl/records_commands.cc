// htqctl records: the retention schedule, legal holds on cases, and disposal with its certificates. records
// due and records schedule are lists.
#include <sodium.h>
#include <CLI/CLI.hpp>

#include <array>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>

#include "daemon/ctl/connection.h"
#include "daemon/ctl/pages.h"
#include "daemon/ctl/receipt.h"
#include "daemon/ctl/saying.h"
#include "daemon/ctl/signed_file.h"
#include "daemon/ctl/when.h"
#include "daemon/ctl/whole_number.h"
#include "schemas/json_text.h"

namespace htq::ctl {
namespace {

struct Asked {
  std::vector<std::string> records;  // case/HTQ-…, enquiry/…
  bool all_due = false;
  std::string retention;  // class
  std::string ground;
  std::string folder;
  std::string reference;
  std::string hold;
  std::string why;
  unsigned years = 0;
  unsigned days = 0;
  std::string authority;
};

/// Which command disposes of a kind of record.
struct Kind {
  const char* kind;
  const char* command;
};
constexpr Kind kKinds[] = {{"case", "dispose-of-case"},
                           {"consultation", "dispose-of-responses"},
                           {"enquiry", "dispose-of-enquiry"},
                           {"processFeedback", "dispose-of-feedback"}};

std::string short_hash_of(std::string_view text) {
  constexpr std::size_t kBytes = 8;
  std::array<unsigned char, crypto_hash_sha256_BYTES> sum{};
  crypto_hash_sha256(sum.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size());
  std::string hex;
  append_hex(hex, {reinterpret_cast<const char*>(sum.data()), kBytes});
  return hex;
}

std::expected<http::Response, Exit> send(Connection& daemon, const std::string& command, const Json& body,
                                         const std::string& key) {
  const http::Headers headers{{"Content-Type", "application/json"}, {"Idempotency-Key", key}};
  return daemon.ask("POST", "/v1/commands/" + command, headers, body.write());
}

/// The command's id: the same words are the same command, however often it is given. Whatever was typed, it
/// can be sent: what is wrong with a name, the daemon says of the name.
std::string id_of(std::string id, std::initializer_list<std::string_view> words) {
  constexpr std::size_t kMostOfAWord = 48;
  for (const std::string_view word : words) {
    const std::string plain = percent_encoded(word);
    id += '-' + (plain.size() <= kMostOfAWord ? plain : short_hash_of(word));
  }
  return id;
}

std::string position_in(const http::Response& receipt) {
  return Json::parse(receipt.body).value_or(Json()).text_of("position");
}

struct Record {
  std::string kind;
  std::string id;
};

std::expected<Record, Exit> record_named(const std::string& name) {
  const std::size_t slash = name.find('/');
  // A case may be named by its reference alone.
  Record record = slash == std::string::npos ? Record{"case", name}
                                             : Record{name.substr(0, slash), name.substr(slash + 1)};
  for (const Kind& known : kKinds)
    if (record.kind == known.kind) return record;
  return std::unexpected(
      fail(Exit::bad_usage,
           name + " is no record: give case/HTQ-…, consultation/…, enquiry/… or processFeedback/…"));
}

using Certificate = std::optional<SignedFile>;

/// Where it will be written; nothing: to stdout.
std::expected<Certificate, Exit> certificate_in(const std::string& folder, const Record& record) {
  if (folder.empty()) return Certificate();
  auto begun = SignedFile::begin(
      (std::filesystem::path(folder) / ("certificate-" + record.kind + "-" + record.id + ".json")).string());
  if (!begun) return std::unexpected(begun.error());
  return Certificate(*std::move(begun));
}

Exit certify(Connection& daemon, const Record& record, Certificate& certificate, const std::string& after,
             Form form) {
  const auto read = daemon.read(with_query(
      "/v1/records/" + record.kind + "/" + percent_encoded(record.id) + "/certificate", {{"after", after}}));
  if (!read) return read.error();
  if (!certificate) {
    say_document(read->bytes);
    return Exit::done;
  }
  if (const Exit written = certificate->write(read->json); written != Exit::done) return written;
  const auto statement = Json::parse(read->json.text_of("statement"));
  if (!statement || form != Form::people) return Exit::done;
  say_facts({{"Record", record.kind + "/" + record.id},
             {"Class", statement->text_of("class")},
             {"Kept until", london(statement->text_of("keptUntil"))},
             {"Disposed of", london(statement->text_of("disposedAt"))},
             {"Records", statement->text_of("count")},
             {"Texts destroyed", statement->text_of("textsDestroyed")},
             {"Certificate", certificate->name()}});
  return Exit::done;
}

Exit dispose_of(Connection& daemon, const Record& record, const Asked& asked, Form form) {
  for (const Kind& known : kKinds) {
    if (record.kind != known.kind) continue;
    Json body;
    body.at(record.kind) = {record.id};
    body.at("ground") = {asked.ground};
    // Before anything is gone: then there is a certificate of it.
    auto file = certificate_in(asked.folder, record);
    if (!file) return file.error();
    const auto receipt =
        send(daemon, known.command, body, id_of(known.command, {record.id, short_hash_of(asked.ground)}));
    if (!receipt) return receipt.error();
    return certify(daemon, record, *file, position_in(*receipt), form);
  }
  return Exit::bad_usage;
}

Exit dispose(const Asked& asked, const Settings& settings) {
  if (asked.records.empty() == !asked.all_due)
    return fail(Exit::bad_usage, "name the records, or all that are due with --all-due");
  auto daemon = Connection::open(settings);
  if (!daemon) return daemon.error();
  std::vector<Record> records;
  for (const std::string& name : asked.records) {
    auto record = record_named(name);
    if (!record) return record.error();
    records.push_back(*std::move(record));
  }
  if (asked.all_due) {
    auto due = read_rows(*daemon, "/v1/records", "records", {{"keeping", "due"}, {"class", asked.retention}},
                         std::nullopt);
    if (!due) return due.error();
    for (const Json& row : due->rows) records.push_back({row.text_of("streamKind"), row.text_of("stream")});
  }
  // The first "no" ends it: what was disposed of before has its certificate, and the rest stays.
  for (const Record& record : records)
    if (const Exit done = dispose_of(*daemon, record, asked, settings.form); done != Exit::done) return done;
  if (records.empty()) note("Nothing is due.");
  return Exit::done;
}

Exit certificate(const Asked& asked, const Settings& settings) {
  auto daemon = Connection::open(settings);
  if (!daemon) return daemon.error();
  for (const std::string& name : asked.records) {
    const auto record = record_named(name);
    if (!record) return record.error();
    auto file = certificate_in(asked.folder, *record);
    if (!file) return file.error();
    if (const Exit done = certify(*daemon, *record, *file, "", settings.form); done != Exit::done)
      return done;
  }
  return Exit::done;
}

Exit set_rule(const Asked& asked, const Settings& settings) {
  auto daemon = Connection::open(settings);
  if (!daemon) return daemon.error();
  Json body;
  body.at("retention") = {asked.retention};
  body.at("years") = {Json::Number{std::to_string(asked.years)}};
  body.at("days") = {Json::Number{std::to_string(asked.days)}};
  body.at("authority") = {asked.authority};
  const auto now = daemon->read("/v1/records?limit=1");
  if (!now) return now.error();
  const auto receipt = send(*daemon, "set-retention-rule", body,
                            id_of("set-rule", {asked.retention, now->json.text_of("asAt")}));
  if (!receipt) return receipt.error();
  say_receipt(receipt->body, settings.form);
  return Exit::done;
}

Exit hold(const Asked& asked, const Settings& settings, const char* command, const char* member) {
  auto daemon = Connection::open(settings);
  if (!daemon) return daemon.error();
  // A hold of one name may be placed, lifted and placed again: where the log stands is part of the id.
  const auto now = daemon->read("/v1/records?limit=1");
  if (!now) return now.error();
  Json body;
  body.at("case") = {asked.reference};
  body.at("hold") = {asked.hold};
  body.at(member) = {asked.why};
  const auto receipt =
      send(*daemon, command, body, id_of(command, {asked.reference, asked.hold, now->json.text_of("asAt")}));
  if (!receipt) return receipt.error();
  say_receipt(receipt->body, settings.form);
  return Exit::done;
}

}  // namespace

void add_records_commands(CLI::App& line, Run& chosen) {
  auto* records = line.add_subcommand("records", "What is kept, for how long, and what is disposed of");
  records->require_subcommand(1);
  const auto made = [&](const char* name, const char* what, const char* footer, auto run) {
    auto asked = std::make_shared<Asked>();
    auto* command = records->add_subcommand(name, what);
    command->footer(footer);
    command->callback([&chosen, asked, run] {
      chosen = [asked, run](const Settings& settings) { return run(*asked, settings); };
    });
    return std::pair(command, asked);
  };

  const auto [disposes, to_dispose] = made(
      "dispose", "Dispose of records whose time is over: for ever, everywhere",
      "It needs a records officer's token, and cannot be taken back: the keys that seal their texts are\n"
      "destroyed. The records of the log, their hashes and counts stay. Each is certified.\n"
      "Example:\n  htqctl records dispose --all-due --class withdrawn --ground \"Yearly disposal\" --to "
      "certificates/\n",
      dispose);
  disposes
      ->add_option("record", to_dispose->records,
                   "Records: case/HTQ-…, consultation/…, enquiry/…, processFeedback/…")
      ->type_name("RECORD");
  disposes->add_flag("--all-due", to_dispose->all_due, "All that are due");
  disposes->add_option("--class", to_dispose->retention, "Of those, of this class of the schedule")
      ->type_name("CLASS");
  disposes->add_option("--ground", to_dispose->ground, "What it is done for, without a name")
      ->required()
      ->type_name("TEXT");
  disposes->add_option("--to", to_dispose->folder, "Folder for the certificates; otherwise to stdout")
      ->type_name("FOLDER");

  const auto [certifies, to_certify] =
      made("certificate", "The signed certificate of what was disposed of, again",
           "It needs a records officer's or an auditor's token.\n"
           "Example:\n  htqctl records certificate case/HTQ-7K3M-92QX-5CJD --to certificates/\n",
           certificate);
  certifies->add_option("record", to_certify->records, "Records")->required()->type_name("RECORD");
  certifies->add_option("--to", to_certify->folder, "Folder for it; otherwise to stdout")
      ->type_name("FOLDER");

  const auto [sets, to_set] =
      made("set-rule", "Set how long a class of records is kept",
           "It needs a records officer's token. It counts for what is on record, too.\n"
           "Example:\n  htqctl records set-rule not-approved --years 6 --authority \"Retention schedule "
           "2025, 4.2\"\n",
           set_rule);
  sets->add_option("class", to_set->retention,
                   "registration, ineligible, withdrawn, not-approved, carried-over, approved, "
                   "consultation-responses, enquiry or process-feedback")
      ->required()
      ->type_name("CLASS");
  sets->add_option("--years", to_set->years, "From its end on")
      ->check(whole_number(0, 65'535))
      ->type_name("NUMBER");
  sets->add_option("--days", to_set->days, "Beyond the years")
      ->check(whole_number(0, 65'535))
      ->type_name("NUMBER");
  sets->add_option("--authority", to_set->authority, "The schedule, law or decision it rests on")
      ->required()
      ->type_name("TEXT");

  const auto holds = [&](const char* name, const char* what, const char* footer, const char* command,
                         const char* member, const char* option, const char* about) {
    const auto [made_here, asked] = made(
        name, what, footer,
        [command, member](const Asked& all, const Settings& s) { return hold(all, s, command, member); });
    made_here->add_option("case", asked->reference, "The case")->required()->type_name("REFERENCE");
    made_here->add_option("--hold", asked->hold, "Name of the hold, such as claim-12")
        ->required()
        ->type_name("NAME");
    made_here->add_option(option, asked->why, about)->required()->type_name("TEXT");
  };
  holds("hold", "Keep a case for a legal matter, whatever the schedule says, until the hold is released",
        "It needs a records officer's token.\nExample:\n  htqctl records hold HTQ-7K3M-92QX-5CJD --hold "
        "claim-12 "
        "--matter \"Claim of 3 May\"\n",
        "place-case-legal-hold", "matter", "--matter", "Which matter");
  holds("release", "Lift a legal hold",
        "It needs a records officer's token.\nExample:\n  htqctl records release HTQ-7K3M-92QX-5CJD --hold "
        "claim-12 --reason Settled\n",
        "lift-case-legal-hold", "reason", "--reason", "Why");
}

}  // namespace htq::ctl
