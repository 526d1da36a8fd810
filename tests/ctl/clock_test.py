"""The manual clock: it moves through everything that is due, keeps where it stands, and the same commands under the
same seed lead to the same log, byte for byte."""

import contextlib
import json
import os
import pathlib
import subprocess
import unittest

from tests.support.htqd import PATIENCE, SOURCE, Daemon

PROGRAM = pathlib.Path(os.environ.get("HTQCTL_BIN", SOURCE / "build" / "dev" / "bin" / "htqctl"))
START = "2021-05-04T08:00:00Z"
BODIES = [("panel-digital", "routePanel"), ("committee", "approvalsAndFundingCommittee"),
          ("chief-executive", "chiefExecutive")]


def manual(seed=7):
    return {"clock.mode": "manual", "clock.start": START, "random.seed": seed}


@contextlib.contextmanager
def playing(settings):
    daemon = Daemon(settings)
    try:
        play = Play(daemon)
        daemon.start()
        yield play
    finally:
        daemon.close()


class Play:
    """A small office whose command ids are counted, so that two of them send the same."""

    def __init__(self, daemon):
        self.daemon = daemon
        self.tokens = {role: daemon.token(role, [role]) for role in ("official", "operator", "auditor")}
        self.tokens["applicant"] = daemon.token("ann", ["applicant"], "college")
        self.sent = 0

    def client(self, role):
        return contextlib.closing(self.daemon.client(self.tokens[role]))

    def __call__(self, command, /, role="official", **body):
        self.sent += 1
        with self.client(role) as client:
            return client.sure(command, body, key=f"command-{self.sent}")

    def move(self, to, role="operator"):
        with self.client(role) as client:
            answer = client.request("POST", "/v1/clock", {"to": to})
            if answer.status == 200:
                client.wait_for(lambda: client.stands_at() >= answer.json["position"], "reads")
            return answer

    def now(self):
        with self.client("applicant") as client:
            return client.get("/v1/clock").json["now"]

    def events(self):
        with self.client("auditor") as client:
            return client.events()

    def log(self):
        """Every record as the daemon tells it, and the hash of the last."""
        last = self("record-route", route="last", name="Last")["position"]
        with self.client("auditor") as client:
            client.wait_for(lambda: client.stands_at() >= last, "the last record")
            lines = client.request("GET", "/v1/events?follow=no").body.splitlines()
        return lines[:-1], json.loads(lines[-1])["record"]["previous"]

    def set_up(self):
        self("record-route", route="digital", name="Digital")
        for body, kind in BODIES:
            self("establish-body", body=body, kind=kind, name=body, **{"from": "2017-04-01"})
        self("register-organisation", organisation="college", name="College", kind="higherEducationProvider",
             madeUp=True)
        self("announce-cycle", cycle="cycle-2", title="2", routes=["digital"], edition={
            "recommends": "routePanel", "assures": "approvalsAndFundingCommittee", "decides": "chiefExecutive",
            "consultation": "planned", "firstTeach": [{"firstTeach": "2023-09"}]})
        self("schedule-window", cycle="cycle-2", window="2", opens="2021-07-05", closes="2021-09-17",
             criteriaVersion="2")

    def register_many(self, count):
        return [self("register-interest", "applicant", cycle="cycle-2")["stream"] for _ in range(count)]


class TheDoor(unittest.TestCase):
    def test_moves_through_what_is_due_in_order_and_only_forward(self):
        with playing(manual()) as play:
            daemon = play.daemon
            self.assertEqual(play.now(), START)
            play.set_up()
            cases = play.register_many(100)
            answer = play.move("2022-01-10T00:00:00Z")
            self.assertEqual((answer.status, answer.json["mode"], answer.json["now"]),
                             (200, "manual", "2022-01-10T00:00:00Z"), answer.body)
            events = play.events()
            moments = {event["type"]: event["record"] for event in events}
            self.assertEqual(moments["windowOpened"]["receivedAt"], "2021-07-04T23:00:00Z")
            self.assertEqual(moments["windowOpened"]["recordedAt"], "2021-07-04T23:00:00Z")
            self.assertEqual(moments["windowClosed"]["recordedAt"], "2021-09-17T23:00:00Z")
            lapsed = [event["record"] for event in events if event["type"] == "draftLapsed"]
            self.assertEqual([record["stream"] for record in lapsed], sorted(cases))
            self.assertEqual({record["receivedAt"] for record in lapsed}, {lapsed[0]["occurredAt"]})
            self.assertEqual(events[-1]["type"], "draftLapsed")

            back = play.move("2021-12-01T00:00:00Z")
            self.assertEqual((back.status, back.json["type"]), (409, "/problems/clock-moves-forward"))
            self.assertEqual(play.move("2022-02-01T00:00:00Z", "official").status, 403)
            self.assertEqual(play.move("tomorrow").status, 400)
            self.assertEqual(play.move("2150-01-01T00:00:00Z").status, 400)
            # Where it stands is kept.
            self.assertEqual(daemon.stop(), 0)
            daemon.start()
            self.assertEqual(play.now(), "2022-01-10T00:00:00Z")

            ran = self.ctl(daemon, play, "clock", "move", "2022-01-11")
            self.assertEqual(ran.returncode, 0, ran.stderr)
            self.assertIn("2022-01-11T00:00:00Z", self.ctl(daemon, play, "clock", "show").stdout)
            self.assertEqual(self.ctl(daemon, play, "clock", "move", "2022-01-10").returncode, 3)

    def ctl(self, daemon, play, *arguments):
        environment = {"PATH": os.environ["PATH"], "HTQCTL_URL": f"unix:{daemon.socket}",
                       "HTQCTL_TOKEN": play.tokens["operator"]}
        return subprocess.run([PROGRAM, *arguments], env=environment, capture_output=True, text=True, check=False,
                              timeout=PATIENCE)

    def test_a_day_that_is_passed_by_hand_flushes_no_rows(self):
        with playing(manual()) as play:
            def files():
                return sorted(path.name for path in play.daemon.directory.glob("data/projections/rows-*/*.sst"))
            play("record-route", route="digital", name="Digital")
            before = files()
            for day in range(5, 25):
                play.move(f"2021-05-{day:02}T08:00:00Z")
                play("record-route", route=f"route-{day}", name="A route")
            self.assertEqual(files(), before)

    def test_the_system_clock_is_not_moved(self):
        with playing({}) as play:
            answer = play.move("2090-01-01T00:00:00Z")
            self.assertEqual((answer.status, answer.json["type"]), (409, "/problems/clock-not-manual"))
            self.assertTrue(answer.json["whatToDo"])
            with play.client("applicant") as client:
                self.assertEqual(client.get("/v1/clock").json["mode"], "system")


class TheSeed(unittest.TestCase):
    def run_of(self, seed, restarts=False):
        with playing(manual(seed)) as play:
            daemon = play.daemon
            play.set_up()
            play.move("2021-07-06T09:30:00Z")
            play.register_many(70)
            if restarts:
                self.assertEqual(daemon.stop(), 0)
                daemon.start()
            play("record-route", route="construction", name="Construction")
            play.move("2021-12-24T12:00:00Z")
            if restarts:
                daemon.kill()
                daemon.start()
            play("record-route", route="health", name="Health")
            return play.log()

    def test_the_same_seed_gives_the_same_log_and_another_seed_another(self):
        events, last = self.run_of(7)
        self.assertGreater(len(events), 220)
        self.assertEqual(self.run_of(7), (events, last))
        self.assertEqual(self.run_of(7, restarts=True), (events, last))
        self.assertNotEqual(self.run_of(8)[1], last)


if __name__ == "__main__":
    unittest.main()
