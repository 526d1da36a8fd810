// Finds the master key and opens the store of the keys of persons, as the configuration says; and wraps it
// anew.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "daemon/access/file_key_store.h"
#include "daemon/access/kafka_key_store.h"
#include "daemon/access/key_store.h"
#include "daemon/config.h"
#include "daemon/logging.h"
#include "daemon/random.h"
#include "daemon/row_view.h"
#include "projections/fault.h"

namespace htq {

struct OpenedKeys {
  std::unique_ptr<KeyStore> keys;
  KafkaKeyStore* shared = nullptr;  // the same, if other daemons have it, too
  FileKeyStore* file = nullptr;     // the same, if they are this daemon's alone
  bool master_is_beside_them = false;
};

/// Makes what is missing. `random` and `logger` must outlive the store.
Result<OpenedKeys> open_keys(const Config& config, Random& random, const Logger& logger);

/// A fault if the log names keys that the store does not have, unless it is configured to go on without them.
Result<> miss_no_keys(const Config& config, const RowView& rows, const KeyStore& keys, const Logger& logger);

/// `htqd keys rotate`: wraps the keys of persons with another master key, and prints what it did. The log
/// stays as it is. `to`: the file of the new one, made if it is not there; nothing: where the master key
/// stands beside the keys, it is replaced. An exit code.
int rotate_keys(const Config& config, const std::optional<std::filesystem::path>& to);

}  // namespace htq
