#include "projections/all.h"

#include "projections/audit.h"
#include "projections/cases.h"
#include "projections/commands.h"
#include "projections/consultations.h"
#include "projections/enquiries.h"
#include "projections/notices.h"
#include "projections/persons.h"
#include "projections/promises.h"
#include "projections/reference.h"
#include "projections/register.h"
#include "projections/statistics.h"
#include "projections/successors.h"
#include "projections/timeline.h"
#include "projections/worklist.h"

namespace htq {

std::vector<std::unique_ptr<Projection>> all_projections() {
  std::vector<std::unique_ptr<Projection>> all;
  all.push_back(std::make_unique<Timeline>());
  all.push_back(std::make_unique<Statistics>());
  all.push_back(std::make_unique<Worklist>());
  all.push_back(std::make_unique<Commands>());
  all.push_back(std::make_unique<Audit>());
  all.push_back(std::make_unique<Cases>());
  all.push_back(std::make_unique<Enquiries>());
  all.push_back(std::make_unique<Promises>());
  all.push_back(std::make_unique<Consultations>());
  all.push_back(std::make_unique<Notices>());
  all.push_back(std::make_unique<Reference>());
  all.push_back(std::make_unique<Register>());
  all.push_back(std::make_unique<Persons>());
  all.push_back(std::make_unique<Successors>());
  return all;
}

std::unique_ptr<Projection> projection_named(std::string_view name) {
  for (auto& projection : all_projections())
    if (projection->name() == name) return std::move(projection);
  return nullptr;
}

}  // namespace htq
