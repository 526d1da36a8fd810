"""Secrets are planted in everything that holds one, and then looked for in everything that comes out: the daemon's
log, its answers, its files, its process title, the messages of both programs, a core dump. What the daemons of one office on
Kafka share is looked for in tests/kafka/cluster_test.py."""

import base64
import http.client
import os
import pathlib
import secrets
import signal
import ssl
import subprocess
import unittest

from tests.access import provider
from tests.support import ctl
from tests.support.certificates import Authority
from tests.support.htqd import PATIENCE, Client, Daemon, program

PLANTED = "PLANTEDPLANTEDPLANTEDPLANTEDPLANTEDPLANTED0"
PASSWORD = "PLANTED-password-of-the-brokers"
NOBODY = "127.0.0.1:1"  # no broker listens there


class Secrets(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon({"logging.level": "debug", "http.listen": "127.0.0.1:0"})
        self.addCleanup(self.daemon.close)
        self.authority = Authority(self.daemon.directory)
        certificate, self.key_file = self.authority.issue("here", ["127.0.0.1"])
        self.daemon.set("tls.certificate", str(certificate))
        self.daemon.set("tls.key", str(self.key_file))
        self.key = provider.Key("one", "ES256")
        self.jwks = self.daemon.directory / "jwks.json"
        provider.write_set(self.jwks, [self.key])
        for name, value in [("jwks", str(self.jwks)), ("issuer", provider.ISSUER), ("audience", provider.AUDIENCE),
                            ("roles_claim", "realm.groups")]:
            self.daemon.set(f"oidc.{name}", value)
        self.daemon.callers.write_text('group="htq officials" roles=official\n')
        self.master_key = self.secret_file("master-key", secrets.token_hex(32))
        self.cluster_secret = self.secret_file("cluster-secret", secrets.token_hex(32))
        for name, value in [("keys.master_key_file", str(self.master_key)), ("cluster.secret_file", str(self.cluster_secret)),
                            ("log.kafka.bootstrap_servers", NOBODY), ("log.kafka.security_protocol", "sasl_plaintext"),
                            ("log.kafka.sasl_mechanism", "PLAIN"), ("log.kafka.sasl_username", "htqd"),
                            ("log.kafka.sasl_password_file", str(self.secret_file("password", PASSWORD)))]:
            self.daemon.set(name, value)
        self.token = self.daemon.token("olga", ["official"])
        self.operator = self.daemon.token("oscar", ["operator"])
        self.jwt = provider.token(self.key)
        self.forged = self.jwt[:-20] + PLANTED[:20]
        self.unknown = "htq_" + PLANTED
        self.answers = []

    def secret_file(self, name, secret):
        path = self.daemon.directory / name
        path.touch(0o600)
        path.write_text(secret + "\n")
        return path

    def secrets(self):
        """What must not come out, in each form in which it could."""
        pem = self.key_file.read_text().splitlines()[1:-1]
        digest_key = (self.daemon.data / "keys" / "command-digest").read_bytes()
        shared = [file.read_text()[:64] for file in (self.master_key, self.cluster_secret)]  # in hexadecimal digits
        tokens = [self.token, self.operator, self.unknown, self.jwt, self.forged, PASSWORD, *shared]
        return [secret.encode() for secret in [*tokens, *pem, PLANTED[:20], *(part for jwt in (self.jwt, self.forged)
                                                                             for part in jwt.split(".")[2:])]] + [
            *(token[4:36].encode() for token in (self.token, self.operator, self.unknown)),
            base64.urlsafe_b64decode(self.token[4:] + "="), base64.b64decode("".join(pem)), digest_key,
            digest_key.hex().encode(), base64.b64encode(digest_key), base64.b64encode(PASSWORD.encode()),
            *(bytes.fromhex(each) for each in shared)]

    def assert_clean(self, data, where):
        for secret in self.secrets():
            self.assertNotIn(secret, data, f"{where} holds {secret[:12]!r}...")

    def ask(self, client, method, path, body=None, headers=None):
        try:
            answer = client.request(method, path, body, {"Idempotency-Key": "k", **(headers or {})})
            self.answers.append(f"{answer.headers}".encode() + answer.body)
        except OSError:
            pass

    def test_nothing_that_comes_out_holds_a_secret(self):
        # What it cannot publish, for want of brokers, it says by every door that tells how far it is.
        self.daemon.set("publish.to", "kafka")
        self.daemon.start()
        client = self.daemon.client()
        self.addCleanup(client.close)
        client.wait_for(lambda: b"trouble" in client.request("GET", "/v1/streams", token=self.operator).body,
                        "the trouble with the brokers to be told")
        route = {"route": "digital", "name": "Digital", "letters": "DZ"}
        for bearer in [self.token, self.operator, self.unknown, self.jwt, self.forged]:
            for authorization in [f"Bearer {bearer}", f"bearer  {bearer} ", f"Bearer {bearer} {bearer}", bearer,
                                  f"Basic {bearer}", f"Bearer {bearer}\u00e9", f"Bearer{bearer}",
                                  f"Bearer {bearer}" + "x" * 20_000]:
                given = {"Authorization": authorization.encode("latin-1")}
                for method, path, body in [("GET", "/v1/clock", None), ("GET", "/v1/events?follow=no", None),
                                           ("POST", "/v1/commands/record-route", route), ("GET", "/nowhere", None),
                                           ("POST", "/v1/commands/record-route", b"{"), ("BREW", "/v1/clock", None),
                                           ("GET", "/v1/cases?asAt=never&x=y", None), ("GET", "/v1/streams", None),
                                           ("GET", "/metrics", None)]:
                    self.ask(client, method, path, body, given)
        for told in (b"recordedAt", b'"trouble"', b"htqd_projections_lag_events"):
            self.assertTrue(any(told in answer for answer in self.answers), f"the good tokens are told {told}")
        context = ssl.create_default_context(cafile=str(self.authority.certificate))
        over_tls = Client(lambda: http.client.HTTPSConnection("127.0.0.1", self.daemon.port, context=context, timeout=PATIENCE))
        self.ask(over_tls, "GET", "/v1/clock")
        over_tls.close()
        for answer in self.answers:
            self.assert_clean(answer, "an answer")

        self.spoil_the_files(client)
        process = pathlib.Path("/proc") / str(self.daemon.process.pid)
        for name in ["cmdline", "comm", "status"]:
            self.assert_clean((process / name).read_bytes(), name)
        for thread in (process / "task").iterdir():
            self.assert_clean((thread / "comm").read_bytes(), "a thread's name")
        client.sure("record-route", {"route": "other", "name": "Other", "letters": "OT"}, token=self.token)
        self.assertEqual(self.daemon.stop(), 0)
        self.assert_clean(self.daemon.log.read_bytes(), "the log")
        for path in self.daemon.data.rglob("*"):
            if path.is_file() and path.parent.name != "keys":
                self.assert_clean(path.read_bytes(), path)
        self.daemon.start()
        self.assert_clean(self.daemon.log.read_bytes(), "the log")

    def spoil_the_files(self, client):
        """Each file of secrets with a mistake in the line that holds one."""
        good = {path: path.read_bytes() for path in (self.daemon.tokens, self.jwks, self.key_file)}
        line = good[self.daemon.tokens].decode().splitlines()[0]
        hash_of_it = line.split("hash=")[1].split(" ")[0]
        self.daemon.tokens.write_text(line.replace(hash_of_it, self.token) + "\n")
        client.wait_for(lambda: self.daemon.log_lines("tokens_not_read"), "the tokens to be told")
        self.jwks.write_text('{"keys":[{"kty":"oct","kid":"one","k":"%s"}]}' % PLANTED)
        client.wait_for(lambda: self.daemon.log_lines("keys_not_read"), "the keys to be told")
        self.key_file.write_text(self.key_file.read_text().replace("PRIVATE KEY", "PRIVATE " + PLANTED))
        self.daemon.process.send_signal(signal.SIGHUP)
        client.wait_for(lambda: self.daemon.log_lines("certificates_not_read"), "the key to be told")
        for path, content in good.items():
            path.write_bytes(content)
        client.wait_for(lambda: self.daemon.log_lines("tokens_read"), "the tokens to be read")

    def test_messages_of_the_programs_hold_none(self):
        self.daemon.start()
        for token in [self.unknown, self.forged, self.unknown + "\n" + self.unknown, self.unknown + "\u00e9"]:
            for arguments in [["audit"], ["--json", "audit"], ["events", "tail"], ["case", "show", "HTQ-7K3M-92QX-5CJD"]]:
                done = ctl.run(self.daemon, token, *arguments)
                self.assertNotEqual(done.returncode, 0)
                self.assert_clean((done.stdout + done.stderr).encode(), arguments)
        done = ctl.run(self.daemon, self.token, "--url", "https://127.0.0.1:1", "--certificate", self.key_file, "--key",
                       self.key_file, "audit")
        self.assert_clean((done.stdout + done.stderr).encode(), "a key in the place of a certificate")
        self.daemon.set("publish.to", "kafka")
        self.daemon.write_config()
        for option in ["--print-config", "--check-config"]:
            done = subprocess.run([program(), "--config", self.daemon.config, option], capture_output=True, check=True)
            self.assert_clean(done.stdout + done.stderr, option)

    def test_a_daemon_on_kafka_that_cannot_start_tells_none(self):
        """For want of brokers, and because what a file of secrets holds is malformed."""
        self.daemon.start()  # what keys the digests is made
        self.assertEqual(self.daemon.stop(), 0)
        self.daemon.set("log.kind", "kafka")
        for spoilt in (None, self.master_key):
            if spoilt is not None:
                spoilt.write_text(spoilt.read_text().strip() + PLANTED + "\n")
            self.daemon.spawn()
            self.assertNotEqual(self.daemon.process.wait(PATIENCE), 0)
            self.assert_clean(self.daemon.log.read_bytes(), "the log")

    def test_no_core_dump_holds_any(self):
        self.daemon.start()
        limits = (pathlib.Path("/proc") / str(self.daemon.process.pid) / "limits").read_text()
        self.assertRegex(limits, r"Max core file size +0 +0 ")
        os.kill(self.daemon.process.pid, signal.SIGABRT)
        _, status = os.waitpid(self.daemon.process.pid, 0)
        self.daemon.process.returncode = -signal.SIGABRT  # it was waited for here
        self.assertEqual((os.WTERMSIG(status), os.WCOREDUMP(status)), (signal.SIGABRT, False))
