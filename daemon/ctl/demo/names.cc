#include "daemon/ctl/demo/names.h"

#include <cstdio>
#include <string_view>

namespace htq::ctl::demo {
namespace {

constexpr std::string_view kFirst[] = {"Amble", "Brack", "Cald",   "Dunner", "Elver",  "Farn",   "Garth",
                                       "Hesk",  "Ister", "Kelder", "Lorn",   "Merrow", "Nether", "Orrin",
                                       "Pell",  "Quill", "Rother", "Skel",   "Thorn",  "Ulver",  "Wistan"};
constexpr std::string_view kSecond[] = {"ford", "wick", "mere", "holt", "stead", "combe", "dale", "thorpe"};
constexpr std::string_view kKinds[] = {"College", "University", "Institute of Technology",
                                       "Awarding (made up)"};
constexpr std::size_t kAwarding = 3;

struct Subjects {
  std::string_view word;  // of the route's name
  std::string_view subjects[6];
};
constexpr Subjects kSubjects[] = {{"igital",
                                   {"Software Development", "Networks and Systems", "Data Analysis",
                                    "Cyber Security", "Software Testing", "Business Analysis"}},
                                  {"onstruction",
                                   {"Civil Engineering", "Quantity Surveying", "Construction Design",
                                    "Site Supervision", "Building Services", "Construction Management"}},
                                  {"ealth",
                                   {"Health Practice", "Healthcare Science", "Laboratory Science",
                                    "Applied Biology", "Care Technology", "Community Health"}}};
constexpr std::string_view kOtherSubjects[] = {"Applied Practice", "Technical Management"};

struct Kind {
  int level;
  std::string_view title;
  const char* name;
};
constexpr Kind kQualifications[] = {
    {4, "Higher National Certificate in ", "higherNationalCertificate"},
    {4, "Certificate of Higher Education in ", "certificateOfHigherEducation"},
    {4, "Level 4 Diploma in ", "diploma"},
    {5, "Higher National Diploma in ", "higherNationalDiploma"},
    {5, "Foundation Degree in ", "foundationDegree"},
    {5, "Diploma of Higher Education in ", "diplomaOfHigherEducation"}};

std::string subject_of(const std::string& route, Seeded& random) {
  for (const Subjects& each : kSubjects)
    if (route.find(each.word) != std::string::npos) return std::string(random.one_of(each.subjects));
  return std::string(random.one_of(kOtherSubjects));
}

}  // namespace

bool is_awarding_organisation(int number) {
  return static_cast<std::size_t>(number) % std::size(kKinds) == kAwarding;
}

std::string organisation_name(int number) {
  const auto at = static_cast<std::size_t>(number);
  // Both lists have lengths without a common divisor: names repeat after 168 organisations.
  std::string name(kFirst[at % std::size(kFirst)]);
  name += kSecond[at % std::size(kSecond)];
  name += " ";
  name += kKinds[at % std::size(kKinds)];
  const std::size_t round = at / (std::size(kFirst) * std::size(kSecond));
  return round == 0 ? name : name + " " + std::to_string(round + 1);
}

MadeUpTitle qualification_title(int level, const std::string& route, int number, Seeded& random) {
  const Kind* kind = nullptr;
  do {
    kind = &random.one_of(kQualifications);
  } while (kind->level != level);
  return {.title = std::string(kind->title) + subject_of(route, random) + " (made up, " +
                   std::to_string(number) + ")",
          .kind = kind->name};
}

std::string made_up_hash(Seeded& random) {
  std::string digits;
  for (int part = 0; part < 4; ++part) {
    char hex[17];
    std::snprintf(hex, sizeof hex, "%016llx", static_cast<unsigned long long>(random.next()));
    digits += hex;
  }
  return digits;
}

}  // namespace htq::ctl::demo
