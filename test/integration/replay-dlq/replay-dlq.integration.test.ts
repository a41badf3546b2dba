/**
 * Goal: the command does on real queues, streams and buckets what its parts do in memory.
 * Method: a stack of just a queue, a stream and a bucket, filled through the SDK; then the command's own code, against
 * the emulator. What is on the stream afterwards is decoded as the processor decodes it.
 */
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  PutRecordCommand,
} from "@aws-sdk/client-kinesis";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { replayOf } from "../../../lambdas/process/envelopes.ts";
import type { DeadLetterEnvelope } from "../../../lib/contract/index.ts";
import { BareEmulator } from "../../support/bare-emulator.ts";
import type { QueueMessage } from "../../../scripts/replay-dlq/dead-letter.ts";
import { openPlace, type ReplayPlace } from "../../../scripts/replay-dlq/open-place.ts";
import { createReplayClients, type ReplayClients } from "../../../scripts/replay-dlq/replay-clients.ts";
import { type ReplayRun, runReplay } from "../../../scripts/replay-dlq/run-replay.ts";
import { createReplayStack, deleteReplayStack, type ReplayStack } from "./replay-stack.ts";
import { runCommandLine } from "./run-command-line.ts";

const HOUR_MS = 3_600_000;

let emulator: BareEmulator;
let clients: ReplayClients;
let stack: ReplayStack;
let place: ReplayPlace;

beforeAll(async () => {
  emulator = await BareEmulator.start();
  clients = createReplayClients({ kind: "local", endpoint: emulator.endpoint });
});

afterAll(async () => {
  clients?.close();
  await emulator?.stop();
});

beforeEach(async () => {
  stack = await createReplayStack(clients);
  place = await openPlace({ kind: "local", endpoint: emulator.endpoint }, "local", "iot");
});

afterEach(async () => {
  place?.close();
  await deleteReplayStack(clients, stack);
});

describe("replay-dlq on the emulator", () => {
  it("replays letters of both kinds and of the bucket, each key in order, and empties the queue", async () => {
    const first = await putRecord("zero", "b");
    const heart = await putRecord(JSON.stringify({ $heartbeat: { v: 1, watermarkMs: 5 } }), "b");
    const last = await putRecord("two", "b");
    await clients.s3.send(new PutObjectCommand({ Bucket: stack.bucket, Key: "k", Body: "large" }));
    const large = { data: null, overflow: { bucket: stack.bucket, key: "k" } };
    await sendAll(letter(30), letter(4, large), lostBatch(first, last, 3), letter(200), letter(100));
    const report = await replay();
    expect(report.total).toMatchObject({ matched: 5, replayed: 5, failed: 0 });
    const puts = await replaysOnStream();
    expect(textsOf(puts, "a")).toEqual(["large", "record 30", "record 100", "record 200"]);
    expect(textsOf(puts, "b")).toEqual(["zero", "two"]);
    expect(new Set(puts.map(({ origin }) => origin))).toContain(`${first.shardId}:${first.sequenceNumber}`);
    expect(puts.map(({ origin }) => origin)).not.toContain(`${heart.shardId}:${heart.sequenceNumber}`);
    expect(await queueFigures()).toEqual([0, 0]);
  });

  it("killed between put and delete, and run again, loses nothing and ends with an empty queue", async () => {
    await sendAll(...Array.from({ length: 12 }, (_, n) => letter(n, { partitionKey: `key ${n}` })));
    let deletions = 0;
    const { queue } = place.ports;
    const dying = {
      receive: (visibilityMs: number) => queue.receive(visibilityMs),
      hide: (messages: readonly QueueMessage[], visibilityMs: number) => queue.hide(messages, visibilityMs),
      async delete(messages: readonly QueueMessage[]) {
        deletions += 1;
        if (deletions === 2) throw new Error("connection lost");
        return queue.delete(messages);
      },
    };
    const first = await runReplay(replayRun({ rate: 50 }), { ...place.ports, queue: dying });
    expect(first).toMatchObject({ failure: "Error", total: { replayed: 5, failed: 7 } });
    expect(await queueFigures()).toEqual([7, 0]);
    const second = await replay();
    expect(second.total).toMatchObject({ matched: 7, replayed: 7 });
    const puts = await replaysOnStream();
    expect(puts.length).toBe(17);
    expect(new Set(puts.map(({ origin }) => origin)).size).toBe(12);
    expect(await queueFigures()).toEqual([0, 0]);
  });

  it("leaves what a transform throws on, what filters do not match, and in a dry run everything", async () => {
    await sendAll(letter(1), letter(2), letter(3, { reason: "operator_error" }));
    const transform = ({ text }: { text: string }) => {
      if (text.endsWith("1")) throw new RangeError("no");
      return `${text} mended`;
    };
    const filters = { reason: "schema" };
    const dry = await replay({ filters, transform, isExecuted: false });
    expect(dry.total).toMatchObject({ matched: 2, replayed: 1, failed: 1 });
    expect([await queueFigures(), await replaysOnStream()]).toEqual([[3, 0], []]);
    const report = await replay({ filters, transform });
    expect(report.total).toMatchObject({ matched: 2, replayed: 1, failed: 1 });
    expect((await replaysOnStream()).map(({ text }) => text)).toEqual(["record 2 mended"]);
    expect(await queueFigures()).toEqual([2, 0]);
  });

  it("reports a range of a shard that is gone as expired when it is old, and drops it only if told to", async () => {
    const gone = { shardId: "shardId-000000000077", sequenceNumber: "5" };
    await sendAll(lostBatch(gone, gone, 1, Date.now() - 400 * 24 * HOUR_MS), lostBatch(gone, gone, 1));
    expect((await replay()).total).toMatchObject({ expired: 1, failed: 1 });
    expect(await queueFigures()).toEqual([2, 0]);
    await replay({ isExpiredDropped: true });
    expect(await queueFigures()).toEqual([1, 0]);
  });

  it("as a command ends with a table, an audit, a report and an exit code", async () => {
    await sendAll(letter(1), "no json");
    const file = `${emulator.run.path}/replays.jsonl`;
    const args = ["--pipeline", "iot", "--endpoint", emulator.endpoint, "--report", file];
    const dry = await runCommandLine(args, file);
    expect([dry.code, dry.stdout]).toEqual([1, ""]);
    expect(dry.stderr).toContain("Dry run: nothing was put or deleted");
    const real = await runCommandLine([...args, "--execute", "--rate", "50/s", "--reason", "schema"], file);
    expect([real.code, real.stdout]).toEqual([0, ""]);
    expect(real.reports).toMatchObject([
      { mode: "dry-run", who: "local", total: { matched: 2, replayed: 1, failed: 1 } },
      { mode: "execute", who: "local", filters: { reason: "schema" }, total: { matched: 1, replayed: 1 } },
    ]);
    expect(real.stderr).not.toContain("record 1");
    expect((await replaysOnStream()).map(({ text }) => text)).toEqual(["record 1"]);
  });
});

interface Place {
  readonly shardId: string;
  readonly sequenceNumber: string;
}

/** The letter of a record that once stood at position `n` of a shard. */
function letter(n: number, more: Partial<DeadLetterEnvelope> = {}): DeadLetterEnvelope {
  const shardId = "shardId-000000000000";
  return {
    v: 1,
    pipeline: "iot",
    stream: "iot",
    shardId,
    sequenceNumber: String(n),
    partitionKey: "a",
    arrivedAt: new Date(HOUR_MS + n).toISOString(),
    data: Buffer.from(`record ${n}`).toString("base64"),
    overflow: null,
    origin: `${shardId}:${n}`,
    attempt: 1,
    reason: "schema",
    error: "value: expected a number, got a string",
    operator: null,
    ...more,
  };
}

function lostBatch(start: Place, end: Place, batchSize: number, arrivedMs = Date.now()) {
  const arrived = new Date(arrivedMs).toISOString();
  return {
    requestContext: { condition: "RetryAttemptsExhausted", approximateInvokeCount: 3 },
    KinesisBatchInfo: {
      shardId: start.shardId,
      startSequenceNumber: start.sequenceNumber,
      endSequenceNumber: end.sequenceNumber,
      approximateArrivalOfFirstRecord: arrived,
      approximateArrivalOfLastRecord: arrived,
      batchSize,
      streamArn: stack.streamArn,
    },
  };
}

function replayRun(more: Partial<ReplayRun> = {}): ReplayRun {
  const { signal } = new AbortController();
  const defaults = {
    filters: {},
    isExecuted: true,
    isExpiredDropped: false,
    messagesMax: 1000,
    rate: 10_000,
  };
  return { pipeline: "iot", signal, ...defaults, ...more };
}

function replay(more: Partial<ReplayRun> = {}) {
  return runReplay(replayRun(more), place.ports);
}

async function sendAll(...bodies: readonly unknown[]): Promise<void> {
  for (const body of bodies) {
    const MessageBody = typeof body === "string" ? body : JSON.stringify(body);
    await clients.sqs.send(new SendMessageCommand({ QueueUrl: stack.queueUrl, MessageBody }));
  }
}

async function putRecord(text: string, PartitionKey: string): Promise<Place> {
  const { ShardId = "", SequenceNumber = "" } = await clients.writer.send(
    new PutRecordCommand({ StreamName: stack.streamName, PartitionKey, Data: Buffer.from(text) }),
  );
  return { shardId: ShardId, sequenceNumber: SequenceNumber };
}

/** The replays on the stream, shard by shard in their order, as the processor reads them. */
async function replaysOnStream() {
  const StreamName = stack.streamName;
  const { Shards = [] } = await clients.reader.send(new ListShardsCommand({ StreamName }));
  const pages = await Promise.all(
    Shards.map(async ({ ShardId }) => {
      const from = { StreamName, ShardId, ShardIteratorType: "TRIM_HORIZON" as const };
      const { ShardIterator } = await clients.reader.send(new GetShardIteratorCommand(from));
      const { Records = [] } = await clients.reader.send(new GetRecordsCommand({ ShardIterator }));
      return Records;
    }),
  );
  return pages.flat().flatMap(({ PartitionKey: key, Data }) => {
    const found = replayOf(Buffer.from(Data ?? []).toString("utf8"));
    return found === null ? [] : [{ ...found, key, text: Buffer.from(found.data, "base64").toString() }];
  });
}

function textsOf(puts: Awaited<ReturnType<typeof replaysOnStream>>, key: string): readonly string[] {
  return puts.filter((put) => put.key === key).map(({ text }) => text);
}

/** Messages that can be received now, and messages that somebody holds. */
async function queueFigures(): Promise<readonly number[]> {
  const names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"] as const;
  const { Attributes } = await clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: stack.queueUrl, AttributeNames: [...names] }),
  );
  return names.map((name) => Number(Attributes?.[name]));
}
