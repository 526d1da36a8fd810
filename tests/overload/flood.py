"""More commands than an office can take, sent by a program of its own, so that sending and measuring do not wait for
each other.

    with Flood(daemon, token, connections=640, pipelined=4) as flood:
        ...
    flood.told["accepted"]

Each connection has `pipelined` commands under way and sends the next with each answer, whatever the answer is: nobody
waits as Retry-After asks. At the end nothing new is sent, and what is under way gets its answer.
"""

import collections
import json
import pathlib
import re
import selectors
import signal
import socket
import subprocess
import sys
import time

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
_AGAIN = re.compile(rb"\r\nretry-after: \d+\r\n", re.IGNORECASE)


class Flood:
    def __init__(self, daemon, token, command, body, connections, pipelined):
        self.told = None
        self._program = subprocess.Popen(
            [sys.executable, pathlib.Path(__file__), str(daemon.port), token, command, json.dumps(body),
             str(connections), str(pipelined)], stdout=subprocess.PIPE)

    def __enter__(self):
        self._program.stdout.readline()  # every connection is open and has sent
        return self

    def __exit__(self, *_):
        self._program.send_signal(signal.SIGTERM)
        said, _ = self._program.communicate()
        self.told = json.loads(said)


class _Sender:
    def __init__(self, port, request, pipelined, told, next_key):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setblocking(False)
        self.request, self.pipelined, self.told, self.next_key = request, pipelined, told, next_key
        self.under_way = collections.deque()  # (key, since when it is the connection's turn)
        self.got = b""

    def fill(self):
        sent = b""
        while len(self.under_way) < self.pipelined:
            key = self.next_key()
            self.under_way.append([key, time.monotonic()])
            sent += self.request.replace(b"KEY", key.encode())
        if sent and self.socket.send(sent) != len(sent):
            raise OSError("the connection takes no more than its answers leave room for")

    def read(self):
        """False when the connection is over."""
        try:
            got = self.socket.recv(1 << 16)
        except BlockingIOError:
            return True
        except OSError:
            got = b""
        if not got:
            self.told["broken"] += [key for key, _ in self.under_way]
            return False
        self.got += got
        while (end := self.got.find(b"\r\n\r\n")) >= 0:
            head = self.got[:end + 2]
            whole = end + 4 + int(_LENGTH.search(head)[1])
            if len(self.got) < whole:
                break
            self.answered(head, self.got[end + 4:whole])
            self.got = self.got[whole:]
        return True

    def answered(self, head, body):
        now = time.monotonic()
        key, since = self.under_way.popleft()
        if self.under_way:
            self.under_way[0][1] = now
        status = head[9:12].decode()
        if status == "201":
            self.told["accepted"].append([key, json.loads(body)["position"], (now - since) * 1000])
        elif status in ("429", "503"):
            self.told["rejected"].append([key, (now - since) * 1000])
            self.told["statuses"][status] += 1
            self.told["without_retry_after"] += not _AGAIN.search(head)
        else:
            self.told["odd"].append([status, body.decode(errors="replace")])


def main(port, token, command, body, connections, pipelined):
    told = {"accepted": [], "rejected": [], "odd": [], "broken": [], "without_retry_after": 0,
            "statuses": collections.Counter()}
    request = (f"POST /v1/commands/{command} HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {token}\r\n"
               f"Idempotency-Key: KEY\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
               f"{body}").encode()
    prefix, made, is_over = time.monotonic_ns(), 0, False

    def next_key():
        nonlocal made
        made += 1
        return f"flood-{prefix}-{made}"

    def end(*_):
        nonlocal is_over
        is_over = True

    signal.signal(signal.SIGTERM, end)
    ready = selectors.DefaultSelector()
    began = time.monotonic()
    for _ in range(connections):
        sender = _Sender(port, request, pipelined, told, next_key)
        ready.register(sender.socket, selectors.EVENT_READ, sender)
        sender.fill()
    print("open", flush=True)
    while ready.get_map():
        for key, _ in ready.select(0.1):
            sender = key.data
            alive = sender.read()
            if alive and not is_over:
                sender.fill()
            if not alive or not sender.under_way:
                ready.unregister(sender.socket)
                sender.socket.close()
    told["seconds"] = time.monotonic() - began
    print(json.dumps(told))


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:5], int(sys.argv[5]), int(sys.argv[6]))
