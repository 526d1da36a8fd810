"""A daemon that goes on while the files of its log cannot be read any more."""

import random

from tests.support.htqd import Daemon


class UnreadableLog:
    """What was recorded before its last start is damaged under the running daemon; what came after is not."""

    RECORDS = 60

    def __init__(self):
        # No block stays in memory, and little more than the files holds a record.
        self.daemon = Daemon({"log.write_buffer_bytes": 65536, "log.cache_bytes": 0})
        self.official = self.daemon.token("olga", ["official"])
        self.auditor = self.daemon.token("aud", ["auditor"])
        self.random = random.Random(7)
        self.daemon.start()
        with_client = self.daemon.client(self.official)
        for number in range(self.RECORDS):
            with_client.sure("register-organisation", {
                "organisation": f"college-{number}", "kind": "higherEducationProvider", "madeUp": True,
                "name": self.random.randbytes(2000).hex()})  # stays long
        with_client.close()
        self.daemon.stop()
        self.daemon.start()

    def damage(self):
        # The first ones stay: a reader gets so far.
        for file in sorted((self.daemon.data / "log").rglob("*.sst"))[3:]:
            with open(file, "r+b") as opened:
                for at in range(0, file.stat().st_size, 256):
                    opened.seek(at)
                    opened.write(b"\xff" * 16)
