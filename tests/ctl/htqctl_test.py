"""htqctl against the real daemon: what it prints, and how it ends.

The programs are those that HTQD_BIN and HTQCTL_BIN name, or the ones of build/dev.
"""

import json
import os
import pathlib
import pty
import re
import select
import subprocess
import unittest

from tests.support import ctl
from tests.support.ctl import BAD_INPUT, BAD_USAGE, DONE, NO_ANSWER, NOT_PERMITTED, PROGRAM, REFUSED
from tests.support.htqd import PATIENCE, Daemon
from tests.support.office import Office, about

MISSING = "HTQ-7K3M-92QX-5CJD"


class Ctl(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon()
        cls.addClassCleanup(cls.daemon.close)
        cls.office = Office(cls.daemon)
        cls.daemon.start()
        cls.client = cls.daemon.client(cls.office.official)
        cls.addClassCleanup(cls.client.close)
        cls.office.set_up(cls.client)
        cls.case = None
        for token, name, body, headers in cls.office.way_of_a_case(cls.office.applicants[0], "a case"):
            receipt = cls.client.sure(name, about(body, cls.case), headers=headers, token=token)
            cls.case = cls.case or receipt["stream"]
        cls.client.position()

    def environment(self, token):
        return ctl.environment(self.daemon, token)

    def ctl(self, *arguments, expect=DONE, token=None, stdin="", environment=None):
        token = self.office.official if token is None else token
        ran = ctl.run(self.daemon, token, *arguments, stdin=stdin, more=environment)
        self.assertEqual(ran.returncode, expect, f"{arguments}\n{ran.stdout}\n{ran.stderr}")
        return ran


class Exits(Ctl):
    def test_a_command_that_is_not_there_is_named_with_what_was_meant(self):
        for arguments, said in [(["case", "shwo", self.case], "case has no command shwo: did you mean show?"),
                                (["--url", "unix:/nowhere", "--json", "statuss"], "there is no command statuss: did you mean status?"),
                                (["log", "level", "xyzzyx", "2"], "level has no command xyzzyx\n")]:
            with self.subTest(arguments=arguments):
                self.assertIn(said, self.ctl(*arguments, expect=BAD_USAGE).stderr)

    def test_a_daemon_that_shares_its_log_with_no_other_says_so(self):
        self.assertIn('log.kind = "kafka"', self.ctl("cluster", "status", expect=REFUSED).stderr)
        self.assertEqual(json.loads(self.ctl("--json", "cluster", "status", expect=REFUSED).stderr)["status"], 404)

    def test_every_kind_of_no_has_an_exit_code_of_its_own(self):
        case, official = self.case, self.office.official
        for expect, token, arguments in [
                (BAD_USAGE, official, []),
                (BAD_USAGE, official, ["case", "shwo", case]),
                (BAD_USAGE, official, ["register", "--json", "--jsonl"]),
                (BAD_USAGE, official, ["command"]),
                (BAD_USAGE, official, ["command", "list-publicly", "@/nowhere"]),
                (BAD_USAGE, official, ["command", "list-publicly", "--set", "no value"]),
                (BAD_USAGE, official, ["case", "show", case, "--as-at", "yesterday"]),
                (BAD_USAGE, official, ["--url", "ftp://here", "status"]),
                (BAD_USAGE, official, ["--token-file", "/nowhere", "case", "show", case]),
                (NO_ANSWER, official, ["--url", "unix:/nowhere.sock", "status"]),
                (NO_ANSWER, official, ["--url", "unix:/nowhere.sock", "events", "tail"]),
                (REFUSED, official, ["case", "show", MISSING]),
                (REFUSED, official, ["command", "list-publicly", "--set", f"case={case}"]),
                (REFUSED, official, ["command", "list-publickly", "--set", f"case={case}"]),
                (REFUSED, official, ["command", "withdraw-application", "--set", f"case={case}", "--set", "reason=R"]),
                (REFUSED, official, ["command", "assign-case", "--expect", "1", "--set", f"case={case}",
                                     "--set", "official=otto"]),
                (BAD_INPUT, official, ["case", "show", "HTQ-7K3M-92QX-5CJE"]),
                (BAD_INPUT, official, ["case", "show", case, "--as-at", "99999999"]),
                (BAD_INPUT, official, ["command", "record-route", "{"]),
                (BAD_INPUT, official, ["command", "record-route", "{", "--set", "route=r"]),
                (BAD_INPUT, official, ["command", "record-route", "--set", "route=r", "--set", "colour=red"]),
                (NOT_PERMITTED, "", ["case", "timeline", case]),
                (NOT_PERMITTED, "htq_" + "A" * 43, ["command", "record-route", "--set", "route=r"]),
        ]:
            with self.subTest(arguments=arguments):
                ran = self.ctl(*arguments, expect=expect, token=token)
                self.assertEqual(ran.stdout, "")
                self.assertTrue(ran.stderr)

    def test_a_refusal_says_its_number_its_clause_and_what_to_do(self):
        ran = self.ctl("command", "list-publicly", "--set", f"case={self.case}", expect=REFUSED)
        self.assertRegex(ran.stderr, r"refusal \d+: .*\n(.*\n)*  clause: .*\n  what to do: ")

    def test_a_field_that_is_wrong_is_named(self):
        ran = self.ctl("command", "record-route", "--set", "route=r", "--set", "nmae=R", expect=BAD_INPUT)
        self.assertRegex(ran.stderr, r"  field: +nmae\n")

    def test_a_script_gets_the_problem_as_json_on_stderr(self):
        ran = self.ctl("case", "show", MISSING, "--json", expect=REFUSED)
        self.assertEqual(json.loads(ran.stderr)["status"], 404)


class Commands(Ctl):
    def test_a_body_comes_from_the_line_from_a_file_from_stdin_and_from_settings(self):
        file = self.daemon.directory / "route.json"
        file.write_text('{"route": "of-file", "name": "F"}')
        for arguments, stdin in [(['{"route": "of-line", "name": "L"}'], ""), ([f"@{file}"], ""),
                                 (["-"], '{"route": "of-stdin", "name": "S"}'),
                                 (["--set", "route=of-settings", "--set", "name=S"], ""),
                                 (['{"name": "M"}', "--set", "route=of-both"], "")]:
            with self.subTest(arguments=arguments):
                receipt = json.loads(self.ctl("command", "record-route", *arguments, "--json", stdin=stdin).stdout)
                self.assertEqual(receipt["events"], ["routeRecorded"])
                self.assertTrue(receipt["stream"].startswith("of-"))

    def test_a_setting_has_the_type_that_the_schema_gives_it(self):
        ran = self.ctl("command", "publish-standard-version", "--dry-run", "--set", "standard=ST0116", "--set",
                       "version=1.0", "--set", "level=4", "--set", "published=true", "--set", "title=4", "--set",
                       "ksbs[]=K1", "--set", "ksbs[]=7", "--set", "from=2020-01-01")
        self.assertEqual(json.loads(ran.stdout), {
            "standard": "ST0116", "version": "1.0", "level": 4, "published": True, "title": "4", "ksbs": ["K1", "7"],
            "from": "2020-01-01"})

    def test_settings_reach_into_lists_of_structs(self):
        ran = self.ctl("command", "take-decision", "--dry-run", "--set", "verdicts[].standard=ST0116", "--set",
                       "verdicts[0].outcome=approved", "--set", "verdicts[].standard=ST0127")
        self.assertEqual(json.loads(ran.stdout), {"verdicts": [{"standard": "ST0116", "outcome": "approved"},
                                                              {"standard": "ST0127"}]})

    def test_the_id_that_was_made_up_is_on_stderr_and_makes_asking_again_safe(self):
        first = self.ctl("command", "record-route", "--set", "route=again", "--set", "name=A", "--json")
        key = re.search(r"id ([0-9a-f-]{36})\n", first.stderr)[1]
        again = self.ctl("command", "record-route", "--set", "route=again", "--set", "name=A", "--id", key, "--json")
        first, again = json.loads(first.stdout), json.loads(again.stdout)
        self.assertTrue(again.pop("repeated"))
        self.assertFalse(first.pop("repeated"))
        self.assertEqual(first, again)

    def test_when_it_happened_may_be_a_time_in_london(self):
        receipt = json.loads(self.ctl("command", "assign-case", "--set", f"case={self.case}", "--set", "official=oda",
                                      "--occurred-at", "2025-07-01T10:00", "--json").stdout)
        entry = self.client.events(after=receipt["position"] - 1)[0]
        self.assertEqual(entry["record"]["occurredAt"], "2025-07-01T09:00:00Z")
        timeline = self.ctl("case", "timeline", self.case, "--after", str(receipt["position"])).stdout
        self.assertRegex(timeline, r"2025-07-01 10:00:00 BST .*oda.*\(recorded 20")

    def test_each_command_is_listed_with_what_it_acts_on(self):
        listed = json.loads(self.ctl("command", "--list", "--json").stdout)
        self.assertEqual({row["name"]: row["actsOn"] for row in listed}["hold-meeting"], "meeting")
        fields = json.loads(self.ctl("command", "name-occupation", "--fields", "--json").stdout)
        self.assertEqual([row["property"] for row in fields],
                         ["case", "occupation.standard", "occupation.option", "occupation.version", "priorContact"])


class Reading(Ctl):
    def test_a_case_is_shown_as_it_stood(self):
        steps = [json.loads(line) for line in self.ctl("case", "replay", self.case, "--jsonl").stdout.splitlines()]
        submitted = next(step for step in steps if step["type"] == "applicationSubmitted")
        for as_at, stage in [(submitted["position"], "submitted"), (submitted["recordedAt"], "submitted"),
                             (submitted["position"] - 1, "draft")]:
            shown = json.loads(self.ctl("case", "show", self.case, "--as-at", str(as_at), "--json").stdout)
            self.assertEqual(shown["stage"], stage)

    def test_a_replay_says_what_each_event_changed(self):
        replay = json.loads(self.ctl("case", "replay", self.case, "--json").stdout)
        steps = replay["steps"]
        self.assertEqual([step["number"] for step in steps], list(range(1, len(steps) + 1)))
        changes = {step["type"]: step["changes"] for step in steps}
        self.assertIn({"field": "stage", "from": "draft", "to": "submitted"}, changes["applicationSubmitted"])
        self.assertEqual(changes["listedPublicly"], [{"field": "listed", "from": False, "to": True}])
        self.assertEqual([change["field"] for change in changes["informationRequested"]],
                         ["stage", "openRequests[1]"])
        self.assertIn("openRequests[1]", [change["field"] for change in changes["informationProvided"]
                                          if "to" not in change])

    def test_what_a_replay_changes_adds_up_to_the_case(self):
        stage = "none"
        for step in json.loads(self.ctl("case", "replay", self.case, "--json").stdout)["steps"]:
            for change in step["changes"]:
                if change["field"] == "stage":
                    self.assertEqual(change["from"], stage)
                    stage = change["to"]
        self.assertEqual(stage, json.loads(self.ctl("case", "show", self.case, "--json").stdout)["stage"])

    def test_an_applicant_replays_its_case_without_knowing_positions(self):
        own = self.office.applicants[0]
        steps = json.loads(self.ctl("case", "replay", self.case, "--json", token=own).stdout)["steps"]
        self.assertNotIn("position", steps[0])
        self.assertIn({"field": "stage", "from": "none", "to": "registered"}, steps[0]["changes"])

    def test_at_a_terminal_a_replay_goes_on_and_back_by_key(self):
        parent, child = pty.openpty()
        with subprocess.Popen([PROGRAM, "case", "replay", self.case], stdin=child, stdout=child, stderr=child,
                              env=self.environment(self.office.official), close_fds=True) as process:
            os.close(child)
            shown = b""

            def until(text):
                nonlocal shown
                while text not in shown:
                    self.assertTrue(select.select([parent], [], [], PATIENCE)[0], shown)
                    shown += os.read(parent, 4096)
                shown = b""

            until(b"quit ")
            for key, step in [(b"\n", b"2 of "), (b" ", b"3 of "), (b"b", b"2 of ")]:
                os.write(parent, key)
                until(step)
            os.write(parent, b"q")
            self.assertEqual(process.wait(PATIENCE), DONE)
        os.close(parent)

    def test_the_events_end_at_the_head_and_begin_behind_a_position(self):
        events = [json.loads(line) for line in self.ctl("events", "tail", "--no-follow", "--jsonl").stdout.splitlines()]
        positions = [event["record"]["position"] for event in events]
        self.assertEqual(positions, list(range(1, len(positions) + 1)))
        last = self.ctl("events", "tail", "--no-follow", "--after", str(positions[-2])).stdout.splitlines()
        self.assertTrue(last[0].startswith(f"{positions[-1]} "))

    def test_the_register_needs_no_token(self):
        rows = self.ctl("register", "--jsonl", token="").stdout.splitlines()
        self.assertIn(self.case, [json.loads(row)["case"] for row in rows])

    def test_status_and_version_tell_which_daemon_answers(self):
        self.assertTrue(json.loads(self.ctl("status", "--json").stdout)["ready"])
        self.assertRegex(self.ctl("version").stdout, r"^htqctl \S+\nhtqd \S+ at unix:")


class Tails(Ctl):
    def test_a_tail_goes_on_behind_the_last_position_when_the_daemon_comes_back(self):
        tail = subprocess.Popen([PROGRAM, "events", "tail", "--jsonl"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                text=True, env=self.environment(self.office.official))
        self.addCleanup(lambda: (tail.kill(), tail.communicate()))
        seen = [json.loads(tail.stdout.readline())["record"]["position"] for _ in range(self.client.position())]
        self.daemon.kill()
        self.daemon.start()
        self.client.close()
        self.client.sure("record-route", {"route": "after", "name": "A"})
        while seen[-1] < self.client.position():
            seen.append(json.loads(tail.stdout.readline())["record"]["position"])
        self.assertEqual(seen, list(range(1, seen[-1] + 1)))
        self.assertRegex(tail.stderr.readline(), r"going on after position \d+")


class Tokens(Ctl):
    def test_a_token_is_shown_once_and_opens_the_door(self):
        file = str(self.daemon.directory / "made")
        ran = self.ctl("token", "create", "--file", file, "--subject", "nia", "--role", "official", "--role", "auditor",
                       "--note", "her laptop", "--not-after", "2099-12-31")
        token = ran.stdout.strip()
        self.assertRegex(token, r"^htq_[A-Za-z0-9_-]{43}$")
        self.assertNotIn(token, pathlib.Path(file).read_text())
        entry, = json.loads(self.ctl("token", "list", "--file", file, "--json").stdout)
        self.assertEqual((entry["subject"], entry["roles"], entry["note"]), ("nia", ["official", "auditor"], "her laptop"))
        self.assertEqual(entry["notAfter"], "2099-12-31T23:59:59.999999999Z")

    def test_a_role_that_nobody_may_hold_is_bad_usage(self):
        file = str(self.daemon.directory / "none")
        for role in ["system", "nobody", "king"]:
            self.ctl("token", "create", "--file", file, "--subject", "s", "--role", role, expect=BAD_USAGE)
        self.assertFalse(os.path.exists(file))


del Ctl  # what they share is no test


if __name__ == "__main__":
    unittest.main()
