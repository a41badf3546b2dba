/** The calls that a queue is cut into keep to what Kinesis takes. */
import { expect, test } from "vitest";
import type { OutgoingRecord } from "../../../scripts/producer/record-sink.ts";
import { SendQueue } from "../../../scripts/producer/send-queue.ts";

const MIB = 1024 * 1024;

function queueOf(records: readonly OutgoingRecord[]): SendQueue<OutgoingRecord> {
  const queue = new SendQueue<OutgoingRecord>();
  for (const record of records) queue.push(record);
  return queue;
}

function record(key: string, bytes: number): OutgoingRecord {
  return { partitionKey: key, data: new Uint8Array(bytes) };
}

function keysOfNextCall(queue: SendQueue<OutgoingRecord>): string[] {
  return queue.nextCall().map(({ record: { partitionKey } }) => partitionKey);
}

test("SendQueue puts at most 500 records into a call", () => {
  const queue = queueOf(Array.from({ length: 1201 }, (_, i) => record(`sensor_${i}`, 10)));
  expect([1, 2, 3, 4].map(() => queue.nextCall().length)).toEqual([500, 500, 201, 0]);
});

test("SendQueue puts at most 5 MiB into a call, partition keys included", () => {
  const exact = queueOf([record("a", 2 * MIB - 1), record("b", 3 * MIB - 1), record("c", 1)]);
  expect([keysOfNextCall(exact), keysOfNextCall(exact)]).toEqual([["a", "b"], ["c"]]);
  const over = queueOf([record("a", 2 * MIB - 1), record("b", 3 * MIB)]);
  expect([keysOfNextCall(over), keysOfNextCall(over)]).toEqual([["a"], ["b"]]);
});

test("SendQueue refuses a record that no call can carry", () => {
  expect(() => queueOf([record("a", 5 * MIB)])).toThrow("Cannot send a record of 5242881 bytes");
});

test("SendQueue puts one record of a key into a call and passes the others over", () => {
  const queue = queueOf(["a", "a", "b", "a", "c"].map((key) => record(key, 1)));
  expect([1, 2, 3, 4].map(() => keysOfNextCall(queue))).toEqual([["a", "b", "c"], ["a"], ["a"], []]);
});
