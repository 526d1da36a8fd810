// What a request lets out or is refused is put into the access journal, whatever door it came to: restricted
// and personal material, of which the outlet knows while it writes it (schemas/disclosed.h), before the first
// byte of it leaves; and each "no" to a caller who is known.
//
// The loop's thread; the doors outlive the router.
#pragma once

#include <optional>
#include <string_view>

#include "daemon/doors/door.h"

namespace htq {

/// Every door of /v1/ that was added.
void attest(http::Router& router, const Doors& doors);

// Said by the doors, of a request that is attested; of any other it does nothing.

/// Who it is, with a place to note what they are told.
void is_called_by(const http::Request& request, Caller& caller);
/// Which command it is, and about which case; empty: none.
void is_about(const http::Request& request, std::string_view command, std::string_view reference);
/// Whatever stands on the log may be told from now on.
void tells_of_every_case(const http::Request& request);
/// Something of that class is told by another way than the outlet.
void tells(const http::Request& request, policy::Audience audience);
/// The read is on record before it is done, whatever it will tell; the answer if it cannot be.
http::Awaitable<std::optional<http::Response>> put_on_record_first(const Doors& doors,
                                                                   const http::Request& request);

}  // namespace htq
