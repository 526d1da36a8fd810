#!/usr/bin/env python3
"""The real daemon on a small disk of its own (a file, mounted by loop) that fills up.

Above the watermark: writes are answered 503 with a reason and when to come back, reads and health go on, writes are
taken again when there is space, and what was refused meanwhile may be sent again under its id. Full to the last block: the
daemon ends with a reason or refuses; when there is space it starts, and what was acknowledged is there once.

Mounting needs root; without it the test says so and ends with 77.
"""

import http.client
import os
import pathlib
import subprocess
import sys
import tempfile
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.support.htqd import PATIENCE, Daemon  # noqa: E402

DISK_BYTES = 320 << 20  # RocksDB sets aside some 70 MiB for a write-ahead log ahead of use
WATERMARK = 24 << 20
SKIPPED = 77


class SmallDisk:
    def __init__(self):
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="htqd-disk-"))
        self.image = self.place / "image"
        self.mounted = self.place / "mounted"

    def mount(self):
        """Why it cannot, or nothing."""
        with open(self.image, "wb") as image:
            image.truncate(DISK_BYTES)
        self.mounted.mkdir()
        for step in (["mkfs.ext4", "-q", "-F", "-m", "0", self.image], ["mount", "-o", "loop", self.image, self.mounted]):
            try:
                done = subprocess.run(step, capture_output=True, text=True, check=False)
            except FileNotFoundError:
                return f"{step[0]} is not there"
            if done.returncode != 0:
                return f"{step[0]}: {done.stderr.strip()}"
        return None

    @property
    def ballast(self):
        return self.mounted / "ballast"

    def fill(self, leaving):
        """Writes a file so that so many bytes stay free."""
        free = os.statvfs(self.mounted).f_bavail * os.statvfs(self.mounted).f_frsize
        with open(self.ballast, "wb", buffering=0) as file:
            try:
                if leaving:
                    os.posix_fallocate(file.fileno(), 0, max(1, free - leaving))
                else:
                    while file.write(b"\0" * 65536):
                        pass
            except OSError:
                pass

    def empty(self):
        self.ballast.unlink()

    def close(self):
        if self.mounted.is_mount():
            subprocess.run(["umount", "-l", self.mounted], check=False)
        subprocess.run(["rm", "-rf", self.place], check=False)


class Test:
    def __init__(self, disk, watermark):
        self.daemon = Daemon({"log.min_free_bytes": watermark}, directory=tempfile.mkdtemp(dir=disk.mounted))
        self.official = self.daemon.token("olga", ["official"])
        self.auditor = self.daemon.token("aud", ["auditor", "operator"])
        self.acknowledged = {}  # key: position
        self.made = 0
        self.faults = []

    def expect(self, holds, what):
        if not holds:
            self.faults.append(what)
            print(f"  FAULT: {what}")

    def register(self, client, key=None):
        """The key and the answer; no answer if the connection broke."""
        self.made += 1
        key = key or str(uuid.uuid4())
        try:
            answer = client.command("register-organisation", {
                "organisation": f"college-{key}", "name": f"College {self.made}", "madeUp": True,
                "kind": "higherEducationProvider"}, key=key)
        except (OSError, http.client.HTTPException):
            client.close()
            return key, None
        if answer.status == 201:
            self.acknowledged[key] = answer.json["position"]
        return key, answer

    def everything_is_there(self):
        client = self.daemon.client(self.auditor)
        times = {}
        for event in client.events():
            times.setdefault(event["record"]["commandId"], []).append(event["record"]["position"])
        lost = [key for key, position in self.acknowledged.items() if times.get(key) != [position]]
        self.expect(not lost, f"{len(lost)} acknowledged commands are not there once: {lost[:3]}")
        verified = client.request("POST", "/v1/projections/verify")
        self.expect(verified.status == 200 and b'"equal":true' in verified.body.splitlines()[-1],
                    f"the rows are those of the log: {verified.body[-200:]!r}")
        client.close()
        return lost


def watermark(disk):
    test = Test(disk, WATERMARK)
    daemon = test.daemon
    daemon.start()
    client = daemon.client(test.official)
    for _ in range(20):
        test.register(client)
    disk.fill(leaving=WATERMARK // 2)
    refused = []
    for _ in range(20):
        key, answer = test.register(client)
        test.expect(answer is not None and answer.status == 503, f"a write without space is answered 503: {answer}")
        if answer is not None and answer.status == 503:
            refused.append(key)
            test.expect("retry-after" in answer.headers and "free" in answer.json["detail"],
                        f"it says why and when to come back: {answer}")
            test.expect(client.get("/v1/organisations").status == 200, "reads go on")
            test.expect(daemon.client().get("/livez").status == 200, "it says that it lives")
    disk.empty()
    client.wait_for(lambda: test.register(client)[1].status == 201, "writes to be taken again")
    for key in refused:
        test.expect(test.register(client, key)[1].status == 201, "what was refused is taken when it is sent again")
    client.close()
    test.expect(daemon.stop() == 0, "it stops")
    daemon.start()
    lost = test.everything_is_there()
    daemon.stop()
    print(f"watermark: {len(refused)} writes refused with 503, {len(test.acknowledged)} acknowledged, {len(lost)} lost")
    return test.faults


def to_the_last_block(disk):
    test = Test(disk, 0)
    daemon = test.daemon
    daemon.start()
    client = daemon.client(test.official, timeout=20)
    for _ in range(20):
        test.register(client)
    disk.fill(leaving=0)
    unacknowledged = 0
    while daemon.process.poll() is None and unacknowledged < 5 and test.made < 200_000:
        _, answer = test.register(client)
        unacknowledged += answer is None or answer.status != 201
    client.close()
    # The acknowledgement of a write may come a moment before the end of the process, and it then has a reason.
    if daemon.process.poll() is None:
        daemon.process.terminate()
    ended = daemon.process.wait(PATIENCE)
    test.expect(ended in (0, 1, 3), f"it ends with a reason and not by {ended}")
    disk.empty()
    daemon.start()
    lost = test.everything_is_there()
    daemon.stop()
    print(f"to the last block: ended with {ended}, {len(test.acknowledged)} acknowledged, {len(lost)} lost")
    return test.faults


def main():
    faults = []
    for part in (watermark, to_the_last_block):
        disk = SmallDisk()
        try:
            if why_not := disk.mount():
                print(f"full disk: SKIPPED, no disk can be mounted here ({why_not})")
                return SKIPPED
            faults += part(disk)
        finally:
            disk.close()
    print(f"full disk: {'nothing lost' if not faults else f'{len(faults)} FAULTS'}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
