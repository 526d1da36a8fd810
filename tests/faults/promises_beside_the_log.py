"""What is promised beside the log: texts about persons can be read until they are erased and never afterwards, and who
read a case is in the access journal. Both lie in files of their own (keys and journal), which a crash may treat otherwise."""

TEXT = "Words about "  # a person; their pseudonym follows


def way_of_a_person(office, person):
    """As Office.way_of_a_case: somebody asks twice, and their words are erased."""
    for number in (1, 2):
        yield office.official, "receive-enquiry", {
            "enquiry": f"enquiry-{person}-{number}", "kind": "general", "question": "When?",
            "enquirer": {"person": person, "text": TEXT + person}}, {}
    yield office.records_officer, "erase-person", {"person": person, "reason": "Asked for."}, {}


def without_words(entry):
    """An entry of the log as it stays when what it tells of a person is erased."""
    body = entry["record"]["body"]
    if entry["type"] != "enquiryReceived" or "enquirer" not in body[entry["type"]]:
        return entry
    kept = {**body[entry["type"]], "enquirer": {"person": body[entry["type"]]["enquirer"]["person"]}}
    return {**entry, "record": {**entry["record"], "body": {**body, entry["type"]: kept}}}


def check_person(client, way, faults):
    """`way.told`: enquiries that were acknowledged; `way.erased`: the erasure was. One of them may be without an answer."""
    answer = client.get("/v1/audit", person=way.person, limit=100)
    if answer.status != 200:
        return faults.append(f"what tells of {way.person} is answered {answer.status}: {answer.body!r}")
    told = [entry["record"]["body"]["enquiryReceived"]["enquirer"] for entry in answer.json["entries"]
            if entry["type"] == "enquiryReceived"]
    may_be_more = bool(way.pending and way.pending.name == "receive-enquiry")
    if not way.told <= len(told) <= way.told + may_be_more:
        faults.append(f"LOST: {way.told} enquiries of {way.person} were acknowledged, {len(told)} are there")
    is_open = [about.get("text") == TEXT + way.person for about in told]
    is_erased = [about.get("erased") is True for about in told]
    if way.erased and not all(is_erased):
        faults.append(f"{way.person} was erased, and is told of: {told}")
    may_be_erased = bool(way.pending and way.pending.name == "erase-person")
    if not way.erased and not all(is_open) and not (may_be_erased and all(is_erased)):
        faults.append(f"LOST: what was told of {way.person} can not be read: {told}")


def check_reads(client, reads, faults):
    """`reads`: (case, purpose) of each read that was answered."""
    for case in sorted({case for case, _ in reads}):
        purposes, cursor = set(), ""
        while cursor is not None:
            page = client.get("/v1/audit/reads", subject="aud", case=case, kind="read", limit=500,
                              **({"cursor": cursor} if cursor else {})).json
            purposes |= {entry.get("purpose") for entry in page["entries"]}
            cursor = page.get("next")
        for purpose in sorted({purpose for of, purpose in reads if of == case} - purposes):
            faults.append(f"LOST: the read of {case} for {purpose} was answered, and is not in the access journal")
