#include "schemas/json_suggest.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "schemas/json_text.h"

namespace htq {
namespace {

constexpr std::size_t kMostShown = 64;
constexpr std::size_t kMostListed = 64;  // words of a list that a person still reads

/// Levenshtein distance, letters compared without case.
std::size_t distance(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t k = 0; k < b.size(); ++k) {
      const std::size_t changed = diagonal + (lower(a[i]) == lower(b[k]) ? 0 : 1);
      diagonal = row[k + 1];
      row[k + 1] = std::min({changed, row[k] + 1, row[k + 1] + 1});
    }
  }
  return row.back();
}

std::string_view nearest(std::string_view name, const std::vector<std::string_view>& known) {
  if (name.size() > kMostShown) return {};
  std::string_view best;
  std::size_t least = std::min<std::size_t>(3, name.size() / 3 + 1) + 1;
  for (const std::string_view candidate : known) {
    const std::size_t away = distance(name, candidate);
    if (away < least) least = away, best = candidate;
  }
  return best;
}

std::string listed(const std::vector<std::string_view>& words) {
  std::string list;
  for (std::size_t i = 0; i < words.size() && i < kMostListed; ++i) {
    if (i > 0) list += ", ";
    list += words[i];
  }
  if (words.size() > kMostListed) list += " and more";
  return list;
}

}  // namespace

std::string shown(std::string_view name) {
  std::string clean(name.substr(0, kMostShown));
  const bool is_cut = name.size() > kMostShown;
  if (is_cut) {
    const auto is_inner = [](char c) { return (c & 0xC0) == 0x80; };
    if (is_inner(name[kMostShown])) {
      while (!clean.empty() && is_inner(clean.back())) clean.pop_back();
      if (!clean.empty()) clean.pop_back();
    }
    clean += "...";
  }
  if (find_bad_character(clean))
    std::ranges::replace_if(clean, [](char c) { return c < 0x20 || c >= 0x7F; }, '?');
  return clean;
}

std::string advice_on_name(std::string_view name, const StructPlan& plan) {
  std::vector<std::string_view> known;
  for (const FieldPlan& field : plan.fields)
    if (!field.is_computed) known.push_back(field.name);
  if (known.empty()) return "Leave it out: nothing can be given here.";
  if (const auto best = nearest(name, known); !best.empty())
    return "Did you mean \"" + std::string(best) + "\"?";
  return "The fields here are " + listed(known) + ".";
}

std::string advice_on_word(std::string_view word, const EnumPlan& plan) {
  const std::vector<std::string_view> known(plan.names.begin(), plan.names.end());
  std::string advice = "Use one of " + listed(known) + ".";
  if (const auto best = nearest(word, known); !best.empty())
    advice.insert(0, "Did you mean \"" + std::string(best) + "\"? ");
  return advice;
}

}  // namespace htq
