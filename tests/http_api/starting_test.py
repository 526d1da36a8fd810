"""How the program starts, refuses to start, and ends."""

import os
import subprocess
import unittest

from tests.support.htqd import PATIENCE, Daemon, Failed, program
from tests.support.office import Office


class Starting(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon()
        self.addCleanup(self.daemon.close)

    def run_with(self, config, *arguments):
        file = self.daemon.directory / "wrong.toml"
        file.write_text(config)
        return subprocess.run([program(), "--config", file, *arguments], capture_output=True, text=True, timeout=PATIENCE)

    def test_a_second_daemon_on_the_same_data_is_refused_and_the_first_is_named(self):
        self.daemon.start()
        for setting in ["", f"http.socket={self.daemon.directory}/other.sock"]:
            second = subprocess.run([program(), "--config", self.daemon.config,
                                     *(["--set", setting] if setting else [])],
                                    capture_output=True, text=True, timeout=PATIENCE)
            self.assertNotEqual(second.returncode, 0)
            self.assertIn(str(self.daemon.process.pid), second.stderr)
        with self.subTest("the first goes on"):
            client = self.daemon.client()
            self.addCleanup(client.close)
            self.assertEqual(client.get("/readyz").status, 200)

    def test_an_unknown_key_is_refused_with_its_line_and_a_suggestion(self):
        for config, line, meant in [('[office]\nname = "a"\n\n[http]\nlisten = "127.0.0.1:1"\nsoket = "x"\n', 6,
                                     "http.socket"),
                                    ('[offce]\nname = "a"\n', 1, "[office]"),
                                    ('listen = "127.0.0.1:1"\n', 1, "http.listen")]:
            with self.subTest(config=config):
                refused = self.run_with(config)
                self.assertEqual(refused.returncode, 2)
                self.assertIn(f"wrong.toml:{line}:", refused.stderr)
                self.assertIn(f"did you mean {meant}?", refused.stderr)

    def test_a_value_that_cannot_be_is_refused_with_its_line(self):
        for config in ['[http]\nlisten = "nowhere"\n', "[http]\nmax_body_bytes = -1\n", '[clock]\nmode = "fast"\n',
                       "[log]\nmin_free_bytes = true\n", '[office]\nname = 7\n', "[office\n"]:
            with self.subTest(config=config):
                refused = self.run_with(config, "--check-config")
                self.assertEqual(refused.returncode, 2)
                self.assertRegex(refused.stderr, r"wrong\.toml:[12]:")

    def test_a_command_line_that_cannot_be_understood_ends_with_2(self):
        for arguments in [["--confg", "htqd.toml"], ["start"], ["keys"], ["repair", "--lose-after"]]:
            with self.subTest(arguments=arguments):
                refused = subprocess.run([program(), *arguments], capture_output=True, text=True, timeout=PATIENCE)
                self.assertEqual(refused.returncode, 2, refused.stderr)

    def test_a_token_file_that_everyone_may_read_is_refused(self):
        self.daemon.token("olga", ["official"])
        os.chmod(self.daemon.tokens, 0o644)
        with self.assertRaisesRegex(Failed, "chmod o-rwx"):
            self.daemon.start()

    def test_what_was_recorded_is_there_after_a_stop_and_a_start(self):
        office = Office(self.daemon)
        self.daemon.start()
        client = self.daemon.client(office.auditor)
        office.set_up(client)
        receipt = client.sure("record-route", {"route": "kept", "name": "Kept"}, key="kept", token=office.official)
        before = client.events()
        client.close()
        self.assertEqual(self.daemon.stop(), 0)
        self.daemon.start()
        after = client.events()
        # A deadline of the office may have passed meanwhile: what was there is there, and more may be.
        self.assertEqual(after[:len(before)], before)
        self.assertEqual(client.sure("record-route", {"route": "kept", "name": "Kept"}, key="kept",
                                     token=office.official), {**receipt, "repeated": True})
        self.assertGreaterEqual(client.position(), len(after))
        client.close()

    def test_a_token_made_while_it_runs_is_known_soon(self):
        self.daemon.start()
        token = self.daemon.token("late", ["auditor"])
        client = self.daemon.client(token)
        self.addCleanup(client.close)
        client.wait_for(lambda: client.get("/v1/events", follow="no").status == 200, "the token to be known")
