"""Load on several daemons: what each client was told is kept, to be compared with what the daemons hold afterwards."""

import http.client
import itertools
import time

from tests.support.htqd import Failed

GIVES_UP_AFTER = 120  # seconds


def taken(daemons, token, name, body, key):
    """The receipt of a command that is sent to one daemon after the other until one has acknowledged it."""
    end = time.monotonic() + GIVES_UP_AFTER
    for daemon in itertools.cycle(daemons):
        try:
            answer = daemon.client(token, timeout=5).command(name, body, key=key)
            if answer.status == 201:
                return answer.json
        except (OSError, http.client.HTTPException):
            pass
        if time.monotonic() > end:
            raise Failed(f"{name} {key} was not taken for {GIVES_UP_AFTER} seconds")
        time.sleep(0.02)


def contact_of(key):
    """Every fifth command tells of somebody: of whom, and what. None of the others."""
    if int(key.rsplit("-", 1)[1]) % 5:
        return None
    return {"person": f"contact-{key}", "text": f"Ada Lovelace of {key}"}


class Sender:
    """Registers organisation after organisation, each under an id of its own, every fifth with a contact."""

    def __init__(self, daemons, token, number, prefix, pause=0):
        """`pause`: seconds between two commands."""
        self.daemons, self.token, self.number, self.prefix, self.pause = daemons, token, number, prefix, pause
        self.acknowledged = {}  # key -> receipt
        self.sent = []
        self.times = []  # (begun, acknowledged)
        self.faults = []

    def work(self, stop):
        clients = [daemon.client(self.token, timeout=5) for daemon in self.daemons]
        at = self.number
        for made in itertools.count(1):
            if stop.is_set() or self.faults:
                break
            key = f"{self.prefix}-{self.number}-{made}"
            self.sent.append(key)
            begun = time.monotonic()
            while not self.faults:
                at = (at + self._tries(clients[at % len(clients)], key)) if key not in self.acknowledged else at
                if key in self.acknowledged:
                    self.times.append((begun, time.monotonic()))
                    time.sleep(self.pause)
                    break
                if time.monotonic() - begun > GIVES_UP_AFTER:
                    self.faults.append(f"command {key} was not taken for {GIVES_UP_AFTER} seconds")
                    return
        for client in clients:
            client.close()

    def first_after(self, instant):
        """When it was told of a command that it began after that instant; None before that."""
        return next((done for begun, done in self.times if begun > instant), None)

    def longest_since(self, instant):
        """The longest that it waited for an acknowledgement that it got after that instant."""
        return max((done - begun for begun, done in self.times if done > instant), default=0)

    def _tries(self, client, key):
        """0 if it was acknowledged; 1: the next daemon is to be asked."""
        body = {"organisation": key, "name": key, "madeUp": True, "kind": "higherEducationProvider"}
        if contact := contact_of(key):
            body["contact"] = contact
        try:
            answer = client.command("register-organisation", body, key=key)
        except (OSError, http.client.HTTPException):
            time.sleep(0.02)
            return 1
        if answer.status == 201:
            self.acknowledged[key] = answer.json
            return 0
        if answer.status not in (429, 503):
            self.faults.append(f"command {key} was answered {answer.status}: {answer.body!r}")
        time.sleep(0.02)
        return 1
