// htqctl token: who may call. Works on the daemon's file of hashed tokens, with or without a daemon.
#include <CLI/CLI.hpp>
#include <algorithm>

#include "daemon/access/token_lines.h"
#include "daemon/ctl/saying.h"
#include "daemon/ctl/when.h"
#include "daemon/doors/clearance.h"
#include "daemon/http/problem.h"
#include "domain/london_text.h"
#include "domain/words.h"

namespace htq::ctl {
namespace {

Exit exit_of(const Fault& why) {
  return fail(why.kind == FaultKind::bad_input ? Exit::bad_usage : Exit::no_answer, why.what);
}

std::string all_roles() {
  std::string names;
  for (const auto enumerant : capnp::Schema::from<Role>().getEnumerants()) {
    const std::string name(enumerant.getProto().getName().cStr());
    if (!is_role(name)) continue;
    if (!names.empty()) names += ", ";
    names += name;
  }
  return names;
}

struct Asked {
  std::string file;
  TokenRequest request;
  std::string not_after;
};

Exit create(Asked asked, Form form) {
  if (!asked.not_after.empty()) {
    const auto at = instant_asked("--not-after", asked.not_after, DayMeans::its_last_instant);
    if (!at) return at.error();
    asked.request.not_after = *at;
  }
  const SystemClock clock;
  SystemRandom random;
  const auto made = create_token(asked.file, asked.request, is_role, clock, random);
  if (!made) return exit_of(made.error());
  if (form == Form::people) {
    note("Token " + made->id + " of " + asked.request.subject + " is in " + asked.file +
         ". It is shown this once; keep it in a file of your own:");
    say(made->text + "\n");
    return Exit::done;
  }
  std::string json = R"({"id":)";
  http::append_json_string(json, made->id);
  json += R"(,"token":)";
  http::append_json_string(json, made->text);
  say_document(json + "}");
  return Exit::done;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string document_of(const TokenEntry& entry) {
  std::string json = "{";
  const auto member = [&](std::string_view name, std::string_view text) {
    if (text.empty()) return;
    if (json.back() != '{') json += ',';
    http::append_json_string(json, name);
    json += ':';
    http::append_json_string(json, text);
  };
  member("id", entry.id);
  member("subject", entry.subject);
  json += R"(,"roles":[)";
  for (const std::string& role : entry.roles) {
    if (json.back() != '[') json += ',';
    http::append_json_string(json, role);
  }
  json += ']';
  member("organisation", entry.organisation);
  member("createdAt", rfc3339(entry.created_at));
  member("notAfter", entry.not_after ? rfc3339(*entry.not_after) : "");
  member("note", entry.note);
  return json + "}";
}

Exit list(const std::string& path, Form form) {
  const auto file = TokenFile::load(path, is_role);
  if (!file) return exit_of(file.error());
  std::vector<TokenEntry> entries = file->entries();
  std::ranges::sort(entries, {}, &TokenEntry::created_at);
  if (form == Form::lines) {
    for (const TokenEntry& entry : entries) say_document(document_of(entry));
    return Exit::done;
  }
  if (form == Form::json) {
    std::string json = "[";
    for (const TokenEntry& entry : entries) json += (json.size() > 1 ? "," : "") + document_of(entry);
    say_document(json + "]");
    return Exit::done;
  }
  std::vector<std::vector<std::string>> rows;
  for (const TokenEntry& entry : entries)
    rows.push_back({entry.id, entry.subject, joined(entry.roles), entry.organisation,
                    london(rfc3339(entry.created_at)), entry.not_after ? deadline_text(*entry.not_after) : "",
                    entry.note});
  say_table({{"Id"}, {"Subject"}, {"Roles"}, {"Organisation"}, {"Made"}, {"Valid until"}, {"Note"}}, rows);
  return Exit::done;
}

}  // namespace

void add_token_commands(CLI::App& line, Run& chosen) {
  auto* token = line.add_subcommand("token", "Who may call: the daemon's file of hashed bearer tokens");
  token->require_subcommand(1);

  auto asked = std::make_shared<Asked>();
  auto* create_it =
      token->add_subcommand("create", "Make a token and print it once; the file keeps only its hash");
  create_it->add_option("--file", asked->file, "The daemon's tokens.file; made if it is not there")
      ->required()
      ->type_name("FILE");
  create_it->add_option("--subject", asked->request.subject, "Who: a pseudonym, never a name")->required();
  create_it
      ->add_option("--role", asked->request.roles,
                   "What the caller may act as; may be given again: " + all_roles())
      ->required()
      ->allow_extra_args(false)
      ->type_name("ROLE");
  create_it->add_option("--organisation", asked->request.organisation, "Id of the organisation it acts for");
  create_it->add_option("--not-after", asked->not_after,
                        std::string("Until when it is valid: ") + kMeansWhen);
  create_it->add_option("--note", asked->request.note, "What to remember about it");
  create_it->footer(
      "Example:\n  htqctl token create --file /etc/htqd/tokens --subject ann --role applicant "
      "--organisation example-college\n");
  create_it->callback([&chosen, asked] {
    chosen = [asked](const Settings& settings) { return create(*asked, settings.form); };
  });

  auto* list_them = token->add_subcommand("list", "The tokens of a file, without their secrets");
  list_them->add_option("--file", asked->file, "The daemon's tokens.file")->required()->type_name("FILE");
  list_them->footer("Example:\n  htqctl token list --file /etc/htqd/tokens\n");
  list_them->callback([&chosen, asked] {
    chosen = [asked](const Settings& settings) { return list(asked->file, settings.form); };
  });
}

}  // namespace htq::ctl
