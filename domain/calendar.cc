#include "domain/calendar.h"

#include <date/tz.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>
#include <iterator>
#include <tuple>
#include <utility>

#include "domain/ensure.h"

namespace htq {
namespace {

namespace tz = date;  // not `using namespace`: its names are those of <chrono>
using std::chrono::seconds;

struct Zone {
  const tz::time_zone* london = nullptr;
  std::string trouble;
};

const Zone& zone() {
  static const Zone loaded = [] {
    try {
      const auto* london = tz::locate_zone("Europe/London");
      london->get_info(tz::sys_seconds{});  // its file is read here, and may be missing too
      return Zone{.london = london};
    } catch (const std::exception& failed) {
      return Zone{.trouble = std::string("the rules of Europe/London cannot be read: ") + failed.what()};
    }
  }();
  return loaded;
}

const tz::time_zone& london() {
  ensure(zone().london != nullptr, zone().trouble);
  return *zone().london;
}

// The system's database lists changes of clocks up to 2037 only. Days of the week and leap years repeat after
// 28 years (up to 2099), and so do "last Sunday in March" and "last Sunday in October": a later time is read
// in an earlier year.
constexpr int kLastListedYear = 2037;
constexpr tz::days kSameCalendar{28 * 365 + 7};

tz::days into_listed_years(tz::year year) {
  const int beyond = static_cast<int>(year) - kLastListedYear;
  return beyond <= 0 ? tz::days{0} : ((beyond + 27) / 28) * kSameCalendar;
}

tz::year_month_day date_of(LocalDay day) {
  const tz::year_month_day date{tz::year{day.year}, tz::month{day.month}, tz::day{day.day}};
  ensure(date.ok() && day.year > 1677 && day.year < 2262,
         "a day is in the calendar and an Instant can hold it");
  return date;
}

LocalDay day_from(tz::year_month_day date) {
  return {.year = static_cast<std::int16_t>(static_cast<int>(date.year())),
          .month = static_cast<std::uint8_t>(static_cast<unsigned>(date.month())),
          .day = static_cast<std::uint8_t>(static_cast<unsigned>(date.day()))};
}

LocalDay day_from(tz::local_days days) {
  return day_from(tz::year_month_day{days});
}

tz::local_days days_of(LocalDay day) {
  return tz::local_days{date_of(day)};
}

tz::sys_seconds whole_seconds(Instant at) {
  return tz::floor<seconds>(tz::sys_time<std::chrono::nanoseconds>{std::chrono::nanoseconds{at.ns}});
}

Instant instant_at(tz::sys_seconds at) {
  return {std::chrono::nanoseconds{at.time_since_epoch()}.count()};
}

tz::sys_info info_at(Instant at) {
  const auto when = whole_seconds(at);
  const auto year = tz::year_month_day{tz::floor<tz::days>(when)}.year();
  return london().get_info(when - into_listed_years(year));
}

// The number in `text`, if all of it is digits.
std::optional<int> number(std::string_view text) {
  int value = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return std::nullopt;
    value = value * 10 + (digit - '0');
  }
  return value;
}

template <typename... Numbers>
std::string printed(const char* format, Numbers... numbers) {
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), format, numbers...);
  return text.data();
}

}  // namespace

std::optional<std::string> time_zone_trouble() {
  if (zone().london != nullptr) return std::nullopt;
  return zone().trouble;
}

std::optional<LocalMonth> parse_month(std::string_view text) {
  if (text.size() != 7 || text[4] != '-') return std::nullopt;
  const auto year = number(text.substr(0, 4));
  const auto month = number(text.substr(5, 2));
  if (!year || !month || *year < kFirstYear || *year > kLastYear || *month < 1 || *month > 12)
    return std::nullopt;
  return LocalMonth{.year = static_cast<std::int16_t>(*year), .month = static_cast<std::uint8_t>(*month)};
}

std::optional<LocalDay> parse_day(std::string_view text) {
  if (text.size() != 10 || text[7] != '-') return std::nullopt;
  const auto month = parse_month(text.substr(0, 7));
  const auto day = number(text.substr(8, 2));
  if (!month || !day || *day < 1 || *day > last_day(*month).day) return std::nullopt;
  return LocalDay{.year = month->year, .month = month->month, .day = static_cast<std::uint8_t>(*day)};
}

std::optional<LocalTime> parse_local_time(std::string_view text) {
  if ((text.size() != 16 && text.size() != 19) || text[10] != 'T' || text[13] != ':') return std::nullopt;
  if (text.size() == 19 && text[16] != ':') return std::nullopt;
  const auto day = parse_day(text.substr(0, 10));
  const auto hour = number(text.substr(11, 2));
  const auto minute = number(text.substr(14, 2));
  const auto second = text.size() == 19 ? number(text.substr(17, 2)) : 0;
  if (!day || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return LocalTime{.day = *day,
                   .hour = static_cast<std::uint8_t>(*hour),
                   .minute = static_cast<std::uint8_t>(*minute),
                   .second = static_cast<std::uint8_t>(*second)};
}

std::string iso_text(LocalDay day) {
  return printed("%04d-%02d-%02d", day.year, day.month, day.day);
}

std::string iso_text(LocalMonth month) {
  return printed("%04d-%02d", month.year, month.month);
}

std::string iso_text(const LocalTime& time) {
  const auto minutes = iso_text(time.day) + printed("T%02d:%02d", time.hour, time.minute);
  return time.second == 0 ? minutes : minutes + printed(":%02d", time.second);
}

LocalReading read_local(const LocalTime& time) {
  ensure(time.hour < 24 && time.minute < 60 && time.second < 60, "a local time is one that a clock can show");
  const auto shown = days_of(time.day) + std::chrono::hours{time.hour} + std::chrono::minutes{time.minute} +
                     seconds{time.second};
  const auto shift = into_listed_years(tz::year{time.day.year});
  const auto info = london().get_info(tz::local_seconds{shown - shift});
  const auto less = [&](seconds offset) {
    return instant_at(tz::sys_seconds{shown.time_since_epoch() - offset});
  };
  switch (info.result) {
    case tz::local_info::unique:
      return {.kind = LocalReading::Kind::exists,
              .earlier = less(info.first.offset),
              .later = less(info.first.offset)};
    case tz::local_info::ambiguous:
      return {.kind = LocalReading::Kind::is_ambiguous,
              .earlier = less(info.first.offset),
              .later = less(info.second.offset)};
    case tz::local_info::nonexistent: {
      const auto change = instant_at(info.second.begin + shift);
      return {.kind = LocalReading::Kind::does_not_exist, .earlier = change, .later = change};
    }
  }
  bug("a local time exists, does not exist, or is ambiguous");
}

LocalTime local_of(Instant at) {
  const tz::local_seconds shown{whole_seconds(at).time_since_epoch() + info_at(at).offset};
  const auto midnight = tz::floor<tz::days>(shown);
  const tz::hh_mm_ss<seconds> time{shown - midnight};
  return {.day = day_from(midnight),
          .hour = static_cast<std::uint8_t>(time.hours().count()),
          .minute = static_cast<std::uint8_t>(time.minutes().count()),
          .second = static_cast<std::uint8_t>(time.seconds().count())};
}

LocalDay day_of(Instant at) {
  return local_of(at).day;
}

std::string zone_letters(Instant at) {
  return info_at(at).abbrev;
}

Instant start_of_day(LocalDay day) {
  return read_local({.day = day}).earlier;
}

Instant end_of_day(LocalDay day) {
  return start_of_day(plus_days(day, 1)) - Duration{1};
}

LocalMonth month_of(LocalDay day) {
  return {.year = day.year, .month = day.month};
}

LocalDay first_day(LocalMonth month) {
  return {.year = month.year, .month = month.month, .day = 1};
}

LocalDay last_day(LocalMonth month) {
  return day_from(tz::year_month_day{
      tz::year_month_day_last{tz::year{month.year}, tz::month_day_last{tz::month{month.month}}}});
}

Instant end_of_before_month(LocalMonth month) {
  return start_of_day(first_day(month)) - Duration{1};
}

Instant end_of_month(LocalMonth month) {
  return end_of_day(last_day(month));
}

LocalDay plus_days(LocalDay day, int days) {
  return day_from(days_of(day) + tz::days{days});
}

Weekday weekday_of(LocalDay day) {
  return static_cast<Weekday>(tz::weekday{days_of(day)}.iso_encoding() - 1);
}

LocalDay years_after(LocalDay day, int years) {
  const auto later = date_of(day) + tz::years{years};
  return later.ok() ? day_from(later)
                    : last_day({.year = static_cast<std::int16_t>(static_cast<int>(later.year())),
                                .month = day.month});
}

Instant plus_weeks_local(Instant at, int weeks) {
  if (weeks == 0) return at;  // also the second of two equal hours stays itself
  auto shown = local_of(at);
  shown.day = plus_days(shown.day, 7 * weeks);
  const auto reading = read_local(shown);
  if (reading.kind == LocalReading::Kind::does_not_exist) return reading.earlier;
  return reading.earlier + (at - instant_at(whole_seconds(at)));
}

BankHolidays::BankHolidays(std::vector<BankHoliday> holidays) {
  in_order_.reserve(holidays.size());
  std::ranges::sort(holidays, {},
                    [](const BankHoliday& each) { return std::tuple(each.day, each.known_from); });
  for (auto& each : holidays)
    if (in_order_.empty() || in_order_.back().day != each.day) in_order_.push_back(std::move(each));
}

void BankHolidays::add(BankHoliday holiday) {
  const auto at = std::ranges::lower_bound(in_order_, holiday.day, {}, &BankHoliday::day);
  if (at == in_order_.end() || at->day != holiday.day)
    in_order_.insert(at, holiday);
  else
    at->known_from = std::min(at->known_from, holiday.known_from);  // nothing, known for ever, is the least
}

bool BankHolidays::contains(LocalDay day) const {
  return std::ranges::binary_search(in_order_, day, {}, &BankHoliday::day);
}

BankHolidays BankHolidays::as_known_on(LocalDay day) const {
  BankHolidays known;
  std::ranges::copy_if(in_order_, std::back_inserter(known.in_order_),
                       [&](const BankHoliday& each) { return !each.known_from || *each.known_from <= day; });
  return known;
}

bool is_working_day(LocalDay day, const BankHolidays& holidays) {
  return weekday_of(day) < Weekday::saturday && !holidays.contains(day);
}

LocalDay next_working_day(LocalDay day, const BankHolidays& holidays) {
  do {
    day = plus_days(day, 1);
  } while (!is_working_day(day, holidays));
  return day;
}

LocalDay add_working_days(LocalDay day, int days, const BankHolidays& holidays) {
  ensure(days >= 0 && days <= kMostWorkingDays, "a rule counts no more working days than kMostWorkingDays");
  while (days-- > 0) day = next_working_day(day, holidays);
  return day;
}

Instant working_days_after(Instant event, int days, const BankHolidays& holidays) {
  return end_of_day(add_working_days(day_of(event), days, holidays));
}

int working_days_between(LocalDay from, LocalDay to, const BankHolidays& holidays) {
  if (to <= from) return 0;
  // Monday to Friday first, by whole weeks and a rest of at most six days; then the holidays among them go.
  const auto days = static_cast<int>((days_of(to) - days_of(from)).count());
  int working = days / 7 * 5;
  for (auto day = plus_days(from, days / 7 * 7); day != to;) {
    day = plus_days(day, 1);
    if (weekday_of(day) < Weekday::saturday) ++working;
  }
  const auto& all = holidays.in_order();
  for (auto each = std::ranges::upper_bound(all, from, {}, &BankHoliday::day);
       each != all.end() && each->day <= to; ++each) {
    if (weekday_of(each->day) < Weekday::saturday) --working;
  }
  return working;
}

}  // namespace htq
