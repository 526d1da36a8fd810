"""TLS on the TCP door: versions, certificates shown and asked for, renewed while connections go on; htqctl over it;
plain TCP beyond the loopback only in so many words; users of the machine behind the Unix socket."""

import http.client
import os
import signal
import socket
import ssl
import subprocess
import unittest

from tests.support import ctl
from tests.support.certificates import Authority
from tests.support.htqd import PATIENCE, Client, Daemon, Failed, program


class TlsDoor(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon({"http.listen": "127.0.0.1:0"})
        self.addCleanup(self.daemon.close)
        self.authority = Authority(self.daemon.directory)
        certificate, key = self.authority.issue("here", ["127.0.0.1", "localhost"])
        self.daemon.set("tls.certificate", str(certificate))
        self.daemon.set("tls.key", str(key))
        self.daemon.set("tls.client_ca", str(self.authority.certificate))
        self.daemon.callers.write_text(
            "certificate=URI:spiffe://example/mailer subject=mailer roles=mailer\n"
            'certificate="CN=by subject,O=Example Ltd" subject=bysubject roles=auditor\n')
        self.olga = self.daemon.token("olga", ["official"])

    def context(self, certificate=None, key=None):
        context = ssl.create_default_context(cafile=str(self.authority.certificate))
        if certificate:
            context.load_cert_chain(certificate, key)
        return context

    def client(self, token=None, context=None, host="127.0.0.1"):
        context = context or self.context()
        client = Client(lambda: http.client.HTTPSConnection(host, self.daemon.port, context=context, timeout=PATIENCE), token)
        self.addCleanup(client.close)
        return client

    def test_the_door_speaks_tls_alone(self):
        self.daemon.start()
        self.assertEqual(self.client(self.olga).get("/v1/clock").status, 200)
        with socket.create_connection(("127.0.0.1", self.daemon.port), timeout=PATIENCE) as plain:
            plain.sendall(b"GET /livez HTTP/1.1\r\nHost: here\r\n\r\n")
            try:
                self.assertNotIn(b"alive", plain.recv(4096))
            except ConnectionResetError:
                pass

    def test_versions_before_1_2_are_refused(self):
        self.daemon.start()
        for version, agrees in [(ssl.TLSVersion.TLSv1, False), (ssl.TLSVersion.TLSv1_1, False),
                                (ssl.TLSVersion.TLSv1_2, True), (ssl.TLSVersion.TLSv1_3, True)]:
            with self.subTest(version=version):
                context = self.context()
                context.set_ciphers("ALL:@SECLEVEL=0")
                context.minimum_version = context.maximum_version = version
                if agrees:
                    self.assertEqual(self.client(self.olga, context).get("/v1/clock").status, 200)
                else:
                    with self.assertRaises((ssl.SSLError, OSError)):
                        self.client(self.olga, context).get("/v1/clock")

    def test_a_service_is_known_by_its_certificate(self):
        self.daemon.start()
        mailer = self.context(*self.authority.issue("mailer", ["spiffe://example/mailer"]))
        self.assertEqual(self.client(context=mailer).get("/v1/notices").status, 200)
        by_subject = self.context(*self.authority.issue("by subject", organisation="Example Ltd"))
        self.assertEqual(self.client(context=by_subject).get("/v1/audit").status, 200)
        stranger = self.context(*self.authority.issue("stranger", ["spiffe://example/other"]))
        answer = self.client(context=stranger).get("/v1/notices")
        self.assertEqual(answer.status, 401)
        self.assertIn("is of no caller", answer.json["detail"])
        # A token that is sent decides alone.
        self.assertEqual(self.client("htq_" + "A" * 43, mailer).get("/v1/notices").status, 401)
        self.assertEqual(self.client(self.olga, mailer).get("/v1/audit").status, 200)

    def test_a_certificate_that_does_not_hold_is_no_way_in(self):
        self.daemon.start()
        other = Authority(self.daemon.directory, "other")
        for certificate, key in [other.issue("forged", ["spiffe://example/mailer"]),
                                 self.authority.issue("late", ["spiffe://example/mailer"], days=-1)]:
            context = self.context(certificate, key)
            with self.assertRaises((ssl.SSLError, OSError)):
                self.client(context=context).get("/v1/notices")

    def test_certificates_are_read_again_and_connections_go_on(self):
        self.daemon.start()
        before = self.client(self.olga)
        self.assertEqual(before.get("/v1/clock").status, 200)
        self.authority.issue("here", ["localhost"])
        self.daemon.process.send_signal(signal.SIGHUP)
        Client.wait_for(lambda: self.daemon.log_lines("certificates_read"), "the certificates to be read")
        self.assertEqual(before.get("/v1/clock").status, 200)
        with self.assertRaises(ssl.SSLCertVerificationError):
            self.client(self.olga).get("/v1/clock")
        self.assertEqual(self.client(self.olga, host="localhost").get("/v1/clock").status, 200)
        (self.daemon.directory / "here.key").write_text("no key")
        self.daemon.process.send_signal(signal.SIGHUP)
        Client.wait_for(lambda: self.daemon.log_lines("certificates_not_read"), "the bad key to be told")
        self.assertEqual(self.client(self.olga, host="localhost").get("/v1/clock").status, 200)
        self.assertEqual(self.daemon.stop(), 0)

    def test_htqctl_speaks_it(self):
        self.daemon.start()
        url = {"HTQCTL_URL": f"https://127.0.0.1:{self.daemon.port}"}
        ca = ["--ca", str(self.authority.certificate)]
        done = ctl.run(self.daemon, self.olga, *ca, "status", more=url)
        self.assertEqual(done.returncode, ctl.DONE, done.stderr)
        done = ctl.run(self.daemon, self.olga, "status", more=url)
        self.assertEqual(done.returncode, ctl.NO_ANSWER)
        self.assertIn("no agreement on TLS", done.stderr)
        certificate, key = self.authority.issue("mailer", ["spiffe://example/mailer"])
        done = ctl.run(self.daemon, "", *ca, "--certificate", certificate, "--key", key, "notices", more=url)
        self.assertEqual(done.returncode, ctl.DONE, done.stderr)
        done = ctl.run(self.daemon, "", *ca, "--certificate", certificate, "status", more=url)
        self.assertEqual(done.returncode, ctl.BAD_USAGE, done.stderr)

    def test_a_slow_handshake_ends(self):
        self.daemon.start()
        with socket.create_connection(("127.0.0.1", self.daemon.port), timeout=PATIENCE) as silent:
            silent.sendall(b"\x16\x03\x01")
            self.assertEqual(silent.recv(1), b"")


class PlainDoor(unittest.TestCase):
    def check(self, *settings):
        arguments = [part for setting in settings for part in ("--set", setting)]
        return subprocess.run([program(), "--check-config", *arguments], capture_output=True, text=True, check=False,
                              env={"PATH": os.environ["PATH"]})

    def test_beyond_the_loopback_it_takes_so_many_words(self):
        for listen in ["0.0.0.0:7707", "192.0.2.1:80", "[::]:7707", "[2001:db8::1]:7707"]:
            refused = self.check(f"http.listen={listen}")
            self.assertNotEqual(refused.returncode, 0)
            self.assertIn('http.plain = "anywhere-unencrypted"', refused.stderr)
            self.assertEqual(self.check(f"http.listen={listen}", "http.plain=anywhere-unencrypted").returncode, 0)
            self.assertEqual(self.check(f"http.listen={listen}", "tls.certificate=c", "tls.key=k").returncode, 0)
        for listen in ["127.0.0.1:7707", "127.9.9.9:7707", "[::1]:7707", ""]:
            self.assertEqual(self.check(f"http.listen={listen}").returncode, 0, listen)

    def test_a_certificate_and_its_key_belong_together(self):
        for setting, says in [("tls.certificate=c", "tls.certificate needs tls.key"),
                              ("tls.key=k", "tls.key needs tls.certificate"),
                              ("tls.client_ca=a", "tls.client_ca needs tls.certificate")]:
            self.assertIn(says, self.check(setting).stderr)


class UsersOfTheMachine(unittest.TestCase):
    def test_a_user_behind_the_socket_is_known_and_over_tcp_is_not(self):
        daemon = Daemon()
        self.addCleanup(daemon.close)
        daemon.callers.write_text(f"user={os.getuid()} subject=olga roles=official,auditor\n")
        daemon.start()
        client = daemon.client()
        self.addCleanup(client.close)
        client.sure("record-route", {"route": "digital", "name": "Digital", "letters": "DZ"})
        client.position()
        self.assertEqual(client.events()[-1]["record"]["actor"]["subject"], "olga")
        self.assertEqual(daemon.tcp_client().get("/v1/audit").status, 401)
        self.assertEqual(daemon.client("htq_" + "A" * 43).get("/v1/audit").status, 401)
        done = ctl.run(daemon, "", "audit", more={"HTQCTL_TOKEN": ""})
        self.assertEqual(done.returncode, ctl.DONE, done.stderr)
        daemon.callers.write_text("user=4000000000 subject=olga roles=official\n")
        client.wait_for(lambda: client.get("/v1/audit").status == 401, "the user to be forgotten")
        daemon.callers.write_text("user=0 subject=system roles=official\n")
        client.wait_for(lambda: daemon.log_lines("callers_not_read"), "the mistake to be told")
        self.assertEqual(client.get("/v1/audit").status, 401)

    def test_a_file_of_callers_that_others_write_is_refused(self):
        daemon = Daemon()
        self.addCleanup(daemon.close)
        daemon.callers.write_text("user=1000 subject=olga roles=official\n")
        daemon.callers.chmod(0o666)
        with self.assertRaisesRegex(Failed, "everyone on this machine may write it"):
            daemon.start()
