// Which regulator an actor speaks for (domain.md sections 3 and 5). Pure; any thread. Included by the files
// of decide/ only.
#pragma once

#include "domain/given.h"

namespace htq {

/// A regulator speaks for itself; everyone else, an official, enters it for any of them.
Verdict speaks_for_regulator(const Given& given, Regulator regulator);

/// Ofqual and the Office for Students, who advise on every qualification; the others regulate occupations.
bool is_adviser(Regulator regulator);

}  // namespace htq
