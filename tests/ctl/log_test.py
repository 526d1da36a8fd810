"""htqctl export, verify and rebuild: the whole log, and whether the rows are what it says."""

import http.server
import json
import pathlib
import threading
import unittest

from tests.support import ctl
from tests.support.ctl import BAD_INPUT, BAD_USAGE, DONE, NO_ANSWER, REFUSED
from tests.support.htqd import Daemon
from tests.support.played_office import PlayedOffice
from tests.support.unreadable_log import UnreadableLog


class Exports(PlayedOffice):
    def test_an_export_is_every_record_in_a_file_that_is_whole(self):
        file = pathlib.Path(self.daemon.directory) / "export.jsonl"
        ran = self.ctl("export", str(file))
        records = [json.loads(line) for line in file.read_text().splitlines()]
        self.assertEqual(records, self.client.events())
        self.assertEqual(ran.stderr, f"exported {len(records)} records, the last at position {len(records)}\n")
        self.assertEqual(file.stat().st_mode & 0o777, 0o600)
        self.assertEqual([path.name for path in file.parent.glob("export.jsonl*")], ["export.jsonl"])
        self.assertEqual(self.json("export", str(file)),
                         {"records": len(records), "lastPosition": len(records), "file": str(file)})

    def test_an_export_begins_behind_a_position_and_goes_to_stdout(self):
        last = self.client.position()
        ran = self.ctl("export", "--after", str(last - 1), "-")
        self.assertEqual([json.loads(line)["record"]["position"] for line in ran.stdout.splitlines()], [last])
        self.assertEqual(ran.stderr, f"exported 1 record, the last at position {last}\n")

    def test_an_export_that_fails_leaves_no_file(self):
        file = pathlib.Path(self.daemon.directory) / "none"
        self.ctl("export", str(file), expect=REFUSED, token=self.operator)
        self.ctl("export", "--after", "99999999", str(file), expect=BAD_INPUT)
        self.ctl("export", "/nowhere/file", expect=BAD_USAGE)
        self.assertEqual(list(file.parent.glob("none*")), [])


class ExportsOfADamagedLog(unittest.TestCase):
    def test_an_export_of_a_log_that_cannot_be_read_on_fails_and_leaves_no_file(self):
        log = UnreadableLog()
        self.addCleanup(log.daemon.close)
        log.damage()
        for file in [str(log.daemon.directory / "none"), "-"]:
            with self.subTest(file=file):
                ran = ctl.run(log.daemon, log.auditor, "export", file)
                self.assertEqual(ran.returncode, NO_ANSWER, ran.stderr)
                self.assertRegex(ran.stderr, r"htqctl: the daemon broke the stream off behind position \d+: .")
        self.assertEqual(list(log.daemon.directory.glob("none*")), [])


class Projections(PlayedOffice):
    def test_the_rows_equal_the_log(self):
        for command, token, verdict in [(["verify"], self.office.auditor, "verify: state equals log"),
                                        (["verify"], self.operator, "verify: state equals log"),
                                        (["rebuild", "--all"], self.operator, "rebuild: rows equal the live ones")]:
            with self.subTest(command=command):
                lines = self.ctl(*command, token=token).stdout.splitlines()
                self.assertEqual(lines[-1], verdict)
                self.assertRegex("\n".join(lines), r"\ntimeline +\d+ +\d+ +\d+ +yes +[0-9a-f]{16}\n")

    def test_the_result_is_there_as_a_document(self):
        found = self.json("verify")
        self.assertTrue(found["equal"])
        self.assertEqual(found["asAt"], self.client.position())
        self.assertEqual(len(self.rows("verify")), len(found["projections"]))

    def test_only_operators_rebuild_and_only_they_and_auditors_verify(self):
        self.ctl("rebuild", "--all", expect=REFUSED)
        self.ctl("verify", expect=REFUSED, token=self.office.official)
        self.ctl("rebuild", expect=BAD_USAGE, token=self.operator)


class FakeDaemon:
    """Answers every request with the same lines: for what a sound daemon does not say."""

    def __init__(self, version, lines):
        body = "".join(json.dumps(line) + "\n" for line in lines).encode()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                answer = json.dumps(version).encode() if self.path == "/version" else body
                self.send_response(200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_POST = do_GET

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


class Unsound(unittest.TestCase):
    def run_against(self, lines, *arguments, expect):
        with FakeDaemon({"position": 2}, lines) as fake, Daemon() as nobody:
            ran = ctl.run(nobody, "htq_x", "--url", fake.url, *arguments)
            self.assertEqual(ran.returncode, expect, ran.stdout + ran.stderr)
            return ran

    def test_rows_that_differ_are_named_and_end_with_the_code_of_a_no(self):
        same = {"projection": "cases", "version": 1, "position": 2, "rows": 1, "digest": "00" * 32, "equal": True}
        other = {**same, "projection": "timeline", "equal": False, "difference": {"key": "0a", "record": 7}}
        lines = [{"progress": {"applied": 1, "end": 2}}, {"asAt": 2, "equal": False, "projections": [same, other]}]
        ran = self.run_against(lines, "verify", expect=REFUSED)
        self.assertEqual(ran.stdout.splitlines()[-1], "verify: state differs from log: timeline")
        self.assertIn("key 0a, first written at position 7", ran.stdout)
        ran = self.run_against(lines, "rebuild", "--all", "--json", expect=REFUSED)
        self.assertEqual(json.loads(ran.stdout), lines[1])

    def test_a_problem_in_the_middle_is_a_failure(self):
        ran = self.run_against([{"problem": {"title": "The log cannot be read", "status": 503}}], "verify",
                               expect=NO_ANSWER)
        self.assertIn("The log cannot be read", ran.stderr)
        self.run_against([{"progress": {"applied": 1, "end": 2}}], "verify", expect=NO_ANSWER)

    def test_an_export_with_a_gap_or_without_its_end_is_none(self):
        record = [{"type": "routeRecorded", "record": {"position": position}} for position in range(4)]
        self.assertIn("position 1 of 2", self.run_against(record[1:2], "export", expect=NO_ANSWER).stderr)
        self.run_against([record[1], record[3]], "export", expect=NO_ANSWER)
        self.run_against(record[1:], "export", expect=DONE)


if __name__ == "__main__":
    unittest.main()
