#!/usr/bin/env python3
"""How long /livez and a command take while many read: 64 readers of the whole event stream, and readers of one very
long timeline.

    tests/overload/readers_test.py [--events N] [--seconds S]

One thread answers all requests. What is measured is what that thread makes others wait.
"""

import argparse
import pathlib
import statistics
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.support.htqd import SLOWNESS, Daemon  # noqa: E402
from tests.support.office import CYCLE, Office  # noqa: E402

READERS = 64
TIMELINE_READERS = 4
ADVICE = "Map each unit to the standard, and say which. " * 20  # about a kilobyte
LONGEST_LIVEZ = 0.25 * SLOWNESS  # seconds, of 99 in 100; generous, because readers and daemon share the machine's cores

# A reader is a program of its own, so that measuring and reading do not wait for each other: it reads all there is,
# again and again, and throws it away.
READ = """
import socket, sys
port, token, path, connections = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
import selectors
ready = selectors.DefaultSelector()
def begin():
    one = socket.create_connection(("127.0.0.1", port))
    one.sendall(f"GET {path} HTTP/1.1\\r\\nHost: h\\r\\nConnection: close\\r\\nAuthorization: Bearer {token}\\r\\n\\r\\n".encode())
    one.setblocking(False)
    ready.register(one, selectors.EVENT_READ)
for _ in range(connections):
    begin()
while True:
    for key, _ in ready.select():
        try:
            got = key.fileobj.recv(1 << 20)
        except OSError:
            got = b""
        if not got:
            ready.unregister(key.fileobj)
            key.fileobj.close()
            begin()
"""


def fill(daemon, office, events):
    """A log with one case whose timeline is as long as the log."""
    client = daemon.client(office.auditor)
    office.set_up(client)
    case = client.sure("register-interest", {"cycle": CYCLE}, token=office.applicants[0])["stream"]

    def write(number):
        own = daemon.client(office.official)
        for _ in range(events // 16):
            own.sure("record-support-session", {"case": case, "on": office.day(0), "advice": ADVICE})
        own.close()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(16)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    client.position()
    return case


def measure(daemon, office, seconds):
    """Latencies of /livez and of a durable command, in milliseconds."""
    livez, commands = [], []
    health, official = daemon.client(), daemon.client(office.official)
    end = time.monotonic() + seconds
    number = 0
    while time.monotonic() < end:
        began = time.monotonic()
        assert health.get("/livez").status == 200
        livez.append((time.monotonic() - began) * 1000)
        began = time.monotonic()
        number += 1
        official.sure("record-evaluation", {"cycle": CYCLE, "finding": f"Finding {number}."})
        commands.append((time.monotonic() - began) * 1000)
        time.sleep(0.005)
    health.close()
    official.close()
    return livez, commands


def told(what, took):
    took = sorted(took)
    at = [took[min(len(took) - 1, int(len(took) * share))] for share in (0.5, 0.99)]
    return f"{what} p50 {at[0]:.1f} ms, p99 {at[1]:.1f} ms, most {took[-1]:.1f} ms of {len(took)}"


def under(daemon, office, what, path, connections, seconds):
    readers = []
    if connections:
        readers.append(subprocess.Popen([sys.executable, "-c", READ, str(daemon.port), office.auditor, path,
                                         str(connections)]))
    try:
        time.sleep(0.5 if connections else 0)  # until all of them read
        livez, commands = measure(daemon, office, seconds)
    finally:
        for reader in readers:
            reader.kill()
            reader.wait()
    print(f"{what}: {told('/livez', livez)}; {told('a command', commands)}", flush=True)
    return livez


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=8000)
    parser.add_argument("--seconds", type=float, default=5)
    options = parser.parse_args()
    with Daemon({"projections.flush_every_ms": 60000}) as daemon:
        office = Office(daemon, 1)
        daemon.stop()
        daemon.start()
        case = fill(daemon, office, options.events)
        under(daemon, office, "nobody reads", "", 0, options.seconds)
        streams = under(daemon, office, f"{READERS} readers of the whole stream", "/v1/events?after=0", READERS,
                        options.seconds)
        timelines = under(daemon, office, f"{TIMELINE_READERS} readers of a timeline of {options.events} events",
                          f"/v1/cases/{case}/timeline", TIMELINE_READERS, options.seconds)
        slow = [f"{statistics.quantiles(took, n=100)[-1]:.0f} ms" for took in (streams, timelines)
                if statistics.quantiles(took, n=100)[-1] > LONGEST_LIVEZ * 1000]
        print(f"readers: {'too slow, ' + ', '.join(slow) if slow else 'nobody kept others waiting'}")
        return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
