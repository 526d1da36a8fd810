#include "daemon/log/read_trouble.h"

#include <utility>

namespace htq {

void ReadTrouble::failed(KafkaError error, Time now) {
  if (!error_) since_ = asked_at_ = now;
  error_ = std::move(error);
}

bool ReadTrouble::asks_anew(Time now) {
  if (!error_ || now - asked_at_ < kBetweenQuestions) return false;
  asked_at_ = now;
  return true;
}

std::optional<Fault> ReadTrouble::standing(Time now) const {
  if (!error_) return std::nullopt;
  if (error_->trouble == KafkaTrouble::not_allowed)
    return Fault{FaultKind::unavailable, "The brokers do not let this daemon read the log (" + error_->what +
                                             "). Look at what they allow it: it needs READ on the topic."};
  if (now - since_ < kPassesWithin) return std::nullopt;
  return Fault{FaultKind::unavailable, "The log cannot be read from the brokers (" + error_->what + ")."};
}

}  // namespace htq
