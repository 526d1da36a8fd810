#include "daemon/access/tokens.h"

#include <algorithm>

#include "daemon/access/token_lines.h"

namespace htq {

Result<TokenFile> TokenFile::load(const std::filesystem::path& path, const RoleCheck& is_role) {
  const auto read = read_file(path, ForOthers::nothing);
  HTQ_TRY(read);
  auto entries = parse_token_lines(path, read->bytes, is_role);
  HTQ_TRY(entries);
  TokenFile file;
  file.entries_ = *std::move(entries);
  std::ranges::sort(file.entries_, {}, &TokenEntry::hash);
  file.stamp_ = read->stamp;
  return file;
}

Tokens::Tokens(std::filesystem::path path, RoleCheck is_role, const Clock& clock, TokenFile file)
    : path_(std::move(path)),
      is_role_(std::move(is_role)),
      clock_(clock),
      seen_(file.stamp()),
      file_(std::make_shared<const TokenFile>(std::move(file))) {}

Result<std::unique_ptr<Tokens>> Tokens::load(std::filesystem::path path, RoleCheck is_role,
                                             const Clock& clock) {
  auto file = TokenFile::load(path, is_role);
  HTQ_TRY(file);
  return std::unique_ptr<Tokens>(new Tokens(std::move(path), std::move(is_role), clock, *std::move(file)));
}

std::shared_ptr<const TokenFile> Tokens::current() const {
  const std::lock_guard lock(mutex_);
  return file_;
}

std::size_t Tokens::size() const {
  return current()->entries().size();
}

std::optional<Caller> Tokens::caller(std::string_view bearer) const {
  // The search may take longer for one hash than for another; to use that, one would have to find a secret
  // with a wanted hash.
  const auto hash = hash_of_token(bearer);
  if (!hash) return std::nullopt;
  const auto file = current();
  const auto found = std::ranges::lower_bound(file->entries(), *hash, {}, &TokenEntry::hash);
  if (found == file->entries().end() || found->hash != *hash) return std::nullopt;
  if (found->not_after && clock_.now() > *found->not_after) return std::nullopt;
  return Caller{.subject = found->subject,
                .roles = found->roles,
                .organisation = found->organisation,
                .token_id = found->id};
}

Result<Tokens::Reloaded> Tokens::reload_if_changed() {
  const auto now = stamp_of(path_);
  if (now == seen_) return Reloaded::no;
  auto file = TokenFile::load(path_, is_role_);
  if (!file) {
    // The same bad line is no news the next time; a failing disk may have recovered by then.
    if (file.error().kind == FaultKind::bad_input) seen_ = now;
    return std::unexpected(std::move(file).error().during("the tokens read before stay valid"));
  }
  seen_ = file->stamp();
  auto fresh = std::make_shared<const TokenFile>(*std::move(file));
  const std::lock_guard lock(mutex_);
  file_.swap(fresh);
  ++changes_;
  return Reloaded::yes;
}

}  // namespace htq
