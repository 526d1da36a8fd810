// What the rules of everything that is no case share: references that must be on record, cases named in a
// list, times that default to the receipt.
//
// Pure; any thread. Included by the files of decide/ only.
#pragma once

#include <string>
#include <string_view>

#include "domain/rules.h"

namespace htq {

// A reference to another stream. Empty: accepted, because it was left out; whoever needs it asks `required`
// first.
Verdict cycle_on_record(const Given& given, capnp::Text::Reader id, std::string_view field);
Verdict standard_on_record(const Given& given, capnp::Text::Reader id, std::string_view field);
Verdict organisation_on_record(const Given& given, capnp::Text::Reader id, std::string_view field);
Verdict body_on_record(const Given& given, capnp::Text::Reader id, std::string_view field);
/// By id or by name. An office that has recorded no routes yet takes any: it has nothing to compare with.
Verdict route_on_record(const Given& given, capnp::Text::Reader route, std::string_view field);

/// Reads each as a case reference and writes it as the office does; refuses none at all, and one named twice.
Verdict case_references(capnp::List<capnp::Text>::Builder cases, std::string_view field);
/// A single one, written as the office does.
std::expected<std::string, Refused> case_reference_of(capnp::Text::Reader text, std::string_view field);
/// The cycle in which a submitted case that is still open stands; empty if the office knows of none.
std::string cycle_of_case(const Office& office, std::string_view reference);

/// Sets both halves of a moment that was left out to the instant of receipt.
void default_to_receipt(Moment::Builder moment, const Given& given);
/// An end that, if given, lies after the start.
Verdict ends_after(Moment::Reader from, Deadline::Reader until, std::string_view field);

/// A hash that, if given, is a SHA-256.
Verdict is_sha256(capnp::Data::Reader hash, std::string_view field);
std::string sha256(std::string_view bytes);

}  // namespace htq
