#include "domain/decide/on_record.h"

#include <sodium.h>

#include <algorithm>
#include <set>

#include "domain/case_reference.h"
#include "domain/london_text.h"
#include "schemas/text.h"

namespace htq {
namespace {

constexpr std::size_t kSha256Bytes = crypto_hash_sha256_BYTES;

template <typename States>
Verdict on_record(const States& states, capnp::Text::Reader id, Refusal otherwise, std::string_view what,
                  std::string_view field) {
  if (id.size() == 0) return accepted();
  const auto found = states.find(string(id));
  if (found != states.end() && found->second.standing != Standing::none) return accepted();
  return refuse(otherwise, std::string(what) + " " + string(id) + " is not on record.", std::string(field));
}

}  // namespace

Verdict cycle_on_record(const Given& given, capnp::Text::Reader id, std::string_view field) {
  return on_record(given.office.cycles, id, Refusal::unknown_reference, "Cycle", field);
}

Verdict standard_on_record(const Given& given, capnp::Text::Reader id, std::string_view field) {
  return on_record(given.office.standards, id, Refusal::standard_unknown, "Standard", field);
}

Verdict organisation_on_record(const Given& given, capnp::Text::Reader id, std::string_view field) {
  return on_record(given.office.organisations, id, Refusal::organisation_unknown, "Organisation", field);
}

Verdict body_on_record(const Given& given, capnp::Text::Reader id, std::string_view field) {
  return on_record(given.office.bodies, id, Refusal::unknown_reference, "Body", field);
}

Verdict route_on_record(const Given& given, capnp::Text::Reader route, std::string_view field) {
  const auto& routes = given.office.routes;
  if (route.size() == 0 || routes.empty() || routes.contains(string(route))) return accepted();
  const auto named = [&](const auto& known) { return known.second == view(route); };
  if (std::ranges::any_of(routes, named)) return accepted();
  return refuse(Refusal::unknown_reference, "Route " + string(route) + " is not on record.",
                std::string(field));
}

Verdict case_references(capnp::List<capnp::Text>::Builder cases, std::string_view field) {
  if (cases.size() == 0)
    return refuse(Refusal::missing_value, "At least one case is named.", std::string(field));
  std::set<std::string> seen;
  for (unsigned at = 0; at < cases.size(); ++at) {
    const std::string place = std::string(field) + "[" + std::to_string(at) + "]";
    auto reference = case_reference_of(cases[at].asReader(), place);
    if (!reference) return std::unexpected(std::move(reference).error());
    if (!seen.insert(*reference).second)
      return refuse(Refusal::bad_value, "Case " + *reference + " is named twice.", place);
    if (view(cases[at].asReader()) != *reference) cases.set(at, text(*reference));
  }
  return accepted();
}

std::expected<std::string, Refused> case_reference_of(capnp::Text::Reader text, std::string_view field) {
  auto reference = parse_case_reference(view(text));
  if (reference) return std::move(reference->text);
  return std::unexpected(Refused{
      .refusal = Refusal::bad_value, .detail = std::move(reference).error(), .field = std::string(field)});
}

std::string cycle_of_case(const Office& office, std::string_view reference) {
  const auto place =
      std::ranges::find(office.places, reference, [](const auto& each) { return each.second; });
  return place == office.places.end() ? std::string() : place->first.cycle;
}

void default_to_receipt(Moment::Builder moment, const Given& given) {
  if (moment.getLocal().size() != 0) return;
  moment.setLocal(text(iso_text(local_of(given.received_at))));
  moment.setInstant(given.received_at.ns);
}

Verdict ends_after(Moment::Reader from, Deadline::Reader until, std::string_view field) {
  if (until.getInstant() == 0 || from.getInstant() < until.getInstant()) return accepted();
  return refuse(Refusal::bad_value, "The end " + string(until.getLocal()) + " lies before the start.",
                std::string(field));
}

Verdict is_sha256(capnp::Data::Reader hash, std::string_view field) {
  if (hash.size() == 0 || hash.size() == kSha256Bytes) return accepted();
  return refuse(Refusal::bad_value, "A SHA-256 has 32 bytes; this has " + std::to_string(hash.size()) + ".",
                std::string(field));
}

std::string sha256(std::string_view bytes) {
  std::string sum(kSha256Bytes, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(sum.data()),
                     reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  return sum;
}

}  // namespace htq
