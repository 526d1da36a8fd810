"""The header with which one daemon hands a command on to another (daemon/forwarded.h), made by whoever has the secret."""

import base64
import hashlib
import secrets
import time

_DECIDES = ("idempotency-key", "if-match", "htqd-after", "htqd-occurred-at", "htqd-on-behalf-of", "htqd-authority", "htqd-role",
            "content-type", "accept", "traceparent", "htqd-purpose")


def signed(secret_file, target, headers, body, to, subject, roles, sent=None, received=None):
    sent = sent or time.time_ns()
    secret = bytes.fromhex(secret_file.read_text())
    key = hashlib.blake2b(b"signatures of forwarded commands", key=secret, digest_size=32).digest()
    caller = ".".join(base64.urlsafe_b64encode(field.encode()).decode().rstrip("=") for field in (subject, "", "", *roles))
    stamp = " ".join(("v2", str(received or sent), str(sent), secrets.token_hex(16), caller,
                      hashlib.blake2b(body, digest_size=32).hexdigest()))
    given = {name.lower(): value for name, value in headers.items()}
    pieces = ["POST", target]
    for name in _DECIDES:
        pieces += ["=" if name in given else "", given.get(name, "")]
    pieces += [to, stamp]
    text = b"".join(str(len(piece.encode())).encode() + b":" + piece.encode() for piece in pieces)
    return stamp + " " + hashlib.blake2b(text, key=key, digest_size=32).hexdigest()
