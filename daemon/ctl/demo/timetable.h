// The days of the demonstration, in London. The window of cycle 2 is the real one; the days after it are not
// in the sources, and these are made up so that the last approvals come in February 2022, as they did.
#pragma once

#include <string>
#include <string_view>

#include "daemon/ctl/demo/seeded.h"
#include "domain/calendar.h"

namespace htq::ctl::demo {

/// A time in London, such as 2021-10-11T09:00 or a day alone, which is its first instant.
Instant london(std::string_view local);

/// Cases that are consulted on and judged together.
struct Round {
  const char* name;
  const char* consultation;  // opens
  const char* consulted;     // closes: four weeks later
  const char* advice;        // completed from this day on
  const char* panel;
  const char* committee;
  const char* decision;
  const char* feedback;
  const char* resubmit_by;
  const char* promised;  // day of feedback told with the receipt
};

inline constexpr Round kEarly{.name = "early",
                              .consultation = "2021-08-23T09:00",
                              .consulted = "2021-09-20T09:00",
                              .advice = "2021-09-27",
                              .panel = "2021-10-13T10:00",
                              .committee = "2021-10-27T10:00",
                              .decision = "2021-11-03",
                              .feedback = "2021-11-08",
                              .resubmit_by = "2021-12-10",
                              .promised = "2021-11-30"};
inline constexpr Round kMain{.name = "main",
                             .consultation = "2021-10-11T09:00",
                             .consulted = "2021-11-08T09:00",
                             .advice = "2021-11-15",
                             .panel = "2021-12-01T10:00",
                             .committee = "2021-12-15T10:00",
                             .decision = "2022-01-05",
                             .feedback = "2022-01-10",
                             .resubmit_by = "2022-02-04",
                             .promised = "2022-01-31"};
/// What the main round could not settle.
inline constexpr Round kLast{.name = "last",
                             .consultation = "",
                             .consulted = "",
                             .advice = "2022-01-07",
                             .panel = "2022-01-19T10:00",
                             .committee = "2022-01-26T10:00",
                             .decision = "2022-01-31",
                             .feedback = "2022-02-02",
                             .resubmit_by = "2022-02-16",
                             .promised = "2022-02-28"};

inline constexpr const char* kOfficeReady = "2021-05-10T09:00";
inline constexpr const char* kFormsFrom = "2021-05-24";
inline constexpr const char* kWindowOpens = "2021-07-05";
inline constexpr const char* kEarlyEnds = "2021-08-04";
inline constexpr const char* kWindowCloses = "2021-09-17";
inline constexpr const char* kListing = "2022-02-25T10:00";
inline constexpr const char* kFinalList = "2022-02-28T10:00";
inline constexpr const char* kLastListing = "2022-03-24T10:00";
inline constexpr const char* kEnd = "2022-03-31T12:00";

/// Working days and office hours, drawn from a seed.
class Timetable {
 public:
  explicit Timetable(BankHolidays holidays) : holidays_(std::move(holidays)) {}

  /// In the office hours of a working day `least` to `most` working days after; 0: later on the same day.
  Instant after(Instant from, int least, int most, Seeded& random) const;
  /// In the office hours of a working day from one day to another, with both.
  Instant between(std::string_view first, std::string_view last, Seeded& random) const;
  /// When the office has closed on the next working day.
  Instant evening_after(Instant from) const;
  /// The day `days` working days after, as people write it.
  std::string day_after(Instant from, int days) const;

 private:
  BankHolidays holidays_;
};

}  // namespace htq::ctl::demo
