"""htqctl demo on the real daemon: it plays a whole cycle, the same seed gives the same log byte for byte, and it
ends where it cannot begin or where something goes otherwise than meant."""

import collections
import contextlib
import datetime
import json
import os
import pathlib
import subprocess
import unittest

from tests.support.htqd import SLOWNESS, SOURCE, Daemon

PROGRAM = pathlib.Path(os.environ.get("HTQCTL_BIN", SOURCE / "build" / "dev" / "bin" / "htqctl"))
REFERENCE = SOURCE / "ops" / "reference"
PATIENCE = 300 * SLOWNESS  # seconds, for a play
DONE, REFUSED = 0, 3
MANUAL = {"clock.mode": "manual", "clock.start": "2021-05-04T08:00:00Z"}

# What a cycle has seen when every way of a case was gone.
HAPPENED = {
    "publicationIssued", "publicationReplaced", "timelinePublished", "bodyEstablished", "appointmentMade",
    "powerDelegated", "windowOpened", "windowClosed", "enquiryReceived", "enquiryAnswered", "supportSessionHeld",
    "supportSessionMissed", "lateSubmissionRefused", "lateSubmissionAdmitted", "draftLapsed", "timelineAgreed",
    "eligibilityRefused", "applicationCorrected", "informationProvided", "informationRequestLapsed",
    "informationRequestCancelled", "recognitionLost", "caseHeld", "caseReleased", "consultationOpened", "responseReceived",
    "responseReplaced", "responseSetAside", "sensitivityFlagged", "materialTakenDown", "consultationClosed",
    "consultationSummarised", "peerReviewReceived", "peerReviewDeclined", "peerReviewWaived", "peerReviewDiscounted",
    "regulatorAdviceReceived", "regulatorAdviceNotNeeded", "statutoryAdviceReceived", "memberRecused",
    "meetingAdjourned", "adviceReturned", "decisionDeferred", "resubmissionReceived", "changesConfirmed",
    "changesRefused", "resubmissionLapsed", "acceptanceLapsed", "copyrightAccepted", "applicationWithdrawn",
    "noticeIssued", "noticeFailed", "listedPublicly", "listingCorrected", "finalListPublished", "feedbackGiven",
    "evaluationRecorded", "cycleClosed"}
ENDS = {("live", "approved"), ("live", "approvedWithRequiredChanges"), ("notApproved", "notApproved"),
        ("carriedOver", "approvedWithRequiredChanges"), ("carriedOver", "carriedOver"), ("withdrawn", "none"),
        ("withdrawn", "approved"), ("ineligible", "none"), ("lapsed", "none")}


def told(entries, name):
    """Record and event of each entry of that type."""
    return [(entry["record"], entry["record"]["body"][name]) for entry in entries if entry["type"] == name]


def instant(text):
    """To the microsecond, which is as far as Python reads."""
    return datetime.datetime.fromisoformat(text[:26].rstrip("Z") + "+00:00")


class Demo(unittest.TestCase):
    @contextlib.contextmanager
    def office(self, seed=7, reference=True, settings=None):
        daemon = Daemon({**(MANUAL if settings is None else settings),
                         **({"random.seed": seed} if settings is None else {})})
        try:
            daemon.official = daemon.token("importer", ["official"])
            daemon.auditor = daemon.token("reader", ["auditor"])
            daemon.start()
            if reference:
                ran = self.ctl(daemon, "reference", "import", REFERENCE)
                self.assertEqual(ran.returncode, DONE, ran.stderr)
            yield daemon
        finally:
            daemon.close()

    def ctl(self, daemon, *arguments):
        environment = {"PATH": os.environ["PATH"], "HTQCTL_URL": f"unix:{daemon.socket}",
                       "HTQCTL_TOKEN": daemon.official}
        return subprocess.run([PROGRAM, *arguments], env=environment, capture_output=True, text=True, check=False,
                              timeout=PATIENCE)

    def play(self, daemon, cases, seed=7):
        return self.ctl(daemon, "demo", "--json", "--cases", str(cases), "--seed", str(seed), "--tokens",
                        daemon.tokens)

    def log(self, daemon):
        """Every record, as the daemon tells it: each holds the hash of the one before."""
        with contextlib.closing(daemon.client(daemon.auditor)) as client:
            return client.request("GET", "/v1/events?follow=no").body.splitlines()

    def test_the_same_seed_plays_the_same_to_the_byte(self):
        logs = []
        for seed in (7, 7, 8):
            with self.office(seed) as daemon:
                ran = self.play(daemon, 20, seed)
                self.assertEqual(ran.returncode, DONE, ran.stderr)
                logs.append(self.log(daemon))
        self.assertEqual(logs[0], logs[1])
        self.assertNotEqual(logs[0], logs[2])

    def test_every_way_of_a_case_is_gone(self):
        with self.office() as daemon:
            ran = self.play(daemon, 60)
            self.assertEqual(ran.returncode, DONE, ran.stderr)
            came = json.loads(ran.stdout)
            ends = {(row["stage"], row["outcome"]): row["cases"] for row in came["cases"]}
            self.assertEqual(set(ends), ENDS)
            self.assertEqual(sum(ends.values()), 60)
            entries = [json.loads(line) for line in self.log(daemon)]
            happened = collections.Counter(entry["type"] for entry in entries)
            self.assertEqual(HAPPENED - set(happened), set())
            for refusal in ("window_closed", "no_quorum", "recognition_owed", "change_not_done", "case_is_held"):
                self.assertIn(refusal, came["refusedAsExpected"])
            self.submissions_crowd_the_closing_hour(entries)
            self.an_exception_for_a_late_one_is_admitted_and_one_refused(entries, came["refusedAsExpected"])
            self.made_up_ksb_codes_are_marked(entries)
            # Nobody and nothing is taken for real, and no command of the system was refused.
            organisations = [entry["record"]["body"]["organisationRegistered"] for entry in entries
                             if entry["type"] == "organisationRegistered"]
            self.assertTrue(all(organisation["madeUp"] for organisation in organisations))
            self.assertEqual(daemon.log_lines("system_command_refused"), [])
            # The mailer has told most of what it owes; some it had to try again, some came back to the end, and the
            # last listing is still to be told.
            with contextlib.closing(daemon.client(daemon.auditor)) as client:
                told, owed = (client.get(f"/v1/notices?limit=500&told={answer}").json["notices"]
                              for answer in ("yes", "no"))
            self.assertGreater(len(told), 10 * len(owed))
            self.assertTrue([notice for notice in told if notice.get("failures")])
            self.assertTrue([notice for notice in owed if notice.get("failures")])
            self.assertTrue([notice for notice in owed if not notice.get("failures")])
            self.assertTrue(all(notice["lastFailure"] for notice in owed if notice.get("failures")))
            # Who was carried over begins anew in the next cycle.
            linked = [entry for entry in entries if entry["type"] == "interestRegistered"
                      and entry["record"]["body"]["interestRegistered"].get("earlierCase")]
            self.assertTrue(linked)
            # An office is played in once.
            again = self.play(daemon, 20)
            self.assertEqual(again.returncode, REFUSED)
            self.assertIn("after the first day", again.stderr)

    def submissions_crowd_the_closing_hour(self, entries):
        """Most submit in the last hours of the window, and of these hours the last has the most."""
        before = [(instant(event["closes"]) - instant(record["receivedAt"])).total_seconds() / 3600
                  for record, event in told(entries, "applicationSubmitted")]
        hours = collections.Counter(int(each) for each in before)
        self.assertGreater(sum(each < 10 for each in before), len(before) / 2)
        self.assertGreater(hours[0], len(before) / 6)
        self.assertEqual(hours.most_common(1)[0][0], 0, hours)

    def an_exception_for_a_late_one_is_admitted_and_one_refused(self, entries, refusals):
        late, admitted, lapsed = ({record["stream"] for record, _ in told(entries, name)} for name in
                                  ("lateSubmissionRefused", "lateSubmissionAdmitted", "draftLapsed"))
        self.assertTrue(admitted)
        self.assertLess(admitted, late)
        self.assertLessEqual(late - admitted, lapsed)
        # What the official asked for without evidence: nothing else is refused for want of a value.
        self.assertEqual(refusals["missing_value"], len(late - admitted))

    def made_up_ksb_codes_are_marked(self, entries):
        mappings = [event for _, event in told(entries, "mappingProvided")]
        self.assertTrue(mappings)
        for mapping in mappings:
            titles = {unit["code"]: unit["title"] for unit in mapping["units"]}
            for line in mapping["coverage"]:
                self.assertIn("made-up KSB", titles[line["unit"]])

    def test_a_few_cases_are_enough_to_play(self):
        with self.office(3) as daemon:
            ran = self.play(daemon, 1, 3)
            self.assertEqual(ran.returncode, DONE, ran.stderr)

    def test_it_does_not_begin_where_it_cannot(self):
        with self.office(reference=False, settings={}) as daemon:
            ran = self.play(daemon, 5)
            self.assertEqual(ran.returncode, REFUSED)
            self.assertIn("manual", ran.stderr)
        with self.office(reference=False) as daemon:
            ran = self.play(daemon, 5)
            self.assertEqual(ran.returncode, REFUSED)
            self.assertIn("htqctl reference import", ran.stderr)

    def test_what_was_not_meant_ends_it_and_is_named(self):
        with self.office() as daemon:
            with contextlib.closing(daemon.client(daemon.official)) as client:
                client.sure("issue-publication", {"publication": "guidance", "kind": "guidance", "title": "Guidance",
                                                  "version": "1", "text": "Another."})
            ran = self.play(daemon, 5)
            self.assertEqual(ran.returncode, REFUSED)
            self.assertIn("issue-publication", ran.stderr)
            self.assertIn("already_exists", ran.stderr)


if __name__ == "__main__":
    unittest.main()
