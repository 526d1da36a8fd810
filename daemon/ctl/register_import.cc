#include "daemon/ctl/register_import.h"

#include <filesystem>

#include "daemon/ctl/connection.h"
#include "daemon/ctl/import/earlier_approvals.h"
#include "daemon/ctl/import/on_record.h"
#include "daemon/ctl/import/send.h"
#include "daemon/ctl/saying.h"

namespace htq::ctl {
namespace {

struct Result {
  std::string outcome;    // "recorded", "alreadyThere", "refused"; "notSent" after a stop
  std::string reference;  // of the case
  std::string reason;     // of a refusal
};

struct Report {
  std::vector<Result> results;  // of each row
  std::size_t recorded = 0, already_there = 0, refused = 0;
  bool is_in_order = true;  // all that could be registered is
};

/// Takes the rows that are on record out of the plan.
std::vector<Result> settle(ListedRows& listed, const RecordedApprovals& on_record) {
  std::vector<Result> settled;
  std::vector<Planned> to_send;
  for (ListedRow& row : listed.rows) {
    Result& result = settled.emplace_back();
    if (!row.planned) {
      result = {.outcome = "refused", .reference = {}, .reason = row.not_registered};
      continue;
    }
    Planned& planned = listed.plan.commands[*row.planned];
    const auto known = on_record.find(name_of_approval(planned.body));
    if (known == on_record.end()) {
      row.planned = to_send.size();
      to_send.push_back(std::move(planned));
      continue;
    }
    row.planned.reset();
    const std::string& reference = known->second.reference;
    if (same_approval(planned.body, known->second.body))
      result = {.outcome = "alreadyThere", .reference = reference, .reason = {}};
    else
      result = {.outcome = "refused",
                .reference = reference,
                .reason = "It is registered already as case " + reference +
                          ", and the list says something else of it now: what was recorded stays. Put it "
                          "right on the case."};
  }
  listed.plan.commands = std::move(to_send);
  return settled;
}

Result result_of(const ListedRow& row, const Result& settled, const Sending& sending) {
  if (!row.planned) return settled;
  if (*row.planned >= sending.sent.size()) return {.outcome = "notSent", .reference = {}, .reason = {}};
  const Sent& sent = sending.sent[*row.planned];
  switch (sent.outcome) {
    case Sent::Outcome::recorded:
      return {.outcome = "recorded", .reference = sent.answer.text_of("stream"), .reason = {}};
    case Sent::Outcome::already_there:
      return {.outcome = "alreadyThere", .reference = sent.answer.text_of("stream"), .reason = {}};
    case Sent::Outcome::refused: break;
  }
  return {.outcome = "refused", .reference = {}, .reason = text_of_refusal(sent.answer)};
}

Report report_of(const ListedRows& listed, const std::vector<Result>& settled, const Sending& sending) {
  Report report;
  for (std::size_t at = 0; at < listed.rows.size(); ++at) {
    const ListedRow& row = listed.rows[at];
    const Result& result = report.results.emplace_back(result_of(row, settled[at], sending));
    if (result.outcome == "recorded") ++report.recorded;
    if (result.outcome == "alreadyThere") ++report.already_there;
    if (result.outcome != "refused") continue;
    ++report.refused;
    if (row.not_registered.empty()) report.is_in_order = false;
  }
  return report;
}

const OddityText& text_of(Oddity oddity) {
  return kOddities[static_cast<std::size_t>(oddity)];
}

Json document_of(const ListedRow& row, const Result& result) {
  Json document;
  document.at("line") = number(row.line);
  document.at("productCode") = {row.product_code};
  document.at("standard") = {row.standard};
  document.at("title") = {row.title};
  document.at("outcome") = {result.outcome};
  if (!result.reference.empty()) document.at("case") = {result.reference};
  if (!result.reason.empty()) document.at("reason") = {result.reason};
  Json::Array warnings;
  for (const Warning& warning : row.warnings) {
    Json each;
    each.at("kind") = {std::string(text_of(warning.oddity).name)};
    each.at("text") = {warning.text};
    warnings.push_back(std::move(each));
  }
  document.at("warnings") = {std::move(warnings)};
  return document;
}

void say_documents(const std::string& file, const ListedRows& listed, const Report& report, Form form) {
  Json::Array rows;
  for (std::size_t at = 0; at < listed.rows.size(); ++at)
    rows.push_back(document_of(listed.rows[at], report.results[at]));
  if (form == Form::lines) {
    for (const Json& row : rows) say_document(row.write());
    return;
  }
  Json document;
  document.at("file") = {file};
  document.at("rows") = number(listed.rows.size());
  document.at("recorded") = number(report.recorded);
  document.at("alreadyThere") = number(report.already_there);
  document.at("refused") = number(report.refused);
  document.at("lines") = {std::move(rows)};
  say_document(document.write());
}

bool has(const ListedRow& row, Oddity oddity) {
  for (const Warning& warning : row.warnings)
    if (warning.oddity == oddity) return true;
  return false;
}

/// A paragraph for each kind of oddity, with the lines that have it.
void say_to_people(const std::string& file, const ListedRows& listed, const Report& report) {
  say_facts({{"File", file},
             {"Rows", std::to_string(listed.rows.size())},
             {"Recorded", std::to_string(report.recorded)},
             {"Already there", std::to_string(report.already_there)},
             {"Refused", std::to_string(report.refused)}});
  for (const OddityText& oddity : kOddities) {
    std::string lines;
    std::size_t count = 0;
    for (const ListedRow& row : listed.rows) {
      if (!has(row, oddity.oddity)) continue;
      lines += (lines.empty() ? "" : ", ") + std::to_string(row.line);
      ++count;
    }
    if (count != 0)
      say(std::string("\n") + oddity.what + " (" + std::to_string(count) + (count == 1 ? " line" : " lines") +
          "; " + oddity.done + ")\n  " + lines + "\n");
  }
  for (std::size_t at = 0; at < listed.rows.size(); ++at)
    if (report.results[at].outcome == "refused")
      note(file + ", line " + std::to_string(listed.rows[at].line) +
           " is not registered: " + report.results[at].reason);
}

}  // namespace

Exit import_register(const std::string& path, DryRun dry_run, const Settings& settings) {
  const std::filesystem::path named(path);
  const std::string file = named.filename().string();
  Sources sources(named.has_parent_path() ? named.parent_path() : std::filesystem::path("."));
  ListedRows listed = plan_earlier_approvals(sources, file);
  if (!sources.faults().empty()) return fail_for(sources);
  if (dry_run == DryRun::yes) {
    say_plan(listed.plan);
    return Exit::done;
  }
  auto daemon = Connection::open(settings);
  if (!daemon) return daemon.error();
  const auto on_record = approvals_on_record(*daemon);
  if (!on_record) return on_record.error();
  const std::vector<Result> settled = settle(listed, *on_record);
  const Sending sending = send(*daemon, listed.plan, "import " + file);
  const Report report = report_of(listed, settled, sending);
  if (settings.form == Form::people)
    say_to_people(file, listed, report);
  else
    say_documents(file, listed, report, settings.form);
  if (sending.stopped) return *sending.stopped;
  return report.is_in_order ? Exit::done : Exit::refused;
}

}  // namespace htq::ctl
