import { createHash } from "node:crypto";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, describe, expect, it } from "vitest";
import { SqsSideOutputs } from "../../../lambdas/aws/sqs-side-outputs.ts";
import { decodeRecord, type KinesisRecord } from "../../../lambdas/process/decode-record.ts";
import {
  type AnyTopology,
  BEGINNING_OF_TIME,
  eventTime,
  minutes,
  type Operator,
  tumbling,
} from "../../../lib/engine/index.ts";
import { type Event, smallTopology } from "../../support/small-topology.ts";
import { FakeEndpoint, type FakeRequest } from "../fake-endpoint.ts";
import { ARRIVAL_MS, FIRST_NUMBER, kinesisRecord, recordOfBase64, SHARD } from "../kinesis-records.ts";

interface Entry {
  readonly Id: string;
  readonly MessageBody: string;
}

let endpoint: FakeEndpoint;
afterEach(() => endpoint.stop());

const entriesOf = ({ body }: FakeRequest): Entry[] => JSON.parse(body).Entries;
const sends = () => endpoint.requests.filter(({ target }) => target.endsWith("SendMessageBatch"));
const bodies = () =>
  sends().flatMap((request) => entriesOf(request).map(({ MessageBody }) => JSON.parse(MessageBody)));

/** @param isRefused whether the queue refuses an entry of the n-th request. */
async function outputs(
  isRefused: (entry: Entry, request: number) => boolean,
  topology: AnyTopology = smallTopology(),
): Promise<SqsSideOutputs> {
  endpoint = await FakeEndpoint.start((request) => {
    if (request.method === "PUT") return { body: "" };
    const [refused, taken] = [true, false].map((wanted) =>
      entriesOf(request).filter((entry) => isRefused(entry, sends().length) === wanted),
    );
    const Successful = (taken ?? []).map(({ Id, MessageBody }) => {
      return { Id, MessageId: Id, MD5OfMessageBody: createHash("md5").update(MessageBody).digest("hex") };
    });
    const Failed = (refused ?? []).map(({ Id }) => ({ Id, Code: "InternalError", SenderFault: false }));
    return { body: JSON.stringify({ Successful, Failed }) };
  });
  const queue = `${endpoint.url}/000000000000/queue`;
  return new SqsSideOutputs(topology, {
    client: new SQSClient(endpoint.config),
    deadLetterQueueUrl: queue,
    lateQueueUrl: queue,
    overflow: { client: new S3Client({ ...endpoint.config, forcePathStyle: true }), bucket: "overflow" },
  });
}

const numbered = (n: number): KinesisRecord => decodeRecord(kinesisRecord(`record ${n}`, String(n)), 0);
const letter = (record: KinesisRecord, error = "record: expected JSON, got other text") => ({
  record,
  rejection: { reason: "malformed_json" as const, error },
});
const ten = Array.from({ length: 10 }, (_, n) => letter(numbered(n)));

describe("SqsSideOutputs", () => {
  it("sends a dead letter whole, with its identity", async () => {
    const sideOutputs = await outputs(() => false);
    const record = decodeRecord(kinesisRecord("{"), 0);
    await sideOutputs.sendDeadLetters([letter(record)]);
    expect(bodies()).toEqual([
      {
        v: 1,
        pipeline: "small",
        stream: "small-events",
        shardId: SHARD,
        sequenceNumber: FIRST_NUMBER,
        partitionKey: "key",
        arrivedAt: new Date(ARRIVAL_MS).toISOString(),
        data: "ew==",
        overflow: null,
        origin: `${SHARD}:${FIRST_NUMBER}`,
        attempt: 1,
        reason: "malformed_json",
        error: "record: expected JSON, got other text",
        operator: null,
      },
    ]);
  });

  it("sends a late event with how late it was and who refused it", async () => {
    const sideOutputs = await outputs(() => false);
    const times = { eventTimeMs: eventTime(0), watermarkMs: eventTime(90_000) };
    await sideOutputs.sendExpired([
      { record: numbered(1), ...times, isDuplicate: false, operators: ["sums"] },
    ]);
    expect(bodies()[0]).toMatchObject({
      eventTime: "1970-01-01T00:00:00.000Z",
      watermark: "1970-01-01T00:01:30.000Z",
      duplicate: false,
      latenessMs: 90_000,
      operators: ["sums"],
      late: [
        {
          operator: "sums",
          windowStart: "1970-01-01T00:00:00.000Z",
          windowEnd: "1970-01-01T00:01:00.000Z",
          latenessMs: 30_000,
          allowedLatenessMs: 60_000,
        },
      ],
      data: Buffer.from("record 1").toString("base64"),
    });
  });

  it("sends a late event of the first time that there is, whose window began before it", async () => {
    const { sums, ...others } = smallTopology().operators;
    const windowing = { assigner: tumbling(minutes(7)), allowedLatenessMs: 0 };
    const operators = { ...others, sums: { ...(sums as Operator<Event>), windowing } };
    const sideOutputs = await outputs(() => false, { ...smallTopology(), operators });
    const times = { eventTimeMs: BEGINNING_OF_TIME, watermarkMs: eventTime(0) };
    await sideOutputs.sendExpired([
      { record: numbered(1), ...times, isDuplicate: false, operators: ["sums"] },
    ]);
    expect(bodies()[0].late).toMatchObject([{ windowStart: "-271821-04-20T00:00:00.000Z" }]);
  });

  it("sends again only what the queue refused, until all of it is durable", async () => {
    const sideOutputs = await outputs(({ Id }, request) => request === 1 && Number(Id) % 3 === 0);
    await sideOutputs.sendDeadLetters(ten);
    expect(sends().map((request) => entriesOf(request).map(({ Id }) => Id))).toEqual([
      ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
      ["0", "3", "6", "9"],
    ]);
  });

  it("fails when one message is never taken, so that nothing is acknowledged", async () => {
    const sideOutputs = await outputs(({ Id }) => Id === "4");
    await expect(sideOutputs.sendDeadLetters(ten)).rejects.toThrow("Cannot send 1 messages");
    expect(sends()).toHaveLength(4);
  });

  it("fills requests by number and by size", async () => {
    const sideOutputs = await outputs(() => false);
    const large = letter(decodeRecord(kinesisRecord("x".repeat(100_000)), 0));
    await sideOutputs.sendDeadLetters([...ten, letter(numbered(10)), large, large, large]);
    expect(sends().map((request) => entriesOf(request).length)).toEqual([10, 2, 1, 1]);
    for (const { body } of sends()) expect(Buffer.byteLength(body)).toBeLessThan(256 * 1024);
  });

  it("puts a body that no message holds into the bucket, under the record's identity", async () => {
    const sideOutputs = await outputs(() => false);
    const content = "x".repeat(1 << 20);
    await sideOutputs.sendDeadLetters([letter(decodeRecord(kinesisRecord(content), 0))]);
    const key = `small/small-events/${SHARD}/${FIRST_NUMBER}`;
    const [put] = endpoint.requests;
    expect([put?.method, put?.path.split("?")[0]]).toEqual(["PUT", `/overflow/${key}`]);
    expect(put?.body).toContain(content);
    expect(bodies()[0]).toMatchObject({ data: null, overflow: { bucket: "overflow", key } });
  });

  it("keeps the text of a large record that is no base64", async () => {
    const sideOutputs = await outputs(() => false);
    const text = `${"é*".repeat(150_000)}`;
    await sideOutputs.sendDeadLetters([letter(decodeRecord(recordOfBase64(text), 0))]);
    expect(endpoint.requests[0]?.body).toContain(text);
  });

  it("says of characters that a queue refuses what JSON says of them", async () => {
    const sideOutputs = await outputs(() => false);
    const partitionKey = "\uffff\ufffe\ud800\u0000";
    await sideOutputs.sendDeadLetters([letter({ ...numbered(1), partitionKey })]);
    const [entry] = sends().flatMap(entriesOf);
    expect(entry?.MessageBody).not.toMatch(/[\ufffe\uffff]/);
    expect(bodies()[0].partitionKey).toBe(partitionKey);
  });

  it("cuts an error that a record's field names made endless", async () => {
    const sideOutputs = await outputs(() => false);
    await sideOutputs.sendDeadLetters([letter(numbered(1), `${"f".repeat(1 << 20)}: missing`)]);
    expect(bodies()[0].error).toHaveLength(1_000);
  });
});
