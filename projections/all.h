// Every projection that the daemon keeps.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "projections/projection.h"

namespace htq {

std::vector<std::unique_ptr<Projection>> all_projections();
/// One of them; nothing if there is none of that name.
std::unique_ptr<Projection> projection_named(std::string_view name);

}  // namespace htq
