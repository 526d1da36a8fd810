"""What became public, on the stream for everyone: of cycles, consultations and the register, in the order in which it did, and nothing else."""

import json

from tests.http_api.busy_office import CONSULTED, BusyOffice


class Publications(BusyOffice):
    def told(self, subject):
        """What everyone is told of it, in order."""
        self.client.position()
        answer = self.get("/v1/events/public?follow=no")
        self.assertEqual(answer.status, 200, answer.body)
        lines = [json.loads(line) for line in answer.body.splitlines() if line]
        return [(line["type"], line["data"]) for line in lines if line["subject"] == subject]

    def test_a_corrected_listing_is_told_as_the_register_has_it_then(self):
        case = self.cases["list-publicly", 0]
        row, = [row for row in self.rows("/v1/register") if row["case"] == case]
        self.assertEqual([kind for kind, _ in self.told(f"register/{case}")], ["listedPublicly"])
        corrected = row["title"] + " (HTQ)"
        self.official("correct-listing", case=case, title=corrected, reason="The mark was missing.")
        (_, listed), (kind, data) = self.told(f"register/{case}")
        self.assertEqual(kind, "listingCorrected")
        self.assertEqual([one["title"] for one in listed["listings"] + data["listings"]], [row["title"], corrected])
        now, = [one for one in self.get("/v1/register?limit=500", token=self.office.applicants[0]).json["rows"] if one["case"] == case]
        self.assertEqual(data["listings"], [now])
        self.assertEqual(set(now), {"case", "title", "awardingBody", "level", "standard", "firstTeach", "cycle", "routes", "listedAt"} | (set(now) & {"listedAtLondon"}))

    def test_an_approval_of_an_earlier_year_is_told_with_its_source(self):
        rows = [row for row in self.rows("/v1/register") if row.get("source") == "a list"]
        self.assertEqual(len(rows), 3)
        for row in rows:
            (kind, data), = self.told(f"register/{row['case']}")
            self.assertEqual((kind, [one["source"] for one in data["listings"]]), ("earlierApprovalRecorded", ["a list"]))

    def test_a_consultation_is_told_from_its_opening_to_its_end(self):
        subject = "consultation/open-now"
        self.assertEqual(self.told(subject), [("consultationOpened", {})])
        self.official("take-material-down", consultation="open-now", case=self.consulted[0], document="demand")
        self.official("extend-consultation", consultation="open-now", closes="2022-07-01", reason="A bank holiday.")
        self.clock("2022-07-02T08:00:00Z")
        kinds, told = zip(*self.told(subject), strict=True)
        self.assertEqual(kinds, ("consultationOpened", "materialTakenDown", "consultationExtended", "consultationClosed"))
        # Of which case, the public is not told.
        self.assertEqual((told[1], told[2]["reason"], told[3]), ({}, "A bank holiday.", {}))
        self.assertNotIn(self.consulted[0], json.dumps(told))
        # One that is to come is nobody's business yet.
        self.assertEqual(self.told("consultation/open-later"), [])

    def test_of_a_cycle_everything_is_told_that_is_public(self):
        kinds = [kind for kind, _ in self.told(f"cycle/{CONSULTED}")]
        self.assertEqual(kinds, ["cycleAnnounced", "windowScheduled", "windowOpened"] + ["windowClosed"] * (len(kinds) - 3))

    def test_of_nothing_else(self):
        """Standards, bodies and texts in force are read from their lists."""
        self.client.position()
        lines = [json.loads(line) for line in self.get("/v1/events/public?follow=no").body.splitlines()]
        self.assertEqual({line["subject"].split("/")[0] for line in lines}, {"cycle", "consultation", "register"})
        self.assertTrue(all(set(line) <= {"type", "position", "recordedAt", "subject", "summary", "data"} for line in lines))
