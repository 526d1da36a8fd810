"""A consultation is answered without an account (domain.md section 8)."""

import uuid

from tests.access.sealed import but_for_nonces
from tests.http_api.busy_office import BusyOffice


class PublicResponses(BusyOffice):
    def respond(self, key=None, consultation="open-now", token=None, **body):
        self.client.token = None
        body = {"consultation": consultation, "kind": "learner", "cases": [self.consulted[0]], "answers": ["It does."],
                "privacyNotice": "1", "respondent": {"person": "me", "text": f"{uuid.uuid4()}@example.org"}, **body}
        return self.client.command("respond-to-consultation", body, key=key, token=token)

    def recorded(self):
        self.client.position()
        return [entry["record"] for entry in self.client.events(token=self.office.auditor)
                if entry["type"] == "responseReceived"]

    def test_everyone_may_answer_and_is_told_nothing_of_the_others(self):
        before = len(self.recorded())
        answer = self.respond(respondent={"person": "me", "text": "Somebody, somebody@example.org"})
        self.assertEqual(answer.status, 201, answer.body)
        receipt = answer.json
        self.assertEqual((len(receipt["position"]), receipt["events"]), (64, ["responseReceived"]))
        # How many answers there are stands in no version: it counts what is public of it, that it was opened.
        self.assertEqual(receipt["version"], self.respond().json["version"])
        records = self.recorded()
        self.assertEqual(len(records), before + 2)
        body = records[before]["body"]["responseReceived"]
        self.assertEqual(records[before]["actor"]["role"], "respondent")
        self.assertEqual((body["privacyNotice"], body["respondent"]["text"]), ("1", "Somebody, somebody@example.org"))
        # Names are the office's to give.
        self.assertRegex(body["respondent"]["person"], "^person-[0-9a-f]{32}$")
        self.assertRegex(body["response"], "^response-[0-9a-f]{32}$")

    def test_the_same_command_is_recorded_once(self):
        text = {"person": "me", "text": "once@example.org"}
        first, again = (self.respond(key="the-same", respondent=text) for _ in range(2))
        self.assertEqual((first.status, again.status, again.json["repeated"]), (201, 201, True))
        other = self.respond(key="the-same", answers=["Something else."])
        self.assert_problem(other, 422, "idempotency-key-reused")

    def test_a_person_answers_once_however_the_name_is_written(self):
        self.assertEqual(self.respond(respondent={"person": "me", "text": "Twice Given"}).status, 201)
        again = self.respond(respondent={"person": "other", "text": "  twice  given "}, answers=["And again."])
        self.assert_problem(again, 409, "respondent-answered")

    def test_an_answer_without_a_name_counts_once(self):
        nameless = {"respondent": {"person": "x", "text": ""}, "answers": ["Word for word."]}
        self.assertEqual(self.respond(**nameless).status, 201)
        self.assert_problem(self.respond(**nameless), 409, "respondent-answered")
        self.assertEqual(self.respond(respondent=nameless["respondent"], answers=["Other words."]).status, 201)

    def test_the_notice_that_was_shown_is_named_and_is_one_that_was_published(self):
        before = self.client.position()
        self.assert_problem(self.respond(privacyNotice=""), 422, "missing-value", "privacyNotice")
        self.assert_problem(self.respond(privacyNotice="99"), 409, "publication-missing", "privacyNotice")
        self.assertEqual(self.client.position(), before)

    def test_organisations_on_record_are_not_told(self):
        for organisation in ("college-0", "nobody"):
            problem = self.assert_problem(self.respond(organisation=organisation), 400, "bad-body", "organisation")
            self.assertNotIn(organisation, str(problem))

    def test_without_an_account_one_speaks_for_oneself_and_now(self):
        self.client.token = None
        for header, value, status, kind in [("Htqd-On-Behalf-Of", "institute-board", 409, "no-power"),
                                            ("Htqd-Authority", "minister", 409, "no-power"),
                                            ("Htqd-Occurred-At", "2022-05-16", 400, "bad-body")]:
            answer = self.client.command("respond-to-consultation", {
                "consultation": "open-now", "kind": "learner", "cases": [self.consulted[0]], "answers": ["A."],
                "privacyNotice": "1"}, headers={header: value})
            self.assert_problem(answer, status, kind)

    def test_a_consultation_that_is_to_come_looks_like_none(self):
        planned, missing = (self.respond(consultation=name, key="k") for name in ("open-later", "open-never"))
        self.assertEqual(planned.status, 404)
        self.assertEqual(but_for_nonces(planned), but_for_nonces(missing))

    def test_nothing_else_is_open_without_an_account(self):
        for name, body in [("replace-response", {"consultation": "open-now", "response": "r", "answers": ["A."]}),
                           ("receive-enquiry", {"enquiry": "e", "kind": "general", "question": "How?"}),
                           ("no-such-command", {})]:
            self.client.token = None
            self.assert_problem(self.client.command(name, body), 401, "unknown-caller")
        self.assert_problem(self.respond(token="htq_" + "A" * 43), 401, "unknown-caller")
