"""Real brokers for a test: a cluster of ops/kafka/cluster in a directory of its own, gone with the test."""

import json
import pathlib
import shutil
import subprocess
import tempfile

from tests.support.htqd import SOURCE, Failed

CLUSTER = SOURCE / "ops" / "kafka" / "cluster"


class Brokers:
    def __init__(self, count=3, version=None):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="htqd-kafka-"))
        self.bootstrap = self._run("start", "--brokers", str(count), *(["--version", version] if version else [])).strip()

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

    def kill(self, number):
        self._run("kill", str(number))

    def start(self, number):
        self._run("start", "--only", str(number))

    def leader_of(self, topic):
        said = subprocess.run(["kcat", "-L", "-J", "-b", self.bootstrap, "-t", topic], stdout=subprocess.PIPE, check=True)
        return json.loads(said.stdout)["topics"][0]["partitions"][0]["leader"]
