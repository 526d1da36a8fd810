"""What is published to other systems, as kcat reads it."""

import collections
import json
import subprocess

Message = collections.namedtuple("Message", "key event data")


def read(bootstrap, topic):
    """All messages of a topic that were committed."""
    said = subprocess.run(["kcat", "-C", "-b", bootstrap, "-t", topic, "-e", "-q", "-J", "-X", "isolation.level=read_committed",
                           "-X", "check.crcs=true"], stdout=subprocess.PIPE, check=True).stdout
    messages = []
    for line in said.splitlines():
        one = json.loads(line)
        headers = dict(zip(one["headers"][::2], one["headers"][1::2], strict=True))
        messages.append(Message(one["key"], headers, json.loads(one["payload"])))
    return messages
