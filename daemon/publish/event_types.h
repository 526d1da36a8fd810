// How events are named to other systems, and where the shape of their data is written down.
//
//   applicationSubmitted   uk.gov.education.htq.application.submitted.v1
//   of the public stream   uk.gov.education.htq.public.cycle.announced.v1
//
// No name of a body stands in them: bodies come and go, and the names are kept by those who read.
//
// Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>

namespace htq {

enum class Stream {
  events,     // htq.OFFICE.events.v1: for systems that are trusted
  published,  // htq.OFFICE.public.v1: for everyone
};

/// `name` as in the union of event.capnp.
std::string event_type(Stream stream, std::string_view name);
/// The `dataschema` of a type. GET /schemas/{type} answers with it.
std::string event_schema(std::string_view type);
/// htq.OFFICE.events.v1
std::string stream_topic(Stream stream, std::string_view office);
/// The `source` of a stream: with it an `id` is unique.
std::string stream_source(Stream stream, std::string_view office);

}  // namespace htq
