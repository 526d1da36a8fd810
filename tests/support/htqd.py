"""The real htqd on a directory of its own, and a client of its doors.

    with Daemon() as daemon:
        token = daemon.token("olga", ["official"])
        answer = daemon.client(token).command("record-route", {"route": "digital", "name": "Digital"})

The program is the one that HTQD_BIN names, or build/dev/bin/htqd. Nothing outlives the test: a daemon dies with the
thread that started it (so start it from the main thread), and its directory goes when it is closed.
"""

import base64
import collections
import ctypes
import hashlib
import http.client
import json
import os
import pathlib
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.parse
import uuid

SOURCE = pathlib.Path(__file__).resolve().parents[2]
# How many times slower and larger than usual the program is: with a sanitizer, ops/lib/sanitizers.sh says so. Each bound of
# time or memory that a test sets is multiplied by it.
SLOWNESS = float(os.environ.get("HTQ_SLOWNESS", "1"))
PATIENCE = 60 * SLOWNESS  # seconds; generous, because a machine that tests is a busy one

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_libc = ctypes.CDLL(None)


def program():
    return pathlib.Path(os.environ.get("HTQD_BIN", SOURCE / "build" / "dev" / "bin" / "htqd"))


def _die_with_parent():
    _libc.prctl(_DIE_WITH_PARENT, signal.SIGKILL)


class Failed(Exception):
    """The daemon did not do what a test has to rely on."""


class Answer(collections.namedtuple("Answer", "status headers body")):
    """Headers have lower-case names."""

    @property
    def json(self):
        return json.loads(self.body)


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path, timeout):
        super().__init__("htqd", timeout=timeout)
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


class Client:
    """One connection, opened when it is needed; for one thread at a time."""

    def __init__(self, connect, token=None, watcher=None):
        """`watcher`: a token that is told positions."""
        self._connect = connect
        self._connection = None
        self._written = "0"  # position of the last receipt: a number, or sealed
        self.token = token
        self.watcher = watcher

    @classmethod
    def of_socket(cls, path, token=None, timeout=60, watcher=None):
        return cls(lambda: _UnixConnection(str(path), timeout * SLOWNESS), token, watcher)

    def close(self):
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def is_ready(self):
        """Whether there is a daemon, and its office is open."""
        try:
            return self.get("/readyz").status == 200
        except (OSError, http.client.HTTPException):
            return False

    def request(self, method, path, body=None, headers=None, token=None):
        """`body`: bytes as they are, anything else as JSON. Errors of the connection are the caller's to meet."""
        given = dict(headers or {})
        token = token or self.token
        if token:
            given.setdefault("Authorization", f"Bearer {token}")
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            given.setdefault("Content-Type", "application/json")
        if self._connection is None:
            self._connection = self._connect()
        try:
            self._connection.request(method, path, body, given)
            with self._connection.getresponse() as response:
                names = {name.lower(): value for name, value in response.getheaders()}
                return Answer(response.status, names, response.read())
        except (OSError, http.client.HTTPException):
            self.close()
            raise

    def lines(self, path, headers=None, timeout=None):
        """A stream's lines as they come, without their ends; the connection is its own."""
        connection = self._connect()
        try:
            if timeout:
                connection.timeout = timeout * SLOWNESS
            given = {"Authorization": f"Bearer {self.token}"} if self.token else {}
            connection.request("GET", path, headers={**given, **(headers or {})})
            response = connection.getresponse()
            if response.status != 200:
                raise Failed(f"{path} was answered {response.status}: {response.read().decode(errors='replace')}")
            while line := response.readline():
                yield line.rstrip(b"\r\n")
        finally:
            connection.close()

    def get(self, path, **query):
        if query:
            path += "?" + urllib.parse.urlencode(query)
        return self.request("GET", path)

    def command(self, name, body, key=None, headers=None, token=None):
        answer = self.request("POST", f"/v1/commands/{name}", body,
                              {"Idempotency-Key": key or str(uuid.uuid4()), **(headers or {})}, token)
        if answer.status == 201:
            self._written = answer.json["position"]
        return answer

    def sure(self, name, body, **how):
        """The receipt of a command that is sure to be accepted."""
        answer = self.command(name, body, **how)
        if answer.status != 201:
            raise Failed(f"{name} was answered {answer.status}: {answer.body.decode(errors='replace')}")
        return answer.json

    def position(self):
        """How far the answers have come; at least to what this client has written."""
        answer = self.request("GET", f"/v1/register?limit=1&after={self._written}", token=self.watcher)
        if answer.status != 200:
            raise Failed(f"waited for position {self._written}, which was acknowledged: {answer.body}")
        return self.stands_at()

    def stands_at(self):
        """How far the answers have come."""
        return self.request("GET", "/version", token=self.watcher).json["position"]

    @staticmethod
    def wait_for(holds, what):
        end = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > end:
                raise Failed(f"waited {PATIENCE} seconds for {what}")
            time.sleep(0.005)

    def events(self, after=0, token=None):
        """What the log holds after a position, from {"type", "summary", "record"}."""
        answer = self.request("GET", f"/v1/events?after={after}&follow=no", token=token)
        if answer.status != 200:
            raise Failed(f"the events were answered {answer.status}: {answer.body.decode(errors='replace')}")
        return [json.loads(line) for line in answer.body.splitlines() if line]


class Daemon:
    def __init__(self, settings=None, directory=None):
        """`directory`: one that is there, in the place of a new one; it is left when the daemon is closed."""
        self.directory = pathlib.Path(directory or tempfile.mkdtemp(prefix="htqd-test-"))
        self.data = self.directory / "data"
        self.socket = self.directory / "htqd.sock"
        self.config = self.directory / "htqd.toml"
        self.tokens = self.directory / "tokens"
        self.callers = self.directory / "callers"
        self.log = self.directory / "htqd.log"
        self.process = None
        self._settings = {
            "office.name": "test",
            "data.directory": str(self.data),
            "http.listen": "127.0.0.1:0",
            "http.socket": str(self.socket),
            "tokens.file": str(self.tokens),
            "callers.file": str(self.callers),
            "log.min_free_bytes": 1 << 20,
            # What a test sends at once is not what people send: tests of the limits set them.
            "limits.requests_per_second": 0,
            "limits.anonymous_requests_per_second": 0,
            "limits.streams": 0,
            "logging.format": "json",
            **(settings or {}),
        }
        self.subjects = {}  # of each token
        self.keeps_directory = directory is not None
        self.environment = {}  # beside that of the test
        self.prefix = []  # words of a command that runs the program
        self.program = program()
        self.watcher = self.token("watcher", ["operator"])  # is told positions, and sees no case

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    def set(self, name, value):
        """A setting of the next start."""
        self._settings[name] = value

    def token(self, subject, roles, organisation=""):
        """A new token of a subject; known to the daemon from its next look at the file on, or from its start."""
        secret = secrets.token_bytes(32)
        digest = hashlib.blake2b(secret, digest_size=32).hexdigest()
        line = f"id={digest[:16]} hash={digest} subject={subject} roles={','.join(roles)}"
        if organisation:
            line += f" organisation={organisation}"
        with open(self.tokens, "a", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(line + " created_at=2020-09-01T09:00:00Z\n")
        token = "htq_" + base64.urlsafe_b64encode(secret).rstrip(b"=").decode()
        self.subjects[token] = subject
        return token

    def write_config(self):
        sections = collections.defaultdict(list)
        for name, value in self._settings.items():
            section, key = name.rsplit(".", 1)
            sections[section].append(f"{key} = {json.dumps(value)}")
        self.config.write_text("".join(f"[{name}]\n" + "\n".join(lines) + "\n\n" for name, lines in sections.items()))

    def spawn(self):
        """Starts the program and does not wait for it."""
        self.write_config()
        self.tokens.touch(0o600)
        self._starts_before = len(self.log_lines("starting"))
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([*self.prefix, self.program, "--config", self.config], stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, preexec_fn=_die_with_parent,
                                            env={**os.environ, **self.environment})

    def wait_until_ready(self):
        end = time.monotonic() + PATIENCE
        with_client = self.client(timeout=5)
        while True:
            if self.process.poll() is not None:
                raise Failed(f"htqd ended with {self.process.returncode}:\n{self.log_text()}")
            if with_client.is_ready():
                break
            if time.monotonic() > end:
                raise Failed(f"htqd was not ready after {PATIENCE} seconds:\n{self.log_text()}")
            time.sleep(0.005)
        with_client.close()

    def start(self):
        self.spawn()
        self.wait_until_ready()

    def stop(self):
        """Asks it to stop; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Failed(f"htqd did not stop within {PATIENCE} seconds:\n{self.log_text()}") from None

    def kill(self):
        self.process.kill()
        self.process.wait()

    def close(self):
        if self.process is not None and self.process.poll() is None:
            self.kill()
        if not self.keeps_directory:
            shutil.rmtree(self.directory, ignore_errors=True)

    def log_text(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def log_lines(self, event):
        """The lines of the daemon's own log with that event, oldest first."""
        whole = [line for line in self.log_text().splitlines(keepends=True) if line.endswith("\n")]
        lines = [json.loads(line) for line in whole if line.startswith("{")]
        return [line for line in lines if line["event"] == event]

    @property
    def port(self):
        """Of the process that runs: it answers by its socket a moment before it says where else."""
        end = time.monotonic() + PATIENCE
        while len(lines := self.log_lines("starting")) <= self._starts_before:
            if time.monotonic() > end:
                raise Failed(f"htqd did not say its port:\n{self.log_text()}")
            time.sleep(0.005)
        return lines[-1]["port"]

    def client(self, token=None, timeout=60):
        return Client.of_socket(self.socket, token, timeout, self.watcher)

    def tcp_client(self, token=None, timeout=60):
        return Client(lambda: http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout * SLOWNESS), token,
                      self.watcher)
