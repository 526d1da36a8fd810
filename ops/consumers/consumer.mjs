// Keeps an office's events in a file, each once: node consumer.mjs BROKERS TOPIC GROUP FILE
//
// What is kept and how far it goes are one file, written anew and renamed: killed at any instant, it goes on where it was. What comes
// twice is known by source and id. When a person is erased, what is kept of them goes; a corrected entry says by which.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { Kafka, logLevel } from "kafkajs";

const [brokers, topic, groupId, file] = process.argv.slice(2);
const kept = existsSync(file) ? JSON.parse(readFileSync(file)) : { next: "0", events: {} };

const without = (person, value) =>
  Array.isArray(value) ? value.map((one) => without(person, one))
  : value === null || typeof value !== "object" ? value
  : value.person === person ? { erased: true }
  : Object.fromEntries(Object.entries(value).map(([key, one]) => [key, without(person, one)]));

function react(event) {
  if (event.type.endsWith(".person.erased.v1")) {
    const person = event.subject.slice("person/".length);
    for (const one of Object.values(kept.events)) one.data = without(person, one.data);
  }
  if (event.type.endsWith(".entry.corrected.v1")) {
    const wrong = kept.events[`${event.source} ${event.data.body.entryCorrected.wrong}`];
    if (wrong) wrong.correctedBy = event.id;
  }
}

const kafka = new Kafka({ clientId: "consumer", brokers: brokers.split(","), logLevel: logLevel.ERROR });
const consumer = kafka.consumer({ groupId, readUncommitted: false, sessionTimeout: 6000 });
await consumer.connect();
await consumer.subscribe({ topic, fromBeginning: true });
await consumer.run({
  autoCommit: false,
  eachBatchAutoResolve: true,
  eachBatch: async ({ batch }) => {
    for (const { headers, value, offset } of batch.messages) {
      if (BigInt(offset) < BigInt(kept.next)) continue;
      const event = Object.fromEntries(Object.entries(headers).map(([name, text]) => [name.replace(/^ce_/, ""), text.toString()]));
      event.data = JSON.parse(value);
      const known = `${event.source} ${event.id}` in kept.events;
      if (!known) { kept.events[`${event.source} ${event.id}`] = event; react(event); }
    }
    kept.next = String(BigInt(batch.lastOffset()) + 1n);
    writeFileSync(`${file}.new`, JSON.stringify(kept));
    renameSync(`${file}.new`, file);
    // Tells the office how far we are; what counts is our own place.
    await consumer.commitOffsets([{ topic, partition: 0, offset: kept.next }]);
  },
});
consumer.seek({ topic, partition: 0, offset: kept.next });
