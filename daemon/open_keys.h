// Finds the master key and opens the store of the keys of persons, as the configuration says; and wraps it
// anew.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "daemon/access/key_store.h"
#include "daemon/config.h"
#include "daemon/logging.h"
#include "daemon/random.h"
#include "daemon/row_view.h"
#include "projections/fault.h"

namespace htq {

/// Where the keys of persons are kept.
std::filesystem::path directory_of_keys(const Config& config);

/// Makes what is missing. `random` must outlive the store.
Result<std::unique_ptr<KeyStore>> open_keys(const Config& config, Random& random, const Logger& logger);

/// A fault if the log names keys that the store does not have, unless it is configured to go on without them.
Result<> miss_no_keys(const Config& config, const RowView& rows, const KeyStore& keys, const Logger& logger);

/// `htqd keys rotate`: wraps the keys of persons with another master key, and prints what it did. The log
/// stays as it is. `to`: the file of the new one, made if it is not there; nothing: where the master key
/// stands beside the keys, it is replaced. An exit code.
int rotate_keys(const Config& config, const std::optional<std::filesystem::path>& to);

}  // namespace htq
