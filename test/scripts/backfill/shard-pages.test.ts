/** Reading a shard by arrival, against answers that an emulator does not give: gaps, expired iterators, coarse times. */
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { afterEach, describe, expect, it } from "vitest";
import { unpadded } from "../../../lib/engine/index.ts";
import { KinesisShardPages } from "../../../scripts/backfill/shard-pages.ts";
import { clientConfig } from "../../../scripts/stage/client-config.ts";
import { type FakeAnswer, FakeEndpoint } from "../../lambdas/fake-endpoint.ts";
import { VirtualClock } from "../producer/virtual-clock.ts";

const FROM_MS = 1_767_225_600_000;
const UNTIL_MS = FROM_MS + 10_000;

let fake: FakeEndpoint | undefined;
let client: KinesisClient | undefined;

afterEach(async () => {
  client?.destroy();
  await fake?.stop();
});

describe("KinesisShardPages", () => {
  it("gives what arrived in the range, over gaps, and ends behind it", async () => {
    const pages = await reading([
      page([[1, FROM_MS - 1]]),
      page([]),
      page([[2, FROM_MS]]),
      page([
        [3, UNTIL_MS],
        [4, UNTIL_MS + 1],
      ]),
    ]);
    expect(await positionsOf(pages)).toEqual([["2"], ["3"]]);
    const [first] = bodiesOf("GetShardIterator");
    expect(first).toMatchObject({ ShardIteratorType: "AT_TIMESTAMP", Timestamp: FROM_MS / 1000 });
  });

  it("ends at the tip of an open shard, and with the last page of a closed one", async () => {
    const open = await reading([page([[1, FROM_MS]], 0), page([], 0)]);
    expect(await positionsOf(open)).toEqual([["1"]]);
    await fake?.stop();
    const closed = await reading([page([[1, FROM_MS]], 5, null)]);
    expect(await positionsOf(closed)).toEqual([["1"]]);
  });

  it("goes on behind the last position when its iterator has expired", async () => {
    const expired = { status: 400, body: JSON.stringify({ __type: "ExpiredIteratorException" }) };
    const pages = await reading([page([[7, FROM_MS]]), expired, page([[8, FROM_MS + 1]], 0, null)]);
    expect(await positionsOf(pages)).toEqual([["7"], ["8"]]);
    expect(bodiesOf("GetShardIterator")[1]).toMatchObject({
      ShardIteratorType: "AFTER_SEQUENCE_NUMBER",
      StartingSequenceNumber: "7",
    });
  });
});

async function reading(pages: readonly FakeAnswer[]): Promise<KinesisShardPages> {
  let at = 0;
  fake = await FakeEndpoint.start(({ target }) =>
    target.endsWith("GetShardIterator")
      ? { body: JSON.stringify({ ShardIterator: "i" }) }
      : (pages[at++] ?? { status: 400, body: JSON.stringify({ __type: "Unscripted" }) }),
  );
  client = new KinesisClient(clientConfig({ kind: "local", endpoint: fake.url }));
  const shard = { shardId: "shardId-1", parents: [], closed: false, hashKey: "0" };
  const range = { fromMs: FROM_MS, untilMs: UNTIL_MS, maxAheadMs: 0 };
  return new KinesisShardPages(shard, { client, clock: new VirtualClock(), streamName: "s", ...range });
}

function page(
  records: readonly (readonly [position: number, arrivalMs: number])[],
  MillisBehindLatest = 5,
  NextShardIterator: string | null = "i",
): FakeAnswer {
  const Records = records.map(([position, arrivalMs]) => ({
    SequenceNumber: String(position),
    PartitionKey: "a",
    Data: "e30=",
    ApproximateArrivalTimestamp: arrivalMs / 1000,
  }));
  const next = NextShardIterator === null ? {} : { NextShardIterator };
  return { body: JSON.stringify({ Records, MillisBehindLatest, ...next }) };
}

async function positionsOf(pages: KinesisShardPages): Promise<readonly (readonly string[])[]> {
  const found: string[][] = [];
  for (let records = await pages.next(); records !== undefined; records = await pages.next()) {
    found.push(records.map(({ sequenceNumber }) => unpadded(sequenceNumber)));
  }
  return found;
}

function bodiesOf(operation: string): readonly unknown[] {
  const requests = fake?.requests.filter(({ target }) => target.endsWith(operation)) ?? [];
  return requests.map(({ body }) => JSON.parse(body));
}
