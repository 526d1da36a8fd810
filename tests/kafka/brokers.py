"""Real brokers for a test: a cluster of ops/kafka/cluster in a directory of its own, gone with the test."""

import json
import pathlib
import re
import shutil
import subprocess
import tempfile

from tests.support.htqd import SOURCE, Failed

CLUSTER = SOURCE / "ops" / "kafka" / "cluster"


class Brokers:
    def __init__(self, count=3, version=None, sasl=None):
        """`sasl`: the mechanism by which clients come, over TLS."""
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="htqd-kafka-"))
        self.bootstrap = self._run("start", "--brokers", str(count), *(["--version", version] if version else []),
                                   *(["--tls"] if sasl else [])).strip()
        self.settings = {"log.kafka.replication": min(3, count), "log.kafka.min_insync_replicas": min(2, count)}
        if sasl:
            self.settings.update({
                "log.kafka.security_protocol": "sasl_ssl",
                "log.kafka.ca_file": str(self.directory / "tls" / "ca.pem"),
                "log.kafka.sasl_mechanism": sasl,
                "log.kafka.sasl_username": "htqd",
                "log.kafka.sasl_password_file": str(self.directory / "tls" / "password"),
            })

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._run("stop")
        shutil.rmtree(self.directory, ignore_errors=True)

    def _run(self, *arguments):
        run = subprocess.run([CLUSTER, "--directory", self.directory, *arguments], stdout=subprocess.PIPE, text=True,
                             check=False)
        if run.returncode != 0:
            raise Failed(f"ops/kafka/cluster {' '.join(arguments)} ended with {run.returncode}")
        return run.stdout

    def password(self):
        """By which clients come; None: they need none."""
        file = self.settings.get("log.kafka.sasl_password_file")
        return pathlib.Path(file).read_bytes().strip() if file else None

    def kill(self, number):
        self._run("kill", str(number))

    def stop(self, number):
        self._run("stop", "--only", str(number))

    def start(self, *numbers):
        for number in numbers:
            self._run("start", "--only", str(number))

    def start_all(self):
        self._run("start")

    def deny(self, operation, topic):
        """To clients, who come by sasl."""
        self._run("deny", operation, topic)

    def allow(self, topic):
        self._run("allow", topic)

    def numbers(self):
        return list(range(1, len(self.bootstrap.split(",")) + 1))

    def _partition(self, topic):
        said = subprocess.run(["kcat", "-L", "-J", "-b", self.bootstrap, "-t", topic], stdout=subprocess.PIPE, check=True)
        return json.loads(said.stdout)["topics"][0]["partitions"][0]

    def leader_of(self, topic):
        return self._partition(topic)["leader"]

    def controller(self):
        """Who has become the active one last, by what the brokers say; kcat is told of any of them."""
        epochs = {}
        for number in self.numbers():
            output = (self.directory / f"broker-{number}" / "output").read_text(errors="replace")
            for epoch in re.findall(r"Becoming the active controller at epoch (\d+)", output):
                epochs[int(epoch)] = number
        return epochs[max(epochs)]

    def in_sync(self, topic):
        return sorted(replica["id"] for replica in self._partition(topic)["isrs"])
