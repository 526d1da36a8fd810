#!/usr/bin/env python3
"""An OpenAPI fuzzer that no one here wrote (schemathesis) against the real daemon, with the token of every role and
with none: no 5xx, and no answer that /openapi.json does not promise.

    tests/access/fuzz_openapi.py [--seconds 300] [--role NAME...] [--seed N]

The fuzzer is installed from PyPI into build/schemathesis. Exit code 0: nothing was found; 1: what was found is printed;
77: it could not be installed.
"""

import argparse
import pathlib
import re
import subprocess
import sys
import time
import venv

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.support.htqd import SOURCE, Daemon  # noqa: E402
from tests.support.office import Office, about  # noqa: E402

VERSION = "4.32.5"
HOME = SOURCE / "build" / "schemathesis"
CHECKS = ("not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
          "response_schema_conformance")
NOBODY = "nobody"
# They go on for as long as somebody listens; tests/http_api/streams_test.py and events_test.py have them.
ENDLESS = ("/v1/events", "/v1/events/public")


def install():
    python = HOME / "bin" / "python"
    wanted = f"schemathesis=={VERSION}"
    if not python.exists():
        venv.create(HOME, with_pip=True)
    there = subprocess.run([python, "-m", "pip", "freeze"], capture_output=True, text=True, check=False).stdout
    if wanted in there.split():
        return HOME / "bin" / "schemathesis"
    done = subprocess.run([python, "-m", "pip", "install", "-q", wanted], check=False)
    return HOME / "bin" / "schemathesis" if done.returncode == 0 else None


def roles():
    """As the vocabulary has them, but for those that nobody holds."""
    text = (SOURCE / "schemas" / "vocabulary.capnp").read_text()
    body = re.search(r"^enum Role \{(.*?)^\}", text, re.MULTILINE | re.DOTALL).group(1)
    return [name for name in re.findall(r"^  (\w+) @\d+;", body, re.MULTILINE) if name not in ("nobody", "system")]


def play_some_cases(client, office):
    """One to the public list, one in the middle, one at its beginning: so that there is something to be read."""
    for number, last in enumerate(["list-publicly", "complete-analysis", "start-application"]):
        case = None
        for token, name, body, headers in office.way_of_a_case(office.applicants[number % 2], f"subject {number}"):
            receipt = client.sure(name, about(body, case), headers=headers, token=token)
            case = case or receipt["stream"]
            if name == last:
                break
    client.position()


def main():
    line = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    line.add_argument("--seconds", type=int, default=300, help="for all roles together")
    line.add_argument("--role", action="append", help="instead of every one; nobody: without a token")
    line.add_argument("--seed", type=int, default=20260801)
    asked = line.parse_args()
    fuzzer = install()
    if fuzzer is None:
        print("schemathesis: skipped, since it could not be installed from PyPI")
        return 77
    those = asked.role or [NOBODY, *roles()]
    found = []
    daemon = Daemon({"http.listen": "127.0.0.1:0"})
    try:
        office = Office(daemon)
        tokens = {role: daemon.token(f"fuzz-{role.lower()}", [role], office.organisations[0] if role == "applicant" else "")
                  for role in those if role != NOBODY}
        daemon.start()
        client = daemon.client()
        office.set_up(client)
        play_some_cases(client, office)
        for number, role in enumerate(those):
            seconds = max(1, asked.seconds // len(those))
            began = time.monotonic()
            authorization = [] if role == NOBODY else ["--header", f"Authorization: Bearer {tokens[role]}"]
            # One worker: with more, ast.parse() of Python 3.11 fails in the fuzzer ("recursion depth mismatch").
            done = subprocess.run(
                [fuzzer, "run", f"http://127.0.0.1:{daemon.port}/openapi.json", "--checks", CHECKS, "--phases",
                 "coverage,fuzzing", "--max-time", str(seconds), "--continue-on-failure", "--workers", "1", "--seed",
                 str(asked.seed + number), "--suppress-health-check", "all", "--warnings", "off", "--no-color",
                 "--request-timeout", "60", *[word for path in ENDLESS for word in ("--exclude-path", path)], *authorization],
                cwd=daemon.directory, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
                timeout=10 * seconds + 300)
            print(f"{role}: {'good' if done.returncode == 0 else 'FAILED'} in {time.monotonic() - began:.0f} s", flush=True)
            if done.returncode != 0:
                found.append(role)
                print(done.stdout[-30_000:], done.stderr[-5_000:], flush=True)
        if daemon.client().get("/readyz").status != 200 or daemon.stop() != 0:
            found.append("the daemon afterwards")
    finally:
        daemon.close()
    print(f"schemathesis {VERSION}: {len(those)} callers, {f'found something as {found}' if found else 'nothing found'}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
