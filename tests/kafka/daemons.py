"""Several daemons of one office, on one Kafka log."""

import os
import secrets
import socket

from tests.kafka.island import Island
from tests.support.htqd import Daemon


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Daemons(list):
    """Made, and not started: tokens come first. They share the tokens of the first, and a secret."""

    def __init__(self, brokers, count=3, office="test", settings=None, on_islands=False):
        """`on_islands`: each in a network of its own (island.py), as daemon.island."""
        self.office = office
        first = None
        for _ in range(count):
            daemon = Daemon()
            address = f"127.0.0.1:{free_port()}"
            if first is None:
                first = daemon
                self.secret = daemon.directory / "secret"
                self.secret.touch(0o600)
                self.secret.write_text(secrets.token_hex(32) + "\n")
                self.master_key = daemon.directory / "master-key"
                self.master_key.touch(0o600)
                self.master_key.write_text(secrets.token_hex(32) + "\n")
            daemon.tokens, daemon.watcher = first.tokens, first.watcher
            daemon.address = address
            daemon._settings.update({
                "office.name": office,
                "http.listen": address,
                "tokens.file": str(first.tokens),
                "log.kind": "kafka",
                "log.kafka.bootstrap_servers": brokers.bootstrap,
                "cluster.secret_file": str(self.secret),
                "keys.master_key_file": str(self.master_key),
                **(settings or {}),
            })
            daemon.island = Island() if on_islands else None
            self.append(daemon)
        if on_islands:
            self._bridge(brokers.bootstrap.split(","))

    def _bridge(self, brokers):
        def port(address):
            return int(address.rsplit(":", 1)[1])

        for daemon in self:
            daemon.prefix = daemon.island.prefix
            others = [other.address for other in self if other is not daemon]
            daemon.island.bridge(inbound=[port(daemon.address)], outbound=[port(one) for one in (*brokers, *others)])

    def token(self, *about):
        return self[0].token(*about)

    def start(self):
        """One after the other, so that the first of them is elected."""
        for daemon in self:
            daemon.start()

    def writer(self):
        """Who was elected last, of those that live; None while that is nobody."""
        turns = []
        for daemon in self:
            ends = [line["time"] for event in ("turn_over", "ready") for line in daemon.log_lines(event)]
            for line in daemon.log_lines("elected"):
                turns.append((line["time"], daemon, any(end > line["time"] for end in ends)))
        if not turns:
            return None
        _, daemon, is_over = max(turns, key=lambda turn: turn[0])
        return None if is_over or daemon.process.poll() is not None else daemon

    def wait_for_writer(self):
        self[0].client().wait_for(lambda: self.writer() is not None, "a writer to be elected")
        return self.writer()

    def close(self):
        for daemon in reversed(self):
            if daemon.process is not None and daemon.process.poll() is None:
                os.kill(daemon.process.pid, 18)  # SIGCONT: a stopped one would not end
            daemon.close()
            if daemon.island is not None:
                daemon.island.close()
