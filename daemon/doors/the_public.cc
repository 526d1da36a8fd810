#include "daemon/doors/the_public.h"

#include <capnp/serialize.h>
#include <sodium.h>

#include "domain/title.h"
#include "schemas/json_text.h"
#include "schemas/text.h"

namespace htq {
namespace {

constexpr std::string_view kPurpose = "pseudonyms";
constexpr const char* kSubject = "public/respondent";  // no token has a name like that
constexpr std::size_t kNameBytes = 16;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

Pseudonyms::Pseudonyms(std::string_view data_key) {
  crypto_generichash(key_.data(), key_.size(), bytes_of(kPurpose), kPurpose.size(), bytes_of(data_key),
                     data_key.size());
}

std::string Pseudonyms::of(std::string_view prefix, std::string_view purpose, std::string_view what) const {
  std::string bytes(kNameBytes, '\0');
  const std::string all = std::string(purpose) + '\0' + std::string(what);
  crypto_generichash(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), bytes_of(all), all.size(),
                     key_.data(), key_.size());
  std::string name = std::string(prefix) + '-';
  append_hex(name, bytes);
  return name;
}

Caller the_public() {
  return {.subject = kSubject, .roles = {"respondent"}, .organisation = {}, .token_id = {}};
}

bool is_the_public(const Caller& caller) {
  return caller.subject == kSubject;
}

std::optional<JsonError> complete_for_the_public(const Pseudonyms& pseudonyms, Order& order) {
  if (order.occurred_at != Instant{})
    return JsonError{.path = "Htqd-Occurred-At",
                     .what = "An answer without an account is given when it is received.",
                     .remedy = "Leave it out."};
  auto command = order.message->getRoot<Command>();
  auto event = command.getRespondToConsultation();
  const std::string consultation = string(command.getTarget().asReader());
  if (event.getOrganisation().size() != 0)
    return JsonError{.path = "organisation",
                     .what = "Which organisations are on record is not told without an account.",
                     .remedy = "Leave it out: say in the answers for whom you speak."};
  event.setResponse("");
  // Blanks and capitals do not make another person.
  const std::string who = collapsed(string(event.getRespondent().asReader().getBox()));
  if (who.empty()) {
    const kj::Array<capnp::word> words = capnp::canonicalize(event.asReader());
    const auto bytes = words.asBytes();
    event.initRespondent().setPerson(text(
        pseudonyms.of("answer", consultation, {reinterpret_cast<const char*>(bytes.begin()), bytes.size()})));
  } else {
    event.getRespondent().setPerson(text(pseudonyms.of("person", consultation, who)));
  }
  event.setResponse(text(pseudonyms.of("response", consultation, order.command_id)));
  return std::nullopt;
}

}  // namespace htq
