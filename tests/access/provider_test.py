"""Access tokens of an OpenID Connect provider: taken when everything holds, refused when anything does not."""

import base64
import json
import struct
import time
import unittest

from tests.access import provider
from tests.access.provider import Key, claims, token
from tests.support.htqd import Daemon, Failed


class Provider(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon()
        cls.addClassCleanup(cls.daemon.close)
        cls.jwks = cls.daemon.directory / "jwks.json"
        cls.daemon.set("oidc.jwks", str(cls.jwks))
        cls.daemon.set("oidc.issuer", provider.ISSUER)
        cls.daemon.set("oidc.audience", provider.AUDIENCE)
        cls.daemon.set("oidc.roles_claim", "realm.groups")
        cls.daemon.set("oidc.subject_prefix", "p.")
        cls.daemon.set("oidc.organisation_claim", "college")
        cls.daemon.callers.write_text('group="htq officials" roles=official\ngroup=auditors roles=auditor\n'
                                      "group=applicants roles=applicant\n")
        cls.keys = [Key("rsa", "RS256"), Key("ec", "ES256"), Key("ed", "EdDSA")]
        provider.write_set(cls.jwks, cls.keys)
        cls.daemon.start()
        cls.client = cls.daemon.client()
        cls.addClassCleanup(cls.client.close)
        cls.made = 0

    def answer(self, bearer):
        return self.client.request("GET", "/v1/clock", token=bearer)

    def assert_taken(self, bearer):
        answer = self.answer(bearer)
        self.assertEqual(answer.status, 200, answer.body)

    def assert_refused(self, bearer, why):
        answer = self.answer(bearer)
        self.assertEqual(answer.status, 401, answer.body)
        self.assertIn(why, answer.json["detail"])

    def test_a_token_of_each_algorithm_is_taken(self):
        for key in self.keys:
            with self.subTest(key.algorithm):
                self.assert_taken(token(key))
                self.assert_taken(token(key, header={"typ": "JWT"}))
                self.assert_taken(token(key, header={"typ": None}))
                self.assert_taken(token(key, claims(aud=["another", provider.AUDIENCE])))

    def test_what_is_recorded_names_the_subject_of_the_provider(self):
        key = self.keys[1]
        receipt = self.client.sure("record-route", {"route": "digital", "name": "Digital", "letters": "DZ"},
                                   token=token(key))
        auditor = token(key, claims(sub="aud", realm={"groups": ["auditors", "unknown to the office"]}))
        self.client.position()
        record = self.client.events(receipt["position"] - 1, token=auditor)[0]["record"]
        self.assertEqual(record["actor"]["subject"], "p.olga")
        self.assertEqual(record["actor"]["role"], "official")

    def test_an_applicant_acts_for_the_organisation_of_the_claim(self):
        key = self.keys[2]
        applicant = token(key, claims(sub="ann", realm={"groups": "applicants"}, college="example-college"))
        answer = self.client.request("GET", "/v1/cases", token=applicant)
        self.assertEqual(answer.status, 200, answer.body)
        self.assert_refused(token(key, claims(realm={"groups": "applicants"}, college="No Slug")), "record")

    def test_a_claim_that_is_not_right_is_refused(self):
        now = int(time.time())
        for body, why in [
                (claims(iss="https://other.example/"), "another issuer"), (claims(iss=None), "another issuer"),
                (claims(iss=provider.ISSUER.rstrip("/")), "another issuer"),
                (claims(aud="another"), "another audience"), (claims(aud=None), "another audience"),
                (claims(aud=[]), "another audience"), (claims(aud=[7]), "another audience"),
                (claims(exp=None), "when its time is over"), (claims(exp="later"), "when its time is over"),
                (claims(exp=-1), "when its time is over"), (claims(exp=1e300), "when its time is over"),
                (claims(exp=now - 60), "is over"),
                (claims(nbf=now + 300), "has not come"), (claims(nbf="soon"), "has not come"),
                (claims(iat=now + 300), "has not come"),
                (claims(sub=None), "who is calling"), (claims(sub=7), "who is calling"),
                (claims(sub="Olga Smith"), "record"), (claims(sub=""), "who is calling"),
                (claims(realm=None), "No group"), (claims(realm={"groups": ["strangers"]}), "No group"),
                (claims(realm={"groups": ["official"]}), "No group"), (claims(realm={"groups": [[]]}), "No group"),
                (b"[]", "cannot be read"), (b"", "cannot be read"), (b'{"iss":"a"', "cannot be read"),
                (json.dumps(claims()).encode() + b"x", "cannot be read"),
                (json.dumps(claims()).replace("{", '{"sub":"root",', 1).encode(), "cannot be read"),
                (json.dumps(claims(x=json.loads("[" * 20 + "]" * 20))).encode(), "cannot be read"),
        ]:
            for key in self.keys:
                with self.subTest(key=key.algorithm, body=body):
                    self.assert_refused(token(key, body), why)

    def test_none_is_no_algorithm(self):
        for alg in ["none", "None", "NONE", "nOnE", "", None, 7]:
            for key in self.keys:
                for signature in [b"", None]:
                    with self.subTest(alg=alg, key=key.kid):
                        self.assert_refused(token(key, header={"alg": alg}, signature=signature), "another algorithm")

    def test_an_algorithm_is_the_keys_and_not_the_tokens(self):
        for key in self.keys:
            for alg in ["RS256", "ES256", "EdDSA", "HS256", "RS384", "PS256", "ES384", "ES256K", "rs256", "Ed25519"]:
                if alg == key.algorithm:
                    continue
                with self.subTest(key=key.kid, alg=alg):
                    self.assert_refused(token(key, header={"alg": alg}), "another algorithm")
            for other in self.keys:
                if other is not key:
                    signature = other.sign(token(key, signature=b"").rpartition(".")[0].encode())
                    self.assert_refused(token(key, signature=signature), "does not hold")
            for forged in provider.signed_with_the_public_key(key):
                self.assert_refused(forged, "another algorithm")

    def test_a_key_that_the_token_brings_is_not_looked_at(self):
        own = Key("own", "ES256")
        for header in [{"jwk": own.jwk()}, {"jku": "https://evil.example/jwks"}, {"x5u": "https://evil.example/"}]:
            self.assert_refused(token(own, header=header), "is not known here")
            self.assert_refused(token(own, header={"kid": "ec", **header}), "does not hold")
        for kid in [None, "", 7, "../ec", "ec\x00", "EC", ["ec"]]:
            self.assert_refused(token(self.keys[1], header={"kid": kid}), "key")

    def test_extensions_and_other_types_are_refused(self):
        for header, why in [({"crit": ["exp"]}, "extensions"), ({"crit": []}, "extensions"),
                            ({"typ": "logout+jwt"}, "another type"), ({"typ": "dpop+jwt"}, "another type"),
                            ({"typ": 7}, "another type")]:
            with self.subTest(header=header):
                self.assert_refused(token(self.keys[0], header=header), why)

    def test_a_signature_that_was_touched_is_refused(self):
        for key in self.keys:
            good = token(key)
            head, body, signature = good.split(".")
            raw = base64.urlsafe_b64decode(signature + "==")
            for touched in [raw[:-1], raw + b"\0", b"", bytes(len(raw)), b"\xff" * len(raw),
                            bytes([raw[0] ^ 1]) + raw[1:], raw[:-1] + bytes([raw[-1] ^ 1])]:
                self.assert_refused(f"{head}.{body}.{provider.text_of(touched)}", "does not hold")
            other = token(key, claims(sub="root")).split(".")[1]
            self.assert_refused(f"{head}.{other}.{signature}", "does not hold")
        # The numbers of a signature as DER holds them, and the psychic one of nothing but zeros.
        r, s = (int.from_bytes(part, "big") for part in struct.unpack("32s32s", self.keys[1].sign(b"x")))
        self.assertGreater(r * s, 0)
        self.assert_refused(token(self.keys[1], signature=bytes(64)), "does not hold")
        self.assert_refused(token(self.keys[1], signature=self.keys[1].private.sign(
            b"x", provider.ec.ECDSA(provider.hashes.SHA256()))), "does not hold")

    def test_a_token_has_one_text(self):
        good = token(self.keys[0])
        head, body, signature = good.split(".")
        for other in [good + "=", good + "==", f"{head}=.{body}.{signature}", f"{head}.{body}.{signature[:-1]}",
                      f"{head}.{body}.{signature}\u00e9", good.replace("_", "/").replace("-", "+") + "+",
                      f"{head}..{signature}", f".{body}.{signature}", f"{head}.{body}.", ".."]:
            answer = self.client.request("GET", "/v1/clock", headers={"Authorization": f"Bearer {other}".encode()})
            self.assertEqual(answer.status, 401, (other, answer.body))
        self.assertEqual(self.answer(good + "." + signature).status, 401)
        self.assertEqual(self.answer("a" * 13000 + ".b.c").status, 401)
        self.assert_taken(good)

    def test_keys_are_read_again_when_the_file_changes(self):
        new, old = Key("new", "ES256"), self.keys
        self.assert_refused(token(new), "is not known here")
        provider.write_set(self.jwks, [*old, new, {"kty": "EC", "crv": "P-384", "kid": "x"}, {"kty": "oct", "kid": "y"}])
        self.client.wait_for(lambda: self.answer(token(new)).status == 200, "the new key to be known")
        for bad in ["", "{}", '{"keys":[]}', '{"keys":[{"kty":"oct","kid":"new","k":"AAAA"}]}',
                    json.dumps({"keys": [old[0].jwk(), old[0].jwk()]}),
                    json.dumps({"keys": [{**old[1].jwk(), "y": provider.text_of(bytes(32))}]}),
                    json.dumps({"keys": [{**old[0].jwk(), "n": "AQAB"}]}),
                    json.dumps({"keys": [{**old[2].jwk(), "d": "AAAA"}]})]:
            before = len(self.daemon.log_lines("keys_not_read"))
            self.jwks.write_text(bad)
            self.client.wait_for(lambda: len(self.daemon.log_lines("keys_not_read")) > before, "the bad set to be told")
            self.assert_taken(token(new))
        provider.write_set(self.jwks, old)
        self.client.wait_for(lambda: self.answer(token(new)).status == 401, "the key to be forgotten")
        self.assert_taken(token(old[0]))

    def test_a_token_of_htqd_goes_on_being_one(self):
        token_of_htqd = self.daemon.token("tom", ["operator"])
        self.client.wait_for(lambda: self.answer(token_of_htqd).status == 200, "the token to be known")


class Configuration(unittest.TestCase):
    def test_keys_need_an_issuer_and_an_audience(self):
        daemon = Daemon({"oidc.jwks": "/nowhere/jwks.json"})
        self.addCleanup(daemon.close)
        with self.assertRaisesRegex(Failed, r"(?s)oidc.jwks needs oidc.issuer.*oidc.jwks needs oidc.audience"):
            daemon.start()
        daemon.set("oidc.issuer", "i")
        daemon.set("oidc.audience", "a")
        with self.assertRaisesRegex(Failed, "/nowhere/jwks.json: there is no such file of keys"):
            daemon.start()
