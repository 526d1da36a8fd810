// A topic of ours: made with the settings that its promises need, or checked for them. Before anything is
// read or written; on the caller's thread.
#pragma once

#include <string>
#include <vector>

#include "daemon/log/kafka_settings.h"
#include "projections/fault.h"

namespace htq {

/// A setting of the topic that a promise rests on.
struct KafkaNeed {
  enum class Fits { exactly, at_least, at_most };

  std::string name;
  std::string value;  // as it is made
  Fits fits = Fits::exactly;
};

struct KafkaNeeds {
  std::string purpose;  // "keep a log"
  std::vector<KafkaNeed> settings;
};

KafkaNeeds needs_of_a_log(const KafkaSettings& settings);

/// A fault names what is wrong and the command that mends it.
Result<> prepare_topic(const KafkaSettings& settings, const KafkaNeeds& needs);

}  // namespace htq
