"""A made-up OpenID Connect provider: its keys, the file that publishes them, and tokens good and bad."""

import base64
import hashlib
import hmac
import json
import time

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils

ISSUER = "https://provider.example/"
AUDIENCE = "htqd-test"


def text_of(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value, size=None):
    return text_of(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


class Key:
    def __init__(self, kid, algorithm, private=None):
        self.kid = kid
        self.algorithm = algorithm
        self.private = private or {
            "RS256": lambda: rsa.generate_private_key(65537, 2048),
            "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
            "EdDSA": ed25519.Ed25519PrivateKey.generate,
        }[algorithm]()

    def jwk(self):
        public = self.private.public_key()
        if self.algorithm == "RS256":
            of = public.public_numbers()
            return {"kty": "RSA", "kid": self.kid, "use": "sig", "alg": "RS256", "n": number(of.n), "e": number(of.e)}
        if self.algorithm == "ES256":
            of = public.public_numbers()
            return {"kty": "EC", "crv": "P-256", "kid": self.kid, "x": number(of.x, 32), "y": number(of.y, 32)}
        return {"kty": "OKP", "crv": "Ed25519", "kid": self.kid, "x": text_of(public.public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw))}

    def sign(self, data):
        if self.algorithm == "RS256":
            return self.private.sign(data, padding.PKCS1v15(), hashes.SHA256())
        if self.algorithm == "ES256":
            r, s = utils.decode_dss_signature(self.private.sign(data, ec.ECDSA(hashes.SHA256())))
            return r.to_bytes(32, "big") + s.to_bytes(32, "big")
        return self.private.sign(data)

    def public_pem(self):
        return self.private.public_key().public_bytes(serialization.Encoding.PEM,
                                                      serialization.PublicFormat.SubjectPublicKeyInfo)


def claims(**changes):
    now = int(time.time())
    return {name: value for name, value in {
        "iss": ISSUER, "aud": AUDIENCE, "sub": "olga", "exp": now + 600, "iat": now,
        "realm": {"groups": ["htq officials"]}, **changes}.items() if value is not None}


def token(key, body=None, header=None, signature=None):
    """`body`: claims, or bytes as they are; `header`: what differs from a proper one."""
    head = {name: value for name, value in {"alg": key.algorithm, "kid": key.kid, "typ": "at+jwt",
                                            **(header or {})}.items() if value is not None}
    body = claims() if body is None else body
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    signed = text_of(json.dumps(head).encode()) + "." + text_of(body)
    if signature is None:
        signature = key.sign(signed.encode())
    return signed + "." + text_of(signature)


def signed_with_the_public_key(key):
    """The classic confusion: HMAC with what everyone knows."""
    def of(secret):
        head = text_of(json.dumps({"alg": "HS256", "kid": key.kid, "typ": "JWT"}).encode())
        signed = head + "." + text_of(json.dumps(claims()).encode())
        return signed + "." + text_of(hmac.new(secret, signed.encode(), hashlib.sha256).digest())
    return [of(key.public_pem()), of(json.dumps(key.jwk()).encode()), of(b"")]


def write_set(path, keys):
    path.write_text(json.dumps({"keys": [key if isinstance(key, dict) else key.jwk() for key in keys]}))
