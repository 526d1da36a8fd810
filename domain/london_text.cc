#include "domain/london_text.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>

namespace htq {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};

constexpr std::int64_t kSecond = 1'000'000'000;

std::string two_digits(int number) {
  return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}

std::int64_t nanoseconds_of(Instant at) {
  return ((at.ns % kSecond) + kSecond) % kSecond;
}

std::string nine_digits(std::int64_t nanoseconds) {
  std::array<char, 12> text{};
  std::snprintf(text.data(), text.size(), "%09d", static_cast<int>(nanoseconds));
  return text.data();
}

// ".001": milliseconds; finer only if they would read as zero though the instant is not whole.
std::string fraction_for_people(Instant at) {
  const auto nanoseconds = nanoseconds_of(at);
  if (nanoseconds == 0) return "";
  const auto digits = nine_digits(nanoseconds);
  const std::size_t shown = nanoseconds >= 1'000'000 ? 3 : nanoseconds >= 1'000 ? 6 : 9;
  return "." + digits.substr(0, shown);
}

std::string hour_text(Instant at, const LocalTime& shown) {
  const int hour = shown.hour % 12 == 0 ? 12 : shown.hour % 12;
  auto text = std::to_string(hour) + ":" + two_digits(shown.minute);
  if (shown.second != 0 || nanoseconds_of(at) != 0)
    text += ":" + two_digits(shown.second) + fraction_for_people(at);
  return text + (shown.hour < 12 ? "am" : "pm");
}

}  // namespace

std::string day_text(LocalDay day) {
  return std::to_string(day.day) + " " + std::string(kMonths.at(day.month - 1)) + " " +
         std::to_string(day.year);
}

std::string moment_text(Instant at) {
  const auto shown = local_of(at);
  // The first and the last year of all instants are cut short and no calendar's. Only damage speaks of them.
  if (shown.day.year <= 1677 || shown.day.year >= 2262) return rfc3339(at);
  auto text = hour_text(at, shown);
  if (read_local(shown).kind == LocalReading::Kind::is_ambiguous) text += " " + zone_letters(at);
  return text + " on " + day_text(shown.day);
}

std::string deadline_text(Instant at) {
  const auto day = day_of(at);
  return at == end_of_day(day) ? "the end of " + day_text(day) : moment_text(at);
}

std::string table_text(Instant at) {
  const auto shown = local_of(at);
  return iso_text(shown.day) + " " + two_digits(shown.hour) + ":" + two_digits(shown.minute) + ":" +
         two_digits(shown.second) + fraction_for_people(at) + " " + zone_letters(at);
}

std::string rfc3339(Instant at) {
  using namespace std::chrono;
  // In seconds from here on: the midnight before the first instant of all is no number of nanoseconds.
  const auto second = floor<seconds>(sys_time<nanoseconds>{nanoseconds{at.ns}});
  const auto midnight = floor<days>(second);
  const year_month_day date{midnight};
  const hh_mm_ss<seconds> time{second - midnight};
  std::array<char, 48> whole{};
  std::snprintf(whole.data(), whole.size(), "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()));
  std::string text = whole.data();
  if (const auto nanoseconds = nanoseconds_of(at); nanoseconds != 0) {
    const auto digits = nine_digits(nanoseconds);
    text += "." + digits.substr(0, digits.find_last_not_of('0') + 1);
  }
  return text + "Z";
}

std::optional<Instant> parse_rfc3339(std::string_view text) {
  constexpr std::size_t kWhole = 19;  // "2020-12-16T17:00:00"
  if (text.size() <= kWhole || text.back() != 'Z') return std::nullopt;
  const auto time = parse_local_time(text.substr(0, kWhole));
  if (!time) return std::nullopt;
  std::int64_t nanoseconds = 0;
  if (const auto decimals = text.substr(kWhole, text.size() - kWhole - 1); !decimals.empty()) {
    if (decimals.front() != '.' || decimals.size() < 2 || decimals.size() > 10) return std::nullopt;
    for (std::size_t place = 1; place < 10; ++place) {
      const char digit = place < decimals.size() ? decimals[place] : '0';
      if (digit < '0' || digit > '9') return std::nullopt;
      nanoseconds = nanoseconds * 10 + (digit - '0');
    }
  }
  using namespace std::chrono;
  const sys_days midnight{year{time->day.year} / time->day.month / time->day.day};
  const auto point = midnight + hours{time->hour} + minutes{time->minute} + seconds{time->second};
  return Instant{duration_cast<std::chrono::nanoseconds>(point.time_since_epoch()).count() + nanoseconds};
}

}  // namespace htq
