"""What must hold of a log, whatever happened to the daemon that wrote it: checked on the answers of its doors."""

import collections
import re

_HASH = re.compile(r"[0-9a-f]{64}")

# What the steps of tests/support/office.py lead to; an event that is not here leaves the stage as it is.
_STAGE_AFTER = {
    "interestRegistered": "registered",
    "formAccessGranted": "accessGranted",
    "applicationStarted": "draft",
    "applicationSubmitted": "submitted",
    "eligibilityConfirmed": "underReview",
    "informationRequested": "informationRequested",
    "informationProvided": "underReview",
    "adviceCompleted": "adviceReady",
    "panelRecommendationMade": "panelRecommended",
    "assuranceGiven": "assured",
    "decisionTaken": "decided",
    "feedbackIssued": "approved",
    "conditionsOfApprovalAccepted": "live",
}


def _nanoseconds(instant):
    seconds, _, fraction = instant.removesuffix("Z").partition(".")
    return seconds, int(fraction.ljust(9, "0") or 0)


def _to_the_millisecond(instant):
    seconds, _, beneath = instant.removesuffix("Z").partition(".")
    return seconds, beneath.ljust(3, "0")[:3]


class RecordOfEvents:
    """The whole log as it was read, {"type", "summary", "record"} by position from 1. `faults` says what is wrong."""

    def __init__(self, entries):
        self.entries = entries
        self.faults = []
        self.by_command = collections.defaultdict(list)  # (subject, command id) -> entries
        self.by_stream = collections.defaultdict(list)   # (kind, id) -> entries
        for entry in entries:
            record = entry["record"]
            self.by_command[record["actor"]["subject"], record["commandId"]].append(entry)
            self.by_stream[record["streamKind"], record["stream"]].append(entry)
        self._check_order()
        self._check_streams()
        self._check_commands()

    def cases(self):
        return [stream for kind, stream in self.by_stream if kind == "case"]

    def _fault(self, what):
        self.faults.append(what)

    def _check_order(self):
        hashes = set()
        before = ("", 0)
        for position, entry in enumerate(self.entries, start=1):
            record = entry["record"]
            if record["position"] != position:
                return self._fault(f"position {record['position']} stands where {position} should")
            recorded = _nanoseconds(record["recordedAt"])
            if recorded <= before:
                self._fault(f"position {position} is not recorded after the one before it")
            before = recorded
            previous = record["previous"]
            if position == 1:
                if previous:
                    self._fault("the first record names one before it")
            elif not _HASH.fullmatch(previous) or previous in hashes:
                self._fault(f"position {position} has no hash of its own of the record before it: {previous!r}")
            hashes.add(previous)

    def _check_streams(self):
        for stream, entries in self.by_stream.items():
            versions = [entry["record"]["version"] for entry in entries]
            if versions != list(range(1, len(versions) + 1)):
                self._fault(f"the versions of {stream} are {versions}")

    def _check_commands(self):
        for command, entries in self.by_command.items():
            records = [entry["record"] for entry in entries]
            parts = [record["commandPart"] for record in records]
            if any(record["commandParts"] != len(records) for record in records) or \
                    parts != list(range(1, len(records) + 1)):
                self._fault(f"command {command} is there in part, or twice: parts {parts} of "
                            f"{records[0]['commandParts']} at {[record['position'] for record in records]}")
            elif records[-1]["position"] - records[0]["position"] != len(records) - 1:
                self._fault(f"the records of command {command} do not follow one another")

    def check_receipt(self, subject, key, receipt):
        """An acknowledged command is there once, whole, where the receipt says."""
        entries = self.by_command.get((subject, key))
        if not entries:
            return self._fault(f"LOST: command {key} of {subject} was acknowledged at {receipt['position']}")
        last = entries[-1]["record"]
        found = {"firstPosition": entries[0]["record"]["position"], "position": last["position"],
                 "stream": last["stream"], "streamKind": last["streamKind"], "version": last["version"],
                 "recordedAt": last["recordedAt"], "events": [entry["type"] for entry in entries]}
        if isinstance(receipt["position"], str):
            # Sealed: whoever sent it is not told where it stands, nor times to the nanosecond, and counts other events.
            for name in ("firstPosition", "position", "version"):
                del found[name]
            found["recordedAt"] = _to_the_millisecond(found["recordedAt"])
            receipt = {**receipt, "recordedAt": _to_the_millisecond(receipt["recordedAt"])}
        said = {name: receipt[name] for name in found}
        if said != found:
            self._fault(f"command {key} of {subject} was acknowledged as {said}, and is there as {found}")

    def check_case(self, client, case):
        """The answers on a case are what the log says of it."""
        entries = self.by_stream["case", case]
        answer = client.get(f"/v1/cases/{case}/timeline")
        if answer.status != 200:
            return self._fault(f"LOST: case {case} is answered {answer.status}")
        told = answer.json["entries"]
        if told != entries:
            self._fault(f"the timeline of {case} has {[entry['record']['position'] for entry in told]}, "
                        f"the log {[entry['record']['position'] for entry in entries]}")
        stage = "none"
        for entry in entries:
            stage = _STAGE_AFTER.get(entry["type"], stage)
        last = entries[-1]["record"]
        expected = {"stage": stage, "version": last["version"], "position": last["position"]}
        answer = client.get(f"/v1/cases/{case}").json
        found = {name: answer[name] for name in expected}
        if found != expected:
            self._fault(f"case {case} is answered as {found}, and its events say {expected}")

    def check_register(self, client):
        listed = {}
        for entry in self.entries:
            if entry["type"] == "listedPublicly":
                body = entry["record"]["body"]["listedPublicly"]
                for standard in body["occupations"]:
                    listed[entry["record"]["stream"], standard] = (body["title"], body["awardingBody"], body["level"],
                                                                   body["firstTeach"])
        rows = []
        page = {"next": ""}
        while "next" in page:
            page = client.get("/v1/register", limit=500, cursor=page["next"]).json
            rows += page["rows"]
        found = {(row["case"], row["standard"]): (row["title"], row["awardingBody"], row["level"], row["firstTeach"])
                 for row in rows}
        if len(rows) != len(found):
            self._fault("the register has a row twice")
        if found != listed:
            self._fault(f"the register differs from the log in {sorted(set(found.items()) ^ set(listed.items()))[:5]}")
