#include "daemon/access/oidc.h"

#include <algorithm>
#include <cmath>

#include "daemon/access/jwt.h"
#include "daemon/access/strict_json.h"
#include "daemon/access/token_lines.h"

namespace htq {
namespace {

using Element = simdjson::dom::element;
using std::chrono::seconds;

/// A NumericDate (RFC 7519 2), of the years in which an Instant can be counted in.
std::optional<Instant> instant_of(const std::optional<Element>& claim) {
  double at = 0;
  if (!claim || !(claim->is_int64() || claim->is_double()) || claim->get(at) != simdjson::SUCCESS)
    return std::nullopt;
  if (!std::isfinite(at) || at < 0 || at > 4e9) return std::nullopt;
  return Instant{static_cast<std::int64_t>(at * 1e9)};
}

/// One text or several: "aud" and groups come either way. Nothing if it is anything else.
std::optional<std::vector<std::string>> texts_of(const std::optional<Element>& claim) {
  std::vector<std::string> texts;
  std::string_view one;
  simdjson::dom::array several;
  if (!claim) return std::nullopt;
  if (claim->get(one) == simdjson::SUCCESS) return std::vector{std::string(one)};
  if (claim->get(several) != simdjson::SUCCESS) return std::nullopt;
  for (const Element element : several) {
    if (element.get(one) != simdjson::SUCCESS) return std::nullopt;
    texts.emplace_back(one);
  }
  return texts;
}

std::optional<std::string> text_of(const std::optional<Element>& claim) {
  std::string_view text;
  if (!claim || claim->get(text) != simdjson::SUCCESS) return std::nullopt;
  return std::string(text);
}

}  // namespace

Result<std::unique_ptr<OidcTokens>> OidcTokens::load(Options options, RoleCheck is_role,
                                                     const Clock& machine) {
  std::unique_ptr<OidcTokens> tokens(new OidcTokens(std::move(options), std::move(is_role), machine));
  auto keys = tokens->read();
  HTQ_TRY(keys);
  tokens->keys_ = std::make_shared<const Keys>(*std::move(keys));
  return tokens;
}

Result<OidcTokens::Keys> OidcTokens::read() {
  auto file = read_file(options_.jwks, ForOthers::reading);
  HTQ_TRY(file);
  if (!file->stamp.exists)
    return fault(FaultKind::bad_input, options_.jwks.native() + ": there is no such file of keys");
  auto keys = parse_jwks(options_.jwks.native(), file->bytes);
  if (keys) seen_ = file->stamp;
  return keys;
}

std::shared_ptr<const OidcTokens::Keys> OidcTokens::current() const {
  const std::lock_guard lock(mutex_);
  return keys_;
}

Result<Tokens::Reloaded> OidcTokens::reload_if_changed() {
  const FileStamp now = stamp_of(options_.jwks);
  if (now == seen_) return Tokens::Reloaded::no;
  auto keys = read();
  if (!keys) {
    if (keys.error().kind == FaultKind::bad_input) seen_ = now;
    return std::unexpected(std::move(keys).error().during("the keys read before stay valid"));
  }
  auto fresh = std::make_shared<const Keys>(*std::move(keys));
  const std::lock_guard lock(mutex_);
  keys_.swap(fresh);
  ++changes_;
  return Tokens::Reloaded::yes;
}

std::expected<Caller, std::string> OidcTokens::caller(std::string_view token, const Callers& groups) const {
  const auto no = [](std::string_view why) { return std::unexpected(std::string(why)); };
  const auto keys = current();
  const auto bytes = verified_claims(token, *keys);
  if (!bytes) return std::unexpected(bytes.error());
  const auto claims = StrictJson::parse(*bytes);
  if (!claims) return no("The claims of the token cannot be read.");
  if (claims->text("iss") != options_.issuer) return no("The token is of another issuer.");
  const auto audiences = texts_of(claims->find("aud"));
  if (!audiences || std::ranges::count(*audiences, options_.audience) == 0)
    return no("The token is for another audience.");
  const Instant now = machine_.now();
  const auto expires = instant_of(claims->find("exp"));
  if (!expires) return no("The token does not say when its time is over.");
  if (now >= *expires + options_.leeway) return no("The time of the token is over.");
  for (const std::string_view name : {"nbf", "iat"}) {
    if (!claims->find(name)) continue;
    const auto begins = instant_of(claims->find(name));
    if (!begins || now + options_.leeway < *begins) return no("The time of the token has not come.");
  }

  const auto subject = text_of(claims->find_path(options_.subject_claim));
  if (!subject || subject->empty()) return no("The token does not say who is calling.");
  TokenEntry entry{.id = "oidc", .subject = options_.subject_prefix + *subject};
  if (!options_.organisation_claim.empty())
    entry.organisation = text_of(claims->find_path(options_.organisation_claim)).value_or("");
  for (const auto& group :
       texts_of(claims->find_path(options_.roles_claim)).value_or(std::vector<std::string>()))
    for (std::string& role : groups.roles_of_group(group))
      if (std::ranges::count(entry.roles, role) == 0) entry.roles.push_back(std::move(role));
  if (entry.roles.empty()) return no("No group of the token has a role in this office.");
  if (check_token(entry, is_role_))
    return no("The subject or the organisation in the token is none that this office can record.");
  return Caller{.subject = entry.subject,
                .roles = entry.roles,
                .organisation = entry.organisation,
                .token_id = entry.id};
}

}  // namespace htq
