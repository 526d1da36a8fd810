"""Notices, promises, enquiries and deadlines, as days go by."""

from tests.http_api.busy_office import MondayOffice


class Notices(MondayOffice):
    def notices(self, case, token=None, **query):
        return self.rows("/v1/notices", token, case=case, **query)

    def told(self, command, **body):
        receipt = self.client.sure(command, body, token=self.tokens["mailer"])
        self.client.position()
        return receipt

    def test_a_notice_is_owed_until_it_is_told(self):
        case = self.case_at("submit-application")
        self.assertEqual(self.notices(case), [])
        news = self.official("confirm-receipt", case=case, feedbackBy="2022-09-30")
        self.client.position()
        owed, = self.notices(case)
        self.assertEqual({name: owed[name] for name in ("kind", "to", "about", "since", "organisation")}, {
            "kind": "receipt", "to": "college-0", "about": news["position"], "since": news["recordedAt"],
            "organisation": "college-0"})
        self.assertFalse(owed.get("toldAt"))
        self.assertEqual(self.notices(case, told="no"), [owed])
        self.assertEqual(self.notices(case, told="yes"), [])
        told = self.told("record-notice", case=case, kind="receipt", to="ann-0", about=news["position"], text="third")
        row, = self.notices(case)
        self.assertEqual((row["toldAt"], row["text"], row["to"], row["since"]),
                         (told["recordedAt"], "third", "ann-0", owed["since"]))
        self.assertEqual(self.notices(case, told="yes"), [row])
        self.assertEqual(self.notices(case, told="no"), [])
        self.assertEqual(self.notices(case, asAt=told["position"] - 1), [owed])

    def test_a_notice_that_fails_is_counted_and_stays_owed(self):
        case = self.case_at("confirm-receipt")
        self.client.position()
        notice = {"case": case, "kind": "receipt", "to": "ann-0", "about": self.notices(case)[0]["about"]}
        for number, reason in enumerate(["The mailbox is full.", "No such address."], start=1):
            self.told("record-failed-notice", reason=reason, **notice)
            row, = self.notices(case, told="no")
            self.assertEqual((row["failures"], row["lastFailure"]), (number, reason))
        self.told("record-notice", text="third", **notice)
        row, = self.notices(case, told="yes")
        self.assertEqual((row["failures"], row["lastFailure"]), (2, "No such address."))
        mine, = self.notices(case, self.office.applicants[0])
        self.assertFalse({"about", "failures", "lastFailure"} & set(mine))

    def test_what_must_be_told_of_a_whole_case_is_owed(self):
        case = self.case_at("list-publicly")
        self.client.position()
        self.assertEqual([row["kind"] for row in self.notices(case)], [
            "receipt", "eligibility", "informationRequest", "decisionAndFeedback", "conditionsDue", "listing"])


class Promised(MondayOffice):
    def promises(self, case):
        return {row["kind"]: (row["standing"], row["overdue"]) for row in self.rows("/v1/promises", case=case)}

    def confirm(self, case, feedback_by):
        self.official("confirm-receipt", case=case, feedbackBy=feedback_by)
        self.client.position()


class Promises(Promised):
    def test_they_are_kept_missed_open_or_fall_away(self):
        # On Monday 16 May a receipt is promised by the end of Wednesday.
        kept, missed, gone, silent = (self.case_at("submit-application") for _ in range(4))
        self.confirm(kept, "2022-05-31")
        self.assertEqual(self.promises(kept), {"receipt": ("kept", False), "feedback": ("open", False)})
        self.client.sure("withdraw-application", {"case": gone, "reason": "Merged."}, token=self.office.applicants[0])
        self.clock("2022-05-18T22:59:59.999999999Z")
        self.assertEqual(self.promises(missed), {"receipt": ("open", False)})
        self.clock("2022-05-18T23:00:00Z")
        self.assertEqual(self.promises(missed), {"receipt": ("open", True)})
        self.confirm(missed, "2022-05-31")
        self.assertEqual(self.promises(missed), {"receipt": ("missed", False), "feedback": ("open", False)})
        self.official("agree-timeline", case=kept, feedbackBy="2022-06-30", reason="More was asked.")
        self.clock("2022-06-01T08:00:00Z")
        self.assertEqual(self.promises(kept)["feedback"], ("open", False))
        self.assertEqual(self.promises(missed)["feedback"], ("open", True))
        self.assertEqual(self.promises(gone), {"receipt": ("fellAway", False)})
        self.assertEqual(self.promises(silent), {"receipt": ("open", True)})
        feedback, = self.rows("/v1/promises", case=kept, kind="feedback")
        self.assertEqual((feedback["moved"], feedback["due"]), (1, "2022-06-30T22:59:59.999999999Z"))
        for standing, case in [("kept", kept), ("missed", missed), ("open", silent), ("fellAway", gone)]:
            self.assertEqual([row["case"] for row in self.rows("/v1/promises", kind="receipt", standing=standing)],
                             [case])


class PromisedFeedback(Promised):
    def test_by_its_day_is_kept_and_a_minute_later_is_missed(self):
        in_time, late = (self.case_at("determine-copyright") for _ in range(2))
        day = self.rows("/v1/promises", case=in_time, kind="feedback")[0]["due"]
        self.assertEqual(day, "2022-08-14T22:59:59.999999999Z")
        self.clock(day)
        self.official("issue-feedback", case=in_time, text="Found.", nextSteps="Follow.")
        self.tick()
        self.official("issue-feedback", case=late, text="Found.", nextSteps="Follow.")
        self.client.position()
        self.assertEqual([self.promises(case)["feedback"][0] for case in (in_time, late)], ["kept", "missed"])


class Enquiries(MondayOffice):
    def enquiry(self, name):
        row, = [row for row in self.rows("/v1/enquiries") if row["enquiry"] == name]
        return row

    def test_working_days_pass_over_weekends_and_bank_holidays(self):
        for holiday in ("2022-06-02", "2022-06-03"):
            self.official("record-bank-holiday", calendar="england-and-wales", day=holiday, name="Jubilee")
        self.clock("2022-05-31T10:00:00Z")  # Tuesday
        for name in ("same-day", "slow", "too-slow"):
            self.client.sure("receive-enquiry", {"enquiry": name, "kind": "general", "question": "How?"},
                             token=self.office.applicants[0])
        self.official("answer-enquiry", enquiry="same-day", answer="So.")
        self.client.position()
        self.assertEqual((self.enquiry("same-day")["workingDays"], self.enquiry("same-day")["answered"]), (0, True))
        # Wednesday; Thursday and Friday are holidays; Monday, Tuesday, Wednesday, Thursday.
        self.assertEqual(self.enquiry("slow")["due"], "2022-06-09T22:59:59.999999999Z")
        self.clock("2022-06-09T22:59:59Z")
        self.official("answer-enquiry", enquiry="slow", answer="So.")
        self.client.position()
        slow = self.enquiry("slow")
        self.assertEqual((slow["workingDays"], slow["overdue"]), (5, False))
        self.assertFalse(self.enquiry("too-slow")["overdue"])
        self.clock("2022-06-09T23:00:00Z")
        self.assertTrue(self.enquiry("too-slow")["overdue"])
        self.clock("2022-06-13T08:00:00Z")
        self.official("answer-enquiry", enquiry="too-slow", answer="So.")
        self.client.position()
        late = self.enquiry("too-slow")
        self.assertEqual((late["workingDays"], late["overdue"], late["answered"]), (7, True, True))
        self.assertEqual([row["enquiry"] for row in self.rows("/v1/enquiries", answered="no")], [])


class Deadlines(MondayOffice):
    def test_a_request_is_on_the_board_until_it_is_answered_and_overdue_when_its_day_is_over(self):
        case = self.case_at("request-information")
        self.client.position()
        mine = self.office.applicants[0]
        asked, = self.rows("/v1/deadlines", mine, stream=case)
        self.assertEqual((asked["kind"], asked["about"], asked["overdue"], asked["due"]),
                         ("answerInformationRequest", "1", False, "2022-05-30T22:59:59.999999999Z"))
        as_at = self.get("/v1/deadlines", mine).json["asAt"]
        self.clock("2022-05-30T22:59:59.999999999Z")
        self.assertFalse(self.rows("/v1/deadlines", mine, stream=case)[0]["overdue"])
        self.client.sure("provide-information", {"case": case, "request": 1, "answer": "Forty."}, token=mine)
        self.client.position()
        self.assertEqual(self.rows("/v1/deadlines", mine, stream=case), [])
        self.assertEqual(self.rows("/v1/deadlines", mine, stream=case, asAt=as_at), [asked])

    def test_each_turn_of_a_case_waits_for_somebody(self):
        for turn, waits in [("register-interest", ("official", "recordSupportSession")),
                            ("grant-form-access", ("applicant", "submitApplication")),
                            ("submit-application", ("official", "checkEligibility")),
                            ("confirm-eligibility", ("official", "review")),
                            ("request-information", ("applicant", "answerInformationRequest")),
                            ("complete-advice", ("routePanel", "recommend")),
                            ("make-panel-recommendation", ("assuranceBody", "assure")),
                            ("give-assurance", ("decisionMaker", "decide")),
                            ("take-decision", ("official", "giveFeedback")),
                            ("issue-feedback", ("applicant", "acceptConditions")),
                            ("accept-conditions-of-approval", ("official", "listPublicly"))]:
            with self.subTest(turn=turn):
                case = self.case_at(turn)
                self.client.position()
                self.assertIn(waits, [(row["waitsFor"], row["kind"]) for row in self.rows("/v1/worklist", stream=case)])
        done = self.case_at("list-publicly")
        self.client.position()
        self.assertEqual(self.rows("/v1/worklist", stream=done), [])
