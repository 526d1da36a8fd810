#!/usr/bin/env python3
"""Keeps an office's events in a database, each once: consumer.py BROKERS TOPIC GROUP FILE

What is kept and how far it goes are written in one transaction: killed at any instant, it goes on where it was. What comes
twice is known by source and id. When a person is erased, what is kept of them goes; a corrected entry says by which.
"""

import json
import sqlite3
import sys

from confluent_kafka import Consumer, TopicPartition


def without(person, value):
    """As it was, but for what tells of the person."""
    if isinstance(value, dict):
        return {"erased": True} if value.get("person") == person else {key: without(person, one) for key, one in value.items()}
    return [without(person, one) for one in value] if isinstance(value, list) else value


def react(store, event, data):
    if event["type"].endswith(".person.erased.v1"):
        person = event["subject"].split("/", 1)[1]
        for row, kept in store.execute("SELECT rowid, data FROM events WHERE instr(data, ?)", (json.dumps(person),)).fetchall():
            store.execute("UPDATE events SET data = ? WHERE rowid = ?", (json.dumps(without(person, json.loads(kept))), row))
    if event["type"].endswith(".entry.corrected.v1"):
        wrong = str(data["body"]["entryCorrected"]["wrong"])
        store.execute("UPDATE events SET corrected_by = ? WHERE source = ? AND id = ?", (event["id"], event["source"], wrong))


def main(brokers, topic, group, file):
    store = sqlite3.connect(file)
    store.execute("CREATE TABLE IF NOT EXISTS events (source, id, type, subject, data, corrected_by, PRIMARY KEY (source, id))")
    store.execute("CREATE TABLE IF NOT EXISTS place (topic PRIMARY KEY, next)")
    place = store.execute("SELECT next FROM place WHERE topic = ?", (topic,)).fetchone()
    consumer = Consumer({"bootstrap.servers": brokers, "group.id": group, "isolation.level": "read_committed",
                         "enable.auto.commit": False, "auto.offset.reset": "earliest"})
    consumer.assign([TopicPartition(topic, 0, place[0] if place else 0)])
    while True:
        message = consumer.poll(1)
        if message is None or message.error():
            continue  # brokers that are away come back
        event = {name[3:]: value.decode() for name, value in message.headers() if name.startswith("ce_")}
        data = json.loads(message.value())
        with store:
            if store.execute("INSERT OR IGNORE INTO events VALUES (?, ?, ?, ?, ?, NULL)", (
                    event["source"], event["id"], event["type"], event["subject"], json.dumps(data))).rowcount:
                react(store, event, data)
            store.execute("REPLACE INTO place VALUES (?, ?)", (topic, message.offset() + 1))
        consumer.commit(message, asynchronous=False)  # tells the office how far we are; what counts is our own place


if __name__ == "__main__":
    main(*sys.argv[1:])
