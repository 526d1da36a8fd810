#include "daemon/ctl/entry_text.h"

#include "daemon/ctl/when.h"
#include "schemas/json_text.h"

namespace htq::ctl {
namespace {

std::string who(const Json& actor) {
  std::string text = in_words(actor.text_of("role"));
  const auto add = [&](std::string_view before, const std::string& what) {
    if (what.empty()) return;
    if (!text.empty()) text += ' ';
    text += std::string(before) + what;
  };
  const std::string subject = actor.text_of("subject");
  if (subject != actor.text_of("role")) add("", subject);
  add("of ", actor.text_of("organisation"));
  add("for ", actor.text_of("onBehalfOf"));
  add("by ", actor.text_of("authority"));
  return text;
}

}  // namespace

EntryText text_of_entry(const Json& entry) {
  static const Json kNothing;
  const Json* found = entry.find("record");
  const Json& record = found == nullptr ? kNothing : *found;
  const Json* actor = record.find("actor");
  const std::string occurred = record.text_of("occurredAt");
  const std::string recorded = record.text_of("recordedAt");
  EntryText text{.when = london(occurred.empty() ? recorded : occurred),
                 .who = actor == nullptr ? std::string() : who(*actor),
                 .sentence = entry.text_of("summary")};
  if (text.sentence.empty()) text.sentence = in_words(entry.text_of("type"));
  if (!occurred.empty() && !recorded.empty() && occurred != recorded)
    text.sentence += " (recorded " + london(recorded) + ")";
  return text;
}

std::optional<std::string> broken_off(const Json& line) {
  if (!line.text_of("type").starts_with("/problems/")) return std::nullopt;
  const std::string position = line.text_of("position");
  return "the daemon broke the stream off" + (position.empty() ? "" : " behind position " + position) + ": " +
         line.text_of("detail");
}

}  // namespace htq::ctl
