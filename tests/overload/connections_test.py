#!/usr/bin/env python3
"""Ten thousand connections that say nothing, heads that never end, readers that do not read, bodies that fill memory.

    tests/overload/connections_test.py [--short]

Each kind in turn, on a daemon that was started with the few open files that most systems give. All the while health
and commands of others must go on, and the daemon's memory stay within what its configuration allows.
"""

import argparse
import pathlib
import resource
import select
import socket
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.overload.flood import Flood  # noqa: E402
from tests.overload.health import Health, peak_memory, spread  # noqa: E402
from tests.support.htqd import SLOWNESS, Daemon  # noqa: E402
from tests.support.office import CYCLE, Office  # noqa: E402

USUAL_FILES = 1024  # what a process may have open on most systems, until it asks for more
IDLE = 10_000
BESIDE = 600  # other connections
RESERVED = 64  # beyond the limit, for health alone
HEADS = 300
READERS = 64
BODY = 1 << 20
HOGS = 160  # of whose bodies not half fit
LONGEST_ANSWER = 5 * SLOWNESS  # seconds; generous, because readers and daemon share the machine's cores
HEAD_TIMEOUT = 10  # seconds, of the daemon
MOST_OF_AN_IDLE_ONE = 16 * SLOWNESS  # KiB
MOST_OF_BODIES = 160 * SLOWNESS  # MiB: 64 of bodies, and as they grow



class Connections:
    def __init__(self, short):
        self.short = short
        self.daemon = Daemon({"http.max_connections": IDLE + BESIDE, "projections.flush_every_ms": 600_000})
        self.office = Office(self.daemon, 1)
        self.acknowledged = 0  # commands, each of which leads to one event of the same kind
        self.faults = []

    def expect(self, holds, what):
        if not holds:
            self.faults.append(what)
            print(f"  FAULT: {what}", flush=True)

    def connect(self, sends=b""):
        one = socket.create_connection(("127.0.0.1", self.daemon.port))
        if sends:
            one.sendall(sends)
        return one

    def get(self, path):
        return (f"GET {path} HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {self.office.auditor}\r\n\r\n").encode()

    def run(self):
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        needed = IDLE + BESIDE + RESERVED + 2048
        if hard < needed:
            print(f"connections: skipped: this machine gives a process {hard} open files, and {needed} are needed")
            return 77
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (USUAL_FILES, hard))
            self.daemon.start()
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
            client = self.daemon.client(self.office.auditor)
            self.office.set_up(client)
            client.close()
            self.slow_readers()
            self.endless_heads()
            self.large_bodies()
            self.idle_ones()
            there = sum(entry["type"] == "evaluationRecorded"
                        for entry in self.daemon.client(self.office.auditor).events())
            self.expect(there == self.acknowledged, f"{self.acknowledged} commands were acknowledged, {there} are there")
            self.expect(self.daemon.stop() == 0, "the daemon did not stop well")
        finally:
            self.daemon.close()
        print(f"connections: {IDLE} idle, {HEADS} endless heads, {READERS} readers that do not read, {HOGS} large bodies; "
              f"{self.acknowledged} commands acknowledged, lost: {self.acknowledged - there or 'nothing'}" + (f"; {len(self.faults)} FAULTS" if self.faults else ""))
        return 1 if self.faults else 0

    def others_go_on(self, what, memory_before, most_memory, seconds=2.0):
        """Health answers and commands are taken while it lasts; how much memory it took."""
        official = self.daemon.client(self.office.official)
        took = []
        with Health(self.daemon) as health:
            end = time.monotonic() + seconds
            while time.monotonic() < end or len(took) < 20:
                began = time.monotonic()
                official.sure("record-evaluation", {"cycle": CYCLE, "finding": f"While there are {what}."})
                took.append((time.monotonic() - began) * 1000)
        official.close()
        self.acknowledged += len(took)
        self.expect(not health.faults, f"{what}: health failed {len(health.faults)} times: {health.faults[:3]}")
        self.expect(max(health.took + took) < LONGEST_ANSWER * 1000, f"{what}: an answer took too long")
        grown = peak_memory(self.daemon) - memory_before
        self.expect(grown < most_memory, f"{what}: memory grew by {grown:.0f} MiB, more than {most_memory:.0f}")
        print(f"{what}: {len(took)} commands, {spread(took)}; {health.said()}; {grown:.0f} MiB more at most", flush=True)

    def slow_readers(self):
        with Flood(self.daemon, self.office.official, "record-evaluation",
                   {"cycle": CYCLE, "finding": "Much was found, and it is long. " * 60}, 32, 4) as flood:
            time.sleep(2 if self.short else 8)  # to have something to read
        self.acknowledged += len(flood.told["accepted"])
        self.expect(not flood.told["odd"], f"a command was answered {flood.told['odd'][:2]}")
        before = peak_memory(self.daemon)
        readers = []
        for _ in range(READERS):
            readers.append(socket.socket())
            readers[-1].setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            readers[-1].connect(("127.0.0.1", self.daemon.port))
            readers[-1].sendall(self.get("/v1/events?after=0"))
        for reader in readers:
            self.expect(reader.recv(12) == b"HTTP/1.1 200", "a reader of the stream got no stream")
        self.others_go_on(f"{READERS} readers that do not read {len(flood.told['accepted'])} long events", before, 64)
        for reader in readers:
            reader.close()

    def endless_heads(self):
        before = peak_memory(self.daemon)
        heads = [self.connect(b"GET /livez HTTP/1.1\r\nHost: h\r\n") for _ in range(HEADS)]
        is_over = threading.Event()

        def drip():
            while not is_over.wait(1):  # a header a second each, for ever if it could
                for head in heads:
                    try:
                        head.send(b"X-More: y\r\n")
                    except OSError:
                        pass

        dripping = threading.Thread(target=drip, daemon=True)
        dripping.start()
        self.others_go_on(f"{HEADS} heads that do not end", before, 64)
        began, statuses = time.monotonic(), []
        while len(statuses) < HEADS and time.monotonic() - began < 3 * SLOWNESS * HEAD_TIMEOUT:
            for head in select.select([head for head in heads if head.fileno() >= 0], [], [], 1)[0]:
                try:
                    statuses.append(head.recv(4096)[9:12])
                except OSError as broken:
                    statuses.append(repr(broken).encode())
                head.close()
        is_over.set()
        dripping.join()
        self.expect(statuses == [b"408"] * HEADS,
                    f"{len(statuses)} of {HEADS} endless heads were ended, with {sorted(set(statuses))}")

    def large_bodies(self):
        before = peak_memory(self.daemon)
        head = (f"POST /v1/commands/record-evaluation HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {self.office.official}"
                f"\r\nIdempotency-Key: large\r\nContent-Type: application/json\r\nContent-Length: {BODY}\r\n\r\n").encode()
        hogs, refused = [], []
        for _ in range(HOGS):
            hog = self.connect()
            hog.settimeout(10)
            try:
                hog.sendall(head + b" " * (BODY - 1))
            except OSError:
                pass  # it was refused before it had sent all
            hogs.append(hog)
        self.others_go_on(f"{HOGS} large bodies that do not end", before, MOST_OF_BODIES)
        whole = []
        for hog in hogs:
            if select.select([hog], [], [], 0)[0]:
                refused.append(hog.recv(4096))
            else:
                whole.append(hog)
        told = [answer for answer in refused if answer.startswith(b"HTTP/1.1 503") and b"\r\nRetry-After: " in answer]
        self.expect(len(told) == len(refused) and told, f"{len(refused)} were refused, {len(told)} of them with 503 and "
                                                        f"Retry-After: {[a[:80] for a in refused if a not in told][:2]}")
        self.expect(whole, "no large body was taken")
        # Those that are whole are answered, and hold nothing afterwards, though they stay.
        for hog in whole:
            hog.sendall(b" ")
            self.expect(hog.recv(4096).startswith(b"HTTP/1.1 400"), "an empty body of a megabyte was no mistake")
        more = []
        for _ in range(HOGS):
            more.append(self.connect(head + b" " * BODY))
            answer = more[-1].recv(4096)
            self.expect(answer.startswith(b"HTTP/1.1 400"), f"a large body among idle ones was answered {answer[:80]}")
        self.others_go_on(f"{len(whole) + HOGS} that had sent one and stay", before, MOST_OF_BODIES)
        for hog in hogs + more:
            hog.close()

    def idle_ones(self):
        before = peak_memory(self.daemon)
        began = time.monotonic()
        idle = []
        for _ in range(IDLE):
            idle.append(self.connect(self.get("/livez")))
            self.expect(idle[-1].recv(4096).startswith(b"HTTP/1.1 200"), "a connection was not answered")
        took = time.monotonic() - began
        self.others_go_on(f"{IDLE} idle connections, made in {took:.0f} s", before, IDLE * MOST_OF_AN_IDLE_ONE / 1024)
        # Beyond what the configuration allows: whoever is one too many hears why, and health is still answered.
        beyond = []
        while len(beyond) < BESIDE + 8:
            beyond.append(self.connect(self.get("/v1/cases")))
        turned_away = 0
        for one in beyond:
            one.settimeout(30)
            answer = one.recv(4096)
            if answer.startswith(b"HTTP/1.1 503"):
                turned_away += 1
                self.expect(b"\r\nRetry-After: " in answer, "a connection too many was refused without Retry-After")
        self.expect(turned_away > 0, "more connections than allowed were served")
        with Health(self.daemon) as health:
            time.sleep(1)  # asked for that long
        self.expect(not health.faults, f"beyond the limit health failed: {health.faults[:3]}")
        print(f"beyond the limit: {turned_away} of {len(beyond)} more were turned away; {health.said()}", flush=True)
        for one in idle + beyond:
            one.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true")
    return Connections(parser.parse_args().short).run()


if __name__ == "__main__":
    sys.exit(main())
