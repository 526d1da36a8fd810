// The years that a time may lie in, whoever writes it and in whatever form: a day, a London time, an instant
// of RFC 3339. Before and beyond lies nothing that the office can mean, and an instant in nanoseconds ends in
// 2262.
#pragma once

namespace htq {

inline constexpr int kFirstYear = 1900;
inline constexpr int kLastYear = 2099;

}  // namespace htq
