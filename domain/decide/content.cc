#include "domain/decide/content.h"

#include <algorithm>

#include "domain/decide/on_record.h"
#include "domain/words.h"

namespace htq {
namespace {

void line(std::string& listing, std::string_view name, std::string_view value) {
  listing.append(name)
      .append(":")
      .append(std::to_string(value.size()))
      .append(":")
      .append(value)
      .append("\n");
}

std::string hexadecimal(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char byte : bytes) {
    out += kDigits[static_cast<unsigned char>(byte) >> 4];
    out += kDigits[static_cast<unsigned char>(byte) & 15];
  }
  return out;
}

}  // namespace

std::string content_listing(const CaseState& file) {
  std::string listing;
  line(listing, "organisation", file.organisation);
  line(listing, "cycle", file.cycle);
  if (file.qualification) {
    line(listing, "title", file.qualification->title);
    line(listing, "level", std::to_string(file.qualification->level));
    line(listing, "kind", name_of_enumerant(file.qualification->kind));
    line(listing, "number", file.qualification->number);
    line(listing, "route", file.qualification->route);
  }
  std::vector<NamedOccupation> occupations = file.occupations;
  std::ranges::sort(occupations, {},
                    [](const NamedOccupation& named) { return std::tie(named.standard, named.option); });
  for (const NamedOccupation& named : occupations) {
    line(listing, "occupation", named.standard);
    line(listing, "option", named.option);
    line(listing, "version", named.version);
  }
  for (const auto& [regulator, number] : file.recognitions) {
    line(listing, "regulator", name_of_enumerant(regulator));
    line(listing, "recognition", number);
  }
  line(listing, "conditions", file.conditions_of_application);
  for (const auto& [id, document] : file.documents) {
    line(listing, "document", id);
    line(listing, "hash", hexadecimal(document.hash));
  }
  return listing;
}

std::string content_hash(const CaseState& file) {
  return sha256(content_listing(file));
}

}  // namespace htq
