#include "daemon/ctl/demo/record.h"

#include <algorithm>
#include <set>

namespace htq::ctl::demo {
namespace {

struct Known {
  NamedStandard standard;
  bool published = false;
  bool has_ended = false;  // retired, replaced or merged
  bool is_listed = false;  // in scope of the cycle by name
  bool has_options = false;
};

/// What the events say, before it is narrowed to the cycle.
class Reading {
 public:
  explicit Reading(std::string cycle) : cycle_(std::move(cycle)) {}

  void take(const std::string& type, const std::string& stream, const Json& event) {
    if (type == "cycleAnnounced" && stream == cycle_) {
      for (const Json& route : event.elements_of("routes")) record_.routes.push_back(route.text());
    } else if (type == "cycleAnnounced" && stream == std::to_string(std::stoi(cycle_) + 1)) {
      record_.next_cycle = stream;
    } else if (type == "windowScheduled" && stream == cycle_) {
      record_.has_window = record_.has_window || event.find("opens") != nullptr;
    } else if (type == "routeRecorded") {
      routes_[stream] = event.text_of("name");
    } else if (type == "bankHolidayRecorded") {
      if (const auto day = parse_day(event.text_of("day"))) record_.holidays.add({.day = *day});
    } else if (type == "organisationRegistered" && event.text_of("madeUp") == "true") {
      record_.was_played = true;
    } else {
      take_standard(type, stream, event);
    }
  }

  OnRecord narrowed() && {
    for (const auto& [reference, known] : standards_) {
      const int level = known.standard.level;
      if (!known.published || (level != 4 && level != 5)) continue;
      if (!known.is_listed && (known.has_ended || !is_of_cycle(known.standard.route))) continue;
      record_.standards.push_back(known.standard);
      if (known.has_options && known.standard.option.empty()) record_.standards.back().option = "A";
    }
    return std::move(record_);
  }

 private:
  void take_standard(const std::string& type, const std::string& stream, const Json& event) {
    if (type == "standardVersionPublished") {
      Known& known = standards_[stream];
      known.standard.reference = stream;
      known.standard.level = std::stoi("0" + event.text_of("level"));
      known.standard.route = event.text_of("route");
      const std::string regulator = event.text_of("regulator");
      known.standard.regulator = regulator == "none" ? "" : regulator;
      known.published = event.text_of("published") == "true";
      known.has_options = known.has_options || std::stoi("0" + event.text_of("options")) > 0;
    } else if (type == "occupationRecorded") {
      std::string& option = standards_[stream].standard.option;
      if (option.empty()) option = event.text_of("option");
    } else if (type == "standardRetired" || type == "standardReplaced" || type == "standardMerged") {
      standards_[stream].has_ended = true;
    } else if (type == "scopeChanged" && stream == cycle_) {
      standards_[event.text_of("standard")].is_listed = event.text_of("class") == "inScope";
    }
  }

  bool is_of_cycle(const std::string& route) const {
    if (route.empty()) return false;
    return std::ranges::any_of(record_.routes, [&](const std::string& each) { return is_same(each, route); });
  }
  /// A route is named by its id or by its name.
  bool is_same(const std::string& one, const std::string& other) const {
    const auto name_of = [&](const std::string& route) {
      const auto found = routes_.find(route);
      return found == routes_.end() ? route : found->second;
    };
    return name_of(one) == name_of(other);
  }

  std::string cycle_;
  OnRecord record_;
  std::map<std::string, std::string> routes_;
  std::map<std::string, Known> standards_;
};

}  // namespace

std::vector<NamedStandard> OnRecord::of_route(const std::string& route) const {
  std::vector<NamedStandard> found;
  std::ranges::copy_if(standards, std::back_inserter(found), [&](const NamedStandard& each) {
    return each.route == route && each.regulator.empty();
  });
  return found;
}

std::optional<NamedStandard> OnRecord::regulated_by(const std::string& regulator) const {
  const auto found = std::ranges::find(standards, regulator, &NamedStandard::regulator);
  return found == standards.end() ? std::nullopt : std::optional(*found);
}

std::optional<OnRecord> read_record(Play& play, const Person& auditor, const std::string& cycle) {
  const auto lines = play.read(auditor, "/v1/events?follow=no");
  if (!lines) return std::nullopt;
  Reading reading(cycle);
  std::string_view rest = *lines;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const auto entry = Json::parse(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const Json* record = entry ? entry->find("record") : nullptr;
    if (record == nullptr) continue;
    const std::string type = entry->text_of("type");
    const Json* body = record->find("body");
    const Json* event = body == nullptr ? nullptr : body->find(type);
    if (event != nullptr) reading.take(type, record->text_of("stream"), *event);
  }
  return std::move(reading).narrowed();
}

}  // namespace htq::ctl::demo
