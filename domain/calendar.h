// Days, months and working days in Europe/London, and the instants they stand for. Every rule of the process
// is in local time (domain.md 4 and 12); every stored time is an Instant.
//
// Pure: no clock. Any thread. Nothing refers to an argument after the call. The database of time zones is
// read once, at the first use; ask `time_zone_trouble` at the start, because afterwards a missing database is
// a bug.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/instant.h"
#include "schemas/years.h"

namespace htq {

/// Why the rules of Europe/London cannot be read on this machine; nothing if they can.
std::optional<std::string> time_zone_trouble();

struct LocalDay {
  std::int16_t year = kFirstYear;
  std::uint8_t month = 1;
  std::uint8_t day = 1;

  friend auto operator<=>(const LocalDay&, const LocalDay&) = default;
};

struct LocalMonth {
  std::int16_t year = kFirstYear;
  std::uint8_t month = 1;

  friend auto operator<=>(const LocalMonth&, const LocalMonth&) = default;
};

/// What a clock on a wall in London shows; fractions of a second stay with the Instant.
struct LocalTime {
  LocalDay day;
  std::uint8_t hour = 0;
  std::uint8_t minute = 0;
  std::uint8_t second = 0;

  friend auto operator<=>(const LocalTime&, const LocalTime&) = default;
};

enum class Weekday { monday, tuesday, wednesday, thursday, friday, saturday, sunday };

// Texts, strictly: "2020-12-16", "2025-03", "2020-12-16T17:00" or "2020-12-16T17:00:05"; anything else is
// nothing.
std::optional<LocalDay> parse_day(std::string_view text);
std::optional<LocalMonth> parse_month(std::string_view text);
std::optional<LocalTime> parse_local_time(std::string_view text);
std::string iso_text(LocalDay day);
std::string iso_text(LocalMonth month);
std::string iso_text(const LocalTime& time);  // without seconds if they are zero

/// The instants at which clocks in London show a time.
struct LocalReading {
  enum class Kind {
    exists,          // once; earlier == later
    does_not_exist,  // the clocks go forward over it; both instants are that of the change
    is_ambiguous,    // the clocks go back over it: it is shown twice
  };
  Kind kind = Kind::exists;
  Instant earlier;
  Instant later;
};

LocalReading read_local(const LocalTime& time);
LocalTime local_of(Instant at);
LocalDay day_of(Instant at);
/// "GMT" or "BST" (and what clocks showed before 1972).
std::string zone_letters(Instant at);

Instant start_of_day(LocalDay day);
/// The last nanosecond of the day.
Instant end_of_day(LocalDay day);

LocalMonth month_of(LocalDay day);
LocalDay first_day(LocalMonth month);
LocalDay last_day(LocalMonth month);
/// "Before a month" ends here: the last nanosecond before its first day (domain.md 12).
Instant end_of_before_month(LocalMonth month);
/// "By" or "in" a month ends here: the last nanosecond of its last day (domain.md 12).
Instant end_of_month(LocalMonth month);

LocalDay plus_days(LocalDay day, int days);
Weekday weekday_of(LocalDay day);
/// The same day of the month so many years later; from 29 February to 28 February where there is no 29th.
LocalDay years_after(LocalDay day, int years);
/// The same local hour so many weeks later, fractions kept (domain.md 8: a consultation closes at the hour at
/// which it opened). If that hour is shown twice, the earlier; if the clocks go forward over it, the instant
/// of the change.
Instant plus_weeks_local(Instant at, int weeks);

struct BankHoliday {
  LocalDay day;
  /// The first day on which anyone could know; nothing: known for ever.
  std::optional<LocalDay> known_from;

  friend bool operator==(const BankHoliday&, const BankHoliday&) = default;
};

/// The bank holidays of England, each day once. Of two entries for a day the one known earlier stays.
class BankHolidays {
 public:
  BankHolidays() = default;
  explicit BankHolidays(std::vector<BankHoliday> holidays);

  void add(BankHoliday holiday);
  bool contains(LocalDay day) const;
  /// What was known on a day: a holiday proclaimed later moves no deadline already told (domain.md 12).
  BankHolidays as_known_on(LocalDay day) const;
  const std::vector<BankHoliday>& in_order() const { return in_order_; }

  friend bool operator==(const BankHolidays&, const BankHolidays&) = default;

 private:
  std::vector<BankHoliday> in_order_;  // by day
};

/// Neither a Saturday, nor a Sunday, nor a bank holiday.
bool is_working_day(LocalDay day, const BankHolidays& holidays);
/// The first working day after `day`.
LocalDay next_working_day(LocalDay day, const BankHolidays& holidays);

/// The most working days a rule may count: thirty years and more. Whoever takes a number from outside checks
/// it first.
inline constexpr int kMostWorkingDays = 10'000;

/// The n-th working day after `day`, which is day 0 whether or not it is a working day.
LocalDay add_working_days(LocalDay day, int days, const BankHolidays& holidays);
/// The end of the n-th working day after the day of the event.
Instant working_days_after(Instant event, int days, const BankHolidays& holidays);
/// Working days after `from`, up to `to` and with it; 0 if `to` is not after `from`.
int working_days_between(LocalDay from, LocalDay to, const BankHolidays& holidays);

}  // namespace htq
