#include "daemon/ctl/demo/timetable.h"

#include <vector>

#include "domain/ensure.h"
#include "domain/london_times.h"

namespace htq::ctl::demo {
namespace {

constexpr int kOpens = 9 * 3600;
constexpr int kCloses = 17 * 3600;

/// No office hour is one that the change of the clocks skips or repeats.
Instant in_office_hours(LocalDay day, Seeded& random) {
  const int second = random.between(kOpens, kCloses);
  const LocalTime time{.day = day,
                       .hour = static_cast<std::uint8_t>(second / 3600),
                       .minute = static_cast<std::uint8_t>(second / 60 % 60),
                       .second = static_cast<std::uint8_t>(second % 60)};
  return read_local(time).earlier;
}

}  // namespace

Instant london(std::string_view local) {
  const auto instant = instant_of(local, DayMeans::its_first_instant);
  ensure(instant.has_value(), "a time of the timetable exists in London");
  return *instant;
}

Instant Timetable::after(Instant from, int least, int most, Seeded& random) const {
  const int days = random.between(least, most);
  if (days == 0) return from + std::chrono::minutes(random.between(5, 55));
  return in_office_hours(add_working_days(day_of(from), days, holidays_), random);
}

Instant Timetable::between(std::string_view first, std::string_view last, Seeded& random) const {
  std::vector<LocalDay> days;
  for (LocalDay day = day_of(london(first)); day <= day_of(london(last)); day = plus_days(day, 1))
    if (is_working_day(day, holidays_)) days.push_back(day);
  ensure(!days.empty(), "the timetable has working days");
  return in_office_hours(random.one_of(days), random);
}

Instant Timetable::evening_after(Instant from) const {
  return read_local({.day = next_working_day(day_of(from), holidays_), .hour = 17, .minute = 30}).earlier;
}

std::string Timetable::day_after(Instant from, int days) const {
  return iso_text(add_working_days(day_of(from), days, holidays_));
}

}  // namespace htq::ctl::demo
