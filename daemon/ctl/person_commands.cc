// htqctl person: what is told of somebody, given to them, forgotten, or kept for a legal matter. person list
// is one of the lists.
#include <CLI/CLI.hpp>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>

#include "daemon/ctl/connection.h"
#include "daemon/ctl/find_person.h"
#include "daemon/ctl/lists.h"
#include "daemon/ctl/pages.h"
#include "daemon/ctl/saying.h"
#include "daemon/ctl/when.h"
#include "daemon/ctl/whole_file.h"
#include "domain/london_text.h"

namespace htq::ctl {
namespace {

constexpr const char* kStdout = "-";

struct Asked {
  std::string person;
  std::string why;
  std::string file = kStdout;
};

/// What the office says of the person; the exit code if it knows of nobody of that name.
std::expected<Json, Exit> read_person(Connection& daemon, const std::string& person,
                                      const std::string& after = {}) {
  auto listed =
      read_rows(daemon, "/v1/persons", "persons", {{"person", person}, {"after", after}}, std::nullopt);
  if (!listed) return std::unexpected(listed.error());
  if (listed->rows.empty())
    return std::unexpected(
        fail(Exit::refused, "nothing is told of " + person + ": htqctl person list has who is told of"));
  return std::move(listed->rows.front());
}

/// Until when brokers may still hold a key of the person, wrapped, that was destroyed; empty: nobody does.
std::string held_until(Connection& daemon, const Json& person) {
  const auto erased = parse_rfc3339(person.text_of("erasedAt"));
  const auto version = daemon.request("GET", "/version");
  if (!erased || !version) return "";
  const std::string seconds =
      Json::parse(version->body).value_or(Json()).text_of("destroyedKeysGoneWithinSeconds");
  std::int64_t within = 0;
  std::from_chars(seconds.data(), seconds.data() + seconds.size(), within);
  if (within == 0) return "";
  return london(rfc3339(*erased + std::chrono::seconds(within))) +
         "; a broker that is down, until it is back";
}

void say_person(Connection& daemon, const Json& person, Form form) {
  if (form != Form::people) return say_document(person.write());
  const auto number = [&](const char* member) {
    const std::string digits = person.text_of(member);
    return digits.empty() ? std::string("0") : digits;
  };
  const std::string unsealed = number("unsealed");
  say_facts({{"Person", person.text_of("person")},
             {"Texts", number("texts")},
             {"Erased texts", number("erased")},
             {"Erased", london(person.text_of("erasedAt"))},
             {"Brokers may hold wrapped keys until", held_until(daemon, person)},
             {"Never sealed",
              unsealed == "0" ? "" : unsealed + ": recorded before texts were sealed, and not erasable"},
             {"On legal hold", person.text_of("onLegalHold") == "true" ? "yes" : ""},
             {"First told of", person.text_of("firstPosition")},
             {"Last told of", person.text_of("lastPosition")}});
}

Exit show(const Asked& asked, const Settings& settings) {
  auto daemon = Connection::open(settings);
  if (!daemon) return daemon.error();
  const auto person = read_person(*daemon, asked.person);
  if (!person) return person.error();
  say_person(*daemon, *person, settings.form);
  return Exit::done;
}

/// Everything that tells of the person, as one document: the answer to a subject access request.
Exit export_all(const Asked& asked, const Settings& settings) {
  auto daemon = Connection::open(settings);
  if (!daemon) return daemon.error();
  auto person = read_person(*daemon, asked.person);
  if (!person) return person.error();
  auto entries = read_rows(*daemon, "/v1/audit", "entries", {{"person", asked.person}}, std::nullopt);
  if (!entries) return entries.error();
  Json document;
  document.at("person") = *std::move(person);
  document.at("asAt") = {Json::Number{entries->last_as_at}};
  document.at("entries") = {std::move(entries->rows)};
  const std::string bytes = document.write() + '\n';
  if (asked.file == kStdout) {
    std::fputs(bytes.c_str(), stdout);
    return Exit::done;
  }
  auto file = WholeFile::begin(asked.file);
  if (!file) return fail(Exit::no_answer, file.error().what);
  if (const auto written = file->write(bytes); !written) return fail(Exit::no_answer, written.error().what);
  if (const auto finished = file->finish(); !finished) return fail(Exit::no_answer, finished.error().what);
  return Exit::done;
}

/// A command about a person. Its id is made of what it rests on: sent again, it happens once.
struct Command {
  const char* name;
  const char* why;  // the member that says it
};
constexpr Command kErase{"erase-person", "reason"};
constexpr Command kHold{"place-legal-hold", "matter"};
constexpr Command kRelease{"lift-legal-hold", "reason"};

Exit command(const Command& command, const Asked& asked, const Settings& settings) {
  auto daemon = Connection::open(settings);
  if (!daemon) return daemon.error();
  const auto before = read_person(*daemon, asked.person);
  if (!before) return before.error();
  Json body;
  body.at("person") = {asked.person};
  body.at(command.why) = {asked.why};
  const http::Headers headers{
      {"Content-Type", "application/json"},
      {"Idempotency-Key", std::string(command.name) + "-" + percent_encoded(asked.person) + "-" +
                              before->text_of("lastPosition") + "-" +
                              (before->text_of("onLegalHold") == "true" ? "held" : "free")}};
  const auto receipt =
      daemon->ask("POST", std::string("/v1/commands/") + command.name, headers, body.write());
  if (!receipt) return receipt.error();
  const auto after =
      read_person(*daemon, asked.person, Json::parse(receipt->body).value_or(Json()).text_of("position"));
  if (!after) return after.error();
  say_person(*daemon, *after, settings.form);
  return Exit::done;
}

}  // namespace

void add_person_commands(CLI::App& line, Run& chosen) {
  auto* person = line.add_subcommand("person", "Persons of whom is told under a pseudonym");
  person->require_subcommand(1);
  const auto about = [&](const char* name, const char* what, const char* footer) {
    auto asked = std::make_shared<Asked>();
    auto* made = person->add_subcommand(name, what);
    made->add_option("person", asked->person, "The pseudonym")->required()->type_name("PERSON");
    made->footer(footer);
    return std::pair(made, asked);
  };
  const auto [shown, to_show] = about(
      "show", "What is told of a person, and what became of it",
      "It needs a records officer's or an auditor's token.\nExample:\n  htqctl person show person-0a1b\n");
  shown->callback(
      [&chosen, asked = to_show] { chosen = [asked](const Settings& s) { return show(*asked, s); }; });

  auto wanted = std::make_shared<std::string>();
  auto* found = person->add_subcommand(
      "find", "Under which pseudonyms somebody is told of: by a name, an address, or a part of either");
  found->add_option("words", *wanted, "Whole words, in their order; capitals and punctuation do not count")
      ->required()
      ->type_name("TEXT");
  found->footer(
      "It needs a records officer's or an auditor's token. It reads what is told of everybody, and each of "
      "those\n"
      "reads is on record: the office keeps no index of names. Who was erased is found no more.\n"
      "Example:\n  htqctl person find \"Ada Lovelace\" --purpose \"request 17\"\n");
  found->callback(
      [&chosen, wanted] { chosen = [wanted](const Settings& s) { return find_person(*wanted, s); }; });

  const auto [exported, to_export] = about(
      "export", "Everything that tells of a person, as one JSON document: to answer a subject access request",
      "It needs a records officer's or an auditor's token. What was erased is shown as erased.\n"
      "Example:\n  htqctl person export person-0a1b --to request-17.json\n");
  exported->add_option("--to", to_export->file, "Where to write it; otherwise to stdout")->type_name("FILE");
  exported->callback([&chosen, asked = to_export] {
    chosen = [asked](const Settings& s) { return export_all(*asked, s); };
  });

  const auto send = [&](CLI::App* made, const std::shared_ptr<Asked>& asked, const Command& with,
                        const char* option, const char* what) {
    made->add_option(option, asked->why, what)->required()->type_name("TEXT");
    made->callback([&chosen, asked, &with] {
      chosen = [asked, &with](const Settings& settings) { return command(with, *asked, settings); };
    });
  };
  const auto [erased, to_erase] =
      about("erase", "Forget what is told of a person: for ever, everywhere",
            "It needs a records officer's token, and cannot be taken back: the keys that seal the texts are "
            "destroyed.\n"
            "Records, hashes and counts stay as they are.\n"
            "Example:\n  htqctl person erase person-0a1b --reason \"Asked for on 3 May 2022\"\n");
  send(erased, to_erase, kErase, "--reason", "Why, without a name");
  const auto [held, to_hold] = about(
      "hold", "Keep what is told of a person for a legal matter: it is not erased until the hold is released",
      "It needs a records officer's token.\nExample:\n  htqctl person hold person-0a1b --matter \"Claim "
      "12\"\n");
  send(held, to_hold, kHold, "--matter", "Which matter, without a name");
  const auto [released, to_release] = about("release", "Lift the legal hold",
                                            "It needs a records officer's token.\nExample:\n  htqctl person "
                                            "release person-0a1b --reason \"Claim 12 settled\"\n");
  send(released, to_release, kRelease, "--reason", "Why");
}

}  // namespace htq::ctl
