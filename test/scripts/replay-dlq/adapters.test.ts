/** The adapters against answers that an emulator does not give: partial failures, gaps, shards that are gone. */
import { afterEach, describe, expect, test } from "vitest";
import { KinesisStreamRanges } from "../../../scripts/replay-dlq/kinesis-stream-ranges.ts";
import { createReplayClients, type ReplayClients } from "../../../scripts/replay-dlq/replay-clients.ts";
import { SqsDeadLetterQueue } from "../../../scripts/replay-dlq/sqs-dead-letter-queue.ts";
import type { StreamRange } from "../../../scripts/replay-dlq/stream-ranges.ts";
import { type FakeAnswer, FakeEndpoint } from "../../lambdas/fake-endpoint.ts";
import { VirtualClock } from "../producer/virtual-clock.ts";

let fake: FakeEndpoint | undefined;
let clients: ReplayClients | undefined;

afterEach(async () => {
  clients?.close();
  await fake?.stop();
});

/** Clients of an endpoint that answers operation by operation, each with its own answers in turn. */
async function answering(answers: Readonly<Record<string, readonly FakeAnswer[]>>): Promise<ReplayClients> {
  const counts = new Map<string, number>();
  fake = await FakeEndpoint.start(({ target }) => {
    const operation = target.split(".").at(-1) ?? "";
    const count = counts.get(operation) ?? 0;
    counts.set(operation, count + 1);
    return answers[operation]?.[count] ?? { status: 400, body: JSON.stringify({ __type: "Unscripted" }) };
  });
  clients = createReplayClients({ kind: "local", endpoint: fake.url });
  return clients;
}

function ok(value: object): FakeAnswer {
  return { body: JSON.stringify(value) };
}

describe("SqsDeadLetterQueue", () => {
  const messages = [0, 1, 2].map((n) => ({ messageId: `m${n}`, receiptHandle: `h${n}`, body: "" }));
  const failed = (...ids: string[]) =>
    ok({ Successful: [], Failed: ids.map((Id) => ({ Id, Code: "InternalError", SenderFault: false })) });

  test("deletes again what was not deleted", async () => {
    const { sqs } = await answering({ DeleteMessageBatch: [failed("1", "2"), failed("1"), failed()] });
    const left = await new SqsDeadLetterQueue(sqs, `${fake?.url}/q`).delete(messages);
    expect(left).toEqual([]);
    const handles = fake?.requests.map(({ body }) =>
      [...body.matchAll(/"h(\d)"/g)].map(([, n]) => n).join(""),
    );
    expect(handles).toEqual(["012", "12", "2"]);
  });

  test("tells what cannot be deleted", async () => {
    const { sqs } = await answering({ DeleteMessageBatch: [failed("0"), failed("0"), failed("0")] });
    expect(await new SqsDeadLetterQueue(sqs, `${fake?.url}/q`).delete(messages)).toEqual([messages[0]]);
  });
});

describe("KinesisStreamRanges", () => {
  const range: StreamRange = {
    shardId: "shardId-1",
    startSequenceNumber: "9",
    endSequenceNumber: "11",
    batchSize: 3,
  };
  const iterator = ok({ ShardIterator: "i" });

  function page(positions: readonly number[], more: object = { NextShardIterator: "i" }): FakeAnswer {
    const Records = positions.map((n) => ({ SequenceNumber: String(n), PartitionKey: "a", Data: "eA==" }));
    return ok({ Records, MillisBehindLatest: 5, ...more });
  }

  async function read(answers: Readonly<Record<string, readonly FakeAnswer[]>>): Promise<readonly string[]> {
    const { reader } = await answering(answers);
    const ranges = new KinesisStreamRanges(reader, new VirtualClock(), "s", 1000);
    const found: string[] = [];
    for await (const records of ranges.read(range)) found.push(...records.map((one) => one.sequenceNumber));
    return found;
  }

  test("reads on over gaps, up to the end and not behind it", async () => {
    const GetRecords = [page([]), page([9]), page([]), page([10, 11, 12])];
    expect(await read({ GetShardIterator: [iterator], GetRecords })).toEqual(["9", "10", "11"]);
  });

  test("ends at the tip of an open shard and at the end of a closed one", async () => {
    const tip = page([], { NextShardIterator: "i", MillisBehindLatest: 0 });
    expect(await read({ GetShardIterator: [iterator], GetRecords: [page([9]), tip] })).toEqual(["9"]);
    await fake?.stop();
    expect(await read({ GetShardIterator: [iterator], GetRecords: [page([9, 10], {})] })).toEqual([
      "9",
      "10",
    ]);
  });

  test.each(["ResourceNotFoundException", "InvalidArgumentException"])(
    "finds nothing on %s",
    async (name) => {
      const refusal = { status: 400, body: JSON.stringify({ __type: name, message: "gone" }) };
      expect(await read({ GetShardIterator: [refusal] })).toEqual([]);
    },
  );

  test("does not take a refusal for an empty range", async () => {
    const refusal = { status: 400, body: JSON.stringify({ __type: "AccessDeniedException", message: "no" }) };
    await expect(read({ GetShardIterator: [refusal] })).rejects.toThrow("no");
  });
});
