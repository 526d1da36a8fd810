#!/usr/bin/env python3
"""Whether each line of DIRECTORY/messages.jsonl is what the schemas beside it say: of its type, and asyncapi.json.

    validate.py DIRECTORY
"""

import json
import pathlib
import sys

import jsonschema_rs

validator = jsonschema_rs.Draft202012Validator
folder = pathlib.Path(sys.argv[1])
asyncapi = json.loads((folder / "asyncapi.json").read_text())
validators, wrong, seen = {}, 0, 0
for line in (folder / "messages.jsonl").read_text().splitlines():
    message = json.loads(line)
    kind = message["type"]
    if kind not in validators:
        own = json.loads((folder / f"{kind}.json").read_text())
        jsonschema_rs.meta.validate(own)
        described = asyncapi["components"]["messages"][kind]
        whole = {"components": asyncapi["components"]}
        validators[kind] = {"data": [validator(own), validator({**whole, "allOf": [described["payload"]]})],
                            "headers": [validator({**whole, "allOf": [described["headers"]]})]}
    for part, several in validators[kind].items():
        for one in several:
            for error in one.iter_errors(message[part]):
                wrong += 1
                print(f"{kind}, {part}: {error.instance_path}: {error.message}")
    seen += 1
print(f"{seen} messages of {len(validators)} types, {wrong} mistakes")
sys.exit(1 if wrong or not seen else 0)
