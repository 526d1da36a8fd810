"""Answers with everything that is sealed in them made alike: a seal has a nonce of its own, and a length that tells
nothing."""

import re

_SEALED = re.compile(rb"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{64,}(?![A-Za-z0-9_-])")
MISSING = "HTQ-7K3M-92QX-5CJD"


def but_for_nonces(answer):
    return answer.status, {name: value for name, value in answer.headers.items() if name != "date"}, \
        _SEALED.sub(lambda found: b"*" * len(found.group()), answer.body)
