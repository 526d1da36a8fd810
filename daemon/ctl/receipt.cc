#include "daemon/ctl/receipt.h"

#include "daemon/ctl/json.h"
#include "daemon/ctl/positions.h"
#include "daemon/ctl/saying.h"
#include "daemon/ctl/when.h"
#include "schemas/json_text.h"

namespace htq::ctl {

void say_receipt(const std::string& bytes, Form form) {
  const auto receipt = Json::parse(bytes);
  if (form != Form::people || !receipt) return say_document(bytes);
  std::string events;
  for (const Json& event : receipt->elements_of("events"))
    events += (events.empty() ? "" : ", ") + in_words(event.text());
  const std::string first = shown(receipt->text_of("firstPosition"));
  const std::string last = shown(receipt->text_of("position"));
  const bool repeated = receipt->text_of("repeated") == "true";
  say_facts(
      {{"Recorded", events},
       {in_words(receipt->text_of("streamKind")), receipt->text_of("stream")},
       {"Version", receipt->text_of("version")},
       {"Position", first.empty() || first == last ? last : first + " to " + last},
       {"At", london(receipt->text_of("recordedAt"))},
       {"Note", repeated ? "This is the first answer to that id, given again: nothing new happened." : ""}});
}

}  // namespace htq::ctl
