#include "projections/enquiries.h"

#include "projections/edit_row.h"
#include "schemas/answer.capnp.h"
#include "schemas/text.h"

namespace htq {

void Enquiries::apply(const AppliedRecord& applied, RowWriter& rows) const {
  const Record::Reader record = applied.record;
  const std::string key = string(record.getStream());
  const BankHolidays& holidays = applied.office.bank_holidays;
  if (record.getBody().isEnquiryReceived()) {
    const auto event = record.getBody().getEnquiryReceived();
    write_row<answer::Enquiry>(rows, key, [&](answer::Enquiry::Builder row) {
      row.setEnquiry(record.getStream());
      row.setKind(event.getKind());
      row.setOrganisation(event.getOrganisation());
      row.setCycle(event.getCycle());
      row.setStandard(event.getStandard());
      row.setReceivedAt(record.getReceivedAt());
      row.setDue(working_days_after({record.getReceivedAt()}, kEnquiryDays, holidays).ns);
    });
  } else if (record.getBody().isEnquiryAnswered()) {
    edit_row<answer::Enquiry>(rows, key, [&](answer::Enquiry::Builder row) {
      row.setAnswered(true);
      row.setAnsweredAt(record.getOccurredAt());
      row.setWorkingDays(static_cast<std::uint32_t>(
          working_days_between(day_of({row.getReceivedAt()}), day_of({record.getOccurredAt()}), holidays)));
    });
  }
}

}  // namespace htq
