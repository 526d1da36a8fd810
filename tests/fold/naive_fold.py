"""What a log says, worked out a second time: the statistics of each cycle and the public register from an export.

    python3 -m tests.fold.naive_fold EXPORT

reads an export, one {"type", "summary", "record"} a line, and writes both as JSON. It knows the process from
domain.md and how figures are counted from projections/figures.h, and shares nothing with the program that it checks.
It keeps the whole story of each case and counts at the end, where the daemon keeps counts.
"""

import datetime
import json
import sys

from tests.fold.case_story import CaseStory
from tests.fold.figures import statistics


# What the register takes over of an approval that is older than the log; a list may not say all of it.
EARLIER = ("title", "awardingBody", "level", "standard", "firstTeach", "cycle", "productCode", "occupation", "routes",
           "source")


class Consultation:
    def __init__(self, cycle):
        self.cycle = cycle
        self.responses = {}  # id -> [kind, is late, is set aside]


class Office:
    """Everything that the figures and the register need to know, as at the last event told."""

    def __init__(self, entries=()):
        self.holidays = set()
        self.editions = {}  # of cycles
        self.kinds = {}  # of organisations
        self.cases = {}
        self.consultations = {}
        self.register = {}  # (case, standard) -> row
        self.earlier = []  # the cycle of each approval that is older than the log
        for entry in entries:
            self.tell(entry)

    def tell(self, entry):
        kind, record = entry["type"], entry["record"]
        said, stream = record["body"][kind], record["stream"]
        if kind == "earlierApprovalRecorded":
            self.earlier.append(said.get("cycle"))
            self.register[stream, said["standard"]] = earlier_row(stream, record, said)
        elif record["streamKind"] == "case":
            case = self.cases.setdefault(stream, CaseStory())
            case.tell(entry, self)
            self._list(stream, case, kind, record, said)
        elif record["streamKind"] == "consultation":
            self._consult(stream, kind, said)
        elif kind == "bankHolidayRecorded":
            self.holidays.add(datetime.date.fromisoformat(said["day"]))
        elif kind == "cycleAnnounced":
            self.editions[stream] = said["edition"]
        elif kind == "organisationRegistered":
            self.kinds[stream] = said["kind"]

    def _consult(self, stream, kind, said):
        if kind == "consultationPlanned":
            self.consultations[stream] = Consultation(said["cycle"])
            return
        responses = self.consultations[stream].responses
        if kind == "responseReceived":
            responses[said["response"]] = [said["kind"], said["late"], False]
        elif kind == "responseSetAside":
            responses[said["response"]][2] = True

    def _list(self, stream, case, kind, record, said):
        if kind == "listedPublicly":
            for standard in said["occupations"]:
                self.register[stream, standard] = {
                    "case": stream, "title": said["title"], "awardingBody": said["awardingBody"],
                    "level": said["level"], "standard": standard, "firstTeach": said["firstTeach"],
                    "cycle": case.cycle, "listedAt": record["recordedAt"], "routes": [case.route]}
        elif kind == "listingCorrected" and said.get("title"):
            for row in self.register.values():
                if row["case"] == stream:
                    row["title"] = said["title"]

    def register_rows(self):
        """In the order of (standard, case)."""
        return [self.register[key] for key in sorted(self.register, key=lambda key: (key[1], key[0]))]


def earlier_row(stream, record, said):
    return {"case": stream, "listedAt": record["recordedAt"],
            **{name: said[name] for name in EARLIER if name in said}}


def read_export(lines):
    return [json.loads(line) for line in lines if line.strip()]


def main():
    with open(sys.argv[1], "rb") as export:
        office = Office(read_export(export))
    json.dump({"statistics": [statistics(office, cycle) for cycle in sorted(office.editions)],
               "register": office.register_rows()}, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
