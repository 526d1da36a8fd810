"""What is recorded about persons is sealed (domain.md section 13 rule 4): their words come out of the doors for those
who may see them, and stand in no file of the daemon."""

import json
import os
import shutil
import subprocess
import unittest

from tests.support import ctl
from tests.support.htqd import PATIENCE, Daemon, program
from tests.support.office import Office

TEXTS = ["Wilhelmina Quartermaine-Xylander, w.q@example.org", "Zebedee Featherstonehaugh 07700 900123",
         "Bartholomew Ptolemy-Grenville", "Araminta Oglethorpe-Vavasour"]


class Persons(unittest.TestCase):
    def setUp(self):
        # Small buffers, so that everything has been through files before the end.
        self.daemon = Daemon({"logging.level": "debug", "projections.flush_every_records": 5,
                              "projections.flush_every_ms": 100, "projections.write_buffer_bytes": 64 << 10,
                              "log.write_buffer_bytes": 64 << 10})
        self.addCleanup(self.daemon.close)
        self.office = Office(self.daemon)
        self.client = None

    def start(self):
        self.daemon.start()
        if self.client:
            self.client.close()
        self.client = self.daemon.client(self.office.official)
        self.addCleanup(self.client.close)

    def tell(self, texts=TEXTS, number=1):
        """An event of each kind that tells of a person."""
        client = self.client
        contact, representative, appointed, enquirer = texts
        client.sure("register-organisation", {
            "organisation": f"org-{number}", "name": "An organisation", "kind": "higherEducationProvider", "madeUp": True,
            "contact": {"person": f"contact-{number}", "text": contact}})
        client.sure("name-representative", {"organisation": f"org-{number}", "subject": f"rep-{number}",
                                            "name": {"person": f"rep-{number}", "text": representative}})
        client.sure("make-appointment", {
            "body": "committee", "kind": "committeeMember", "person": f"member-{number}", "from": "2020-01-01",
            "name": {"person": f"member-{number}", "text": appointed}})
        client.sure("receive-enquiry", {
            "enquiry": f"enquiry-{number}", "kind": "general", "organisation": f"org-{number}",
            "enquirer": {"person": f"enquirer-{number}", "text": enquirer}, "question": "When?"})

    def test_somebody_is_found_by_a_name_or_an_address_until_they_are_erased(self):
        self.start()
        self.office.set_up(self.client)
        self.tell()
        self.client.position()
        ray = self.daemon.token("ray", ["recordsOfficer"])
        self.client.wait_for(lambda: self.client.request("GET", "/v1/persons", token=ray).status == 200, "the token to be known")

        def found(words, token=ray):
            done = ctl.run(self.daemon, token, "--json", "person", "find", words)
            self.assertEqual(done.returncode, ctl.DONE, done.stderr)
            return [(one["person"], one["text"]) for one in json.loads(done.stdout)["persons"]]

        self.assertEqual(found("wilhelmina quartermaine xylander"), [("contact-1", TEXTS[0])])
        self.assertEqual(found("W.Q@example.org"), [("contact-1", TEXTS[0])])
        self.assertEqual(found("900123"), [("rep-1", TEXTS[1])])
        self.assertEqual(found("Wilhelm"), [])
        for nobody in (self.office.official, self.daemon.watcher):
            self.assertEqual(ctl.run(self.daemon, nobody, "person", "find", "Wilhelmina").returncode, ctl.REFUSED)
        self.client.sure("erase-person", {"person": "contact-1", "reason": "Asked for."}, token=ray)
        self.client.position()
        self.assertEqual(found("Wilhelmina"), [])

    def told(self):
        """What the stream tells of persons, by pseudonym."""
        self.client.position()
        texts = {}
        for entry in self.client.events():
            for value in entry["record"]["body"][entry["type"]].values():
                if isinstance(value, dict) and "person" in value:
                    texts[value["person"]] = {name: part for name, part in value.items() if name != "person"}
        return texts

    def assert_in_no_file(self, texts=TEXTS):
        forms = [form for text in texts for word in text.split() if len(word) > 7
                 for form in (word.encode(), word.encode("utf-16-le"), word.encode().hex().encode())]
        looked_at = 0
        for folder, _, names in os.walk(self.daemon.directory):
            for name in names:
                path = os.path.join(folder, name)
                if not os.path.isfile(path):
                    continue
                with open(path, "rb") as file:
                    content = file.read()
                looked_at += 1
                for form in forms:
                    self.assertNotIn(form, content, path)
        self.assertGreater(looked_at, 10)

    def test_words_come_out_of_the_doors_and_stand_in_no_file(self):
        self.start()
        self.office.set_up(self.client)
        self.tell()
        expected = {name: {"text": text}
                    for name, text in zip(["contact-1", "rep-1", "member-1", "enquirer-1"], TEXTS)}
        self.assertEqual(self.told(), expected)
        self.assertIn(TEXTS[3], self.client.get("/v1/audit", subject="olga", limit=500).body.decode())
        self.assert_in_no_file()
        # Refusals and repeats speak of them, and the log of the daemon does not.
        self.assertEqual(self.client.command("name-representative", {
            "organisation": "nobody", "subject": "x", "name": {"person": "x", "text": TEXTS[0]}}).status, 404)
        self.client.command("receive-enquiry", {"enquiry": "e", "enquirer": TEXTS[0], "x": TEXTS[1]})
        for number in range(2, 40):  # flushes and compactions
            self.tell(number=number)
        self.assert_in_no_file()
        self.assertEqual(self.daemon.stop(), 0)
        self.assert_in_no_file()
        self.start()
        self.assertEqual({name: self.told()[name] for name in expected}, expected)
        self.daemon.kill()
        self.assert_in_no_file()

    def test_a_person_has_one_key_also_over_restarts(self):
        self.start()
        self.office.set_up(self.client)
        self.tell()
        self.daemon.kill()
        self.start()
        self.client.sure("name-representative", {"organisation": "org-1", "subject": "rep-2",
                                                 "name": {"person": "contact-1", "text": "The contact"}})
        self.assertEqual(self.told()["contact-1"], {"text": "The contact"})
        self.assertEqual(self.told()["rep-1"], {"text": TEXTS[1]})

    def rotate(self, *arguments):
        return subprocess.run([program(), "--config", self.daemon.config, "keys", "rotate", *arguments],
                              capture_output=True, text=True, check=False)

    def test_the_master_key_is_rotated_and_the_log_stays_as_it_is(self):
        self.start()
        self.office.set_up(self.client)
        self.tell()
        told = self.told()
        self.assertEqual(len(self.daemon.log_lines("master_key_made")), 1)
        in_use = self.rotate()
        self.assertEqual((in_use.returncode, "in use" in in_use.stderr), (1, True), in_use.stderr)
        self.daemon.stop()
        master = self.daemon.data / "keys" / "master-key"
        self.assertEqual(master.stat().st_mode & 0o777, 0o600)
        before = master.read_text()
        done = self.rotate()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotEqual(master.read_text(), before)
        self.start()
        self.assertEqual(len(self.daemon.log_lines("master_key_beside_the_keys")), 1)
        self.assertEqual(self.told(), told)
        self.daemon.stop()
        # To a file of its own, where it protects something.
        elsewhere = self.daemon.directory / "master"
        self.assertEqual(self.rotate("--to", str(elsewhere)).returncode, 0)
        self.daemon.set("keys.master_key_file", str(elsewhere))
        self.start()
        self.assertEqual(self.told(), told)
        self.assertEqual(len(self.daemon.log_lines("master_key_beside_the_keys")), 1)
        self.daemon.stop()
        self.daemon.set("keys.master_key_file", str(master))
        self.daemon.spawn()
        self.assertEqual(self.daemon.process.wait(PATIENCE), 1)
        self.assertIn("another master key", self.daemon.log_text())

    def test_a_rotation_that_was_cut_off_is_finished(self):
        self.start()
        self.office.set_up(self.client)
        self.tell()
        told = self.told()
        self.daemon.stop()
        master = self.daemon.data / "keys" / "master-key"
        old = master.read_text()
        self.assertEqual(self.rotate().returncode, 0)
        os.rename(master, f"{master}.next")
        master.touch(0o600)
        master.write_text(old)
        self.start()
        self.assertEqual(self.told(), told)

    def test_without_its_keys_a_log_is_refused_unless_they_are_given_up(self):
        self.start()
        self.office.set_up(self.client)
        self.tell()
        self.daemon.stop()
        keys = self.daemon.data / "keys" / "persons"
        kept = keys.read_bytes()
        keys.unlink()
        self.daemon.spawn()
        self.assertEqual(self.daemon.process.wait(PATIENCE), 1)
        self.assertIn("restore them from their backup", self.daemon.log_text())
        keys.touch(0o600)
        keys.write_bytes(kept)
        self.start()
        self.assertEqual(self.told()["rep-1"], {"text": TEXTS[1]})
        self.daemon.stop()
        keys.unlink()
        self.daemon.set("keys.if_lost", "go-on-without")
        self.start()
        self.assertEqual(len(self.daemon.log_lines("keys_lost")), 1)
        self.assertEqual(self.told()["rep-1"], {"sealed": True})
        self.tell(number=2)
        self.assertEqual(self.told()["rep-2"], {"text": TEXTS[1]})
        # A person whose key is lost gets another.
        self.client.sure("name-representative", {"organisation": "org-1", "subject": "another",
                                                 "name": {"person": "rep-1", "text": "Once more"}})
        self.assertEqual(self.told()["rep-1"], {"text": "Once more"})

    def said(self, token, *arguments):
        done = ctl.run(self.daemon, token, *arguments)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def digests(self):
        """Of each projection, after a rebuild was compared with the live rows."""
        done = ctl.run(self.daemon, self.office.auditor, "--json", "verify")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def test_what_is_told_of_a_person_is_forgotten_everywhere_and_for_ever(self):
        rachel = self.daemon.token("rachel", ["recordsOfficer"])
        self.start()
        self.office.set_up(self.client)
        self.tell()
        keys = self.daemon.data / "keys" / "persons"
        before_file = keys.read_bytes()
        shown = json.loads(self.said(rachel, "--json", "person", "show", "rep-1"))
        self.assertEqual((shown["texts"], shown["erased"]), (1, 0))
        count = len(self.client.events())
        hashes = [entry["record"]["previous"] for entry in self.client.events()[1:]]

        def refused(token, *arguments):
            done = ctl.run(self.daemon, token, *arguments)
            self.assertEqual(done.returncode, 3, done.stdout + done.stderr)
            return done.stderr

        # By whom, of whom, and not while it is needed.
        self.assertIn("refusal 103", refused(self.office.official, "person", "erase", "rep-1", "--reason", "Asked."))
        self.assertIn("nothing is told of rep-9", refused(rachel, "person", "erase", "rep-9", "--reason", "Asked."))
        self.said(rachel, "person", "hold", "rep-1", "--matter", "Claim 12")
        self.assertIn("legal hold", refused(rachel, "person", "erase", "rep-1", "--reason", "Asked."))
        self.said(rachel, "person", "release", "rep-1", "--reason", "Settled.")
        self.assertEqual(self.told()["rep-1"], {"text": TEXTS[1]})

        exported = json.loads(self.said(rachel, "person", "export", "rep-1"))
        self.assertEqual([entry["type"] for entry in exported["entries"]], ["representativeNamed"])
        self.assertIn(TEXTS[1], json.dumps(exported))

        # Who sees everything has read it before: what was made for them is not told again.
        self.assertIn("Featherstonehaugh", json.dumps(self.client.events(token=self.office.auditor)))
        said = self.said(rachel, "person", "erase", "rep-1", "--reason", "Asked for.")
        self.assertNotIn("Featherstonehaugh", json.dumps(self.client.events(token=self.office.auditor)))
        self.assertRegex(said, r"Erased texts +1")
        # At once: the answer waited for the key.
        self.assertEqual(len([1 for one, other in zip(before_file, keys.read_bytes()) if one != other and other == 0]) > 60,
                         True)

        def assert_forgotten():
            told = self.told()
            self.assertEqual(told["rep-1"], {"erased": True})
            self.assertEqual(told["contact-1"], {"text": TEXTS[0]})
            self.assertNotIn("Featherstonehaugh", self.said(rachel, "person", "export", "rep-1"))
            self.assertNotIn("Featherstonehaugh", self.said(self.office.auditor, "export"))
            events = self.client.events()
            self.assertEqual(len(events) >= count + 3, True)
            self.assertEqual([entry["record"]["previous"] for entry in events[1:count]], hashes)
            self.digests()

        assert_forgotten()
        # Told of anew, and the old stays forgotten.
        self.client.sure("name-representative", {"organisation": "org-1", "subject": "another",
                                                 "name": {"person": "rep-1", "text": "Somebody Newly-Arrived"}})
        self.assertEqual(self.told()["rep-1"], {"text": "Somebody Newly-Arrived"})
        self.said(rachel, "person", "erase", "rep-1", "--reason", "Asked for again.")
        assert_forgotten()
        done = ctl.run(self.daemon, self.daemon.watcher, "rebuild", "--all")
        self.assertEqual(done.returncode, 0, done.stderr)
        assert_forgotten()
        self.daemon.kill()
        self.start()
        assert_forgotten()
        self.assertEqual([row["person"] for row in self.get_persons(rachel, erased="yes")], ["rep-1"])

        # The keys come back from a backup: what was destroyed is destroyed again before anything is opened.
        self.daemon.stop()
        keys.write_bytes(before_file)
        (self.daemon.data / "keys" / "erasures").unlink()  # by the log
        self.start()
        assert_forgotten()
        self.daemon.stop()
        keys.write_bytes(before_file)
        shutil.rmtree(self.daemon.data / "projections")
        self.start()
        assert_forgotten()

    def test_an_older_log_with_older_keys_forgets_what_the_list_of_erasures_names(self):
        rachel = self.daemon.token("rachel", ["recordsOfficer"])
        erasures = self.daemon.directory / "erasures"
        self.daemon.set("keys.erasures_file", str(erasures))
        self.start()
        self.office.set_up(self.client)
        self.tell()
        self.daemon.stop()
        backup = self.daemon.directory / "backup"
        shutil.copytree(self.daemon.data, backup)
        self.start()
        self.said(rachel, "person", "erase", "rep-1", "--reason", "Asked for.")
        self.daemon.stop()
        shutil.rmtree(self.daemon.data)
        shutil.copytree(backup, self.daemon.data)
        self.start()
        self.assertEqual(self.told()["rep-1"], {"erased": True})
        self.assertEqual(self.told()["contact-1"], {"text": TEXTS[0]})

    def get_persons(self, token, **query):
        client = self.daemon.client(token)
        self.addCleanup(client.close)
        answer = client.get("/v1/persons", **query)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json["persons"]

    def test_who_is_told_of_is_shown_to_those_alone_who_answer_for_it(self):
        rachel = self.daemon.token("rachel", ["recordsOfficer"])
        self.start()
        self.office.set_up(self.client)
        self.tell()
        self.client.position()
        for token in (rachel, self.office.auditor):
            self.assertEqual(len(self.get_persons(token)), 4)
            self.assertEqual(len(self.get_persons(token, person="rep-1")), 1)
        for token in (self.office.official, self.office.applicants[0], self.daemon.watcher):
            client = self.daemon.client(token)
            self.addCleanup(client.close)
            self.assertEqual(client.get("/v1/persons").status, 403)
            self.assertEqual(client.get("/v1/audit", person="rep-1").status, 403)
