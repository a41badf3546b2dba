import { KinesisClient } from "@aws-sdk/client-kinesis";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { afterEach, describe, expect, it } from "vitest";
import { KinesisLog } from "../../../lambdas/aws/kinesis-log.ts";
import { BEFORE_FIRST, eventTime, sequenceNumber } from "../../../lib/engine/index.ts";
import { FakeEndpoint, type FakeRequest } from "../fake-endpoint.ts";

let endpoint: FakeEndpoint;
afterEach(() => endpoint.stop());

const operation = ({ target }: FakeRequest) => target.split(".").at(-1) ?? "";
const sent = (name: string) =>
  endpoint.requests.filter((request) => operation(request) === name).map(({ body }) => JSON.parse(body));

/** @param answers for each operation, the answers to its calls in turn; the last one stays. */
async function log(answers: Record<string, readonly object[]>): Promise<KinesisLog> {
  const calls = new Map<string, number>();
  endpoint = await FakeEndpoint.start((request) => {
    const name = operation(request);
    const n = calls.get(name) ?? 0;
    calls.set(name, n + 1);
    const answer = answers[name]?.[n] ?? answers[name]?.at(-1) ?? {};
    return { status: "__type" in answer ? 400 : 200, body: JSON.stringify(answer) };
  });
  const client = new KinesisClient({ ...endpoint.config, requestHandler: new NodeHttpHandler() });
  return new KinesisLog(client, "sensor-data");
}

const iterator = [{ ShardIterator: "first" }];
const empty = (behindMs: number) => ({
  Records: [],
  MillisBehindLatest: behindMs,
  NextShardIterator: "next",
});
const ARRIVAL_MS = 1_767_225_600_000;
const stored = {
  SequenceNumber: "1",
  PartitionKey: "k",
  Data: "",
  ApproximateArrivalTimestamp: ARRIVAL_MS / 1_000,
};
const full = { Records: [stored], MillisBehindLatest: 0 };

describe("KinesisLog.listShards()", () => {
  it("lists all pages, with parents, ends and a hash key of each", async () => {
    const stream = await log({
      ListShards: [
        {
          Shards: [
            {
              ShardId: "a",
              HashKeyRange: { StartingHashKey: "0" },
              SequenceNumberRange: { StartingSequenceNumber: "1", EndingSequenceNumber: "9" },
            },
          ],
          NextToken: "more",
        },
        {
          Shards: [
            {
              ShardId: "b",
              ParentShardId: "a",
              AdjacentParentShardId: "c",
              HashKeyRange: { StartingHashKey: "5" },
              SequenceNumberRange: { StartingSequenceNumber: "10" },
            },
          ],
        },
      ],
    });
    expect(await stream.listShards()).toEqual([
      { shardId: "a", parents: [], closed: true, hashKey: "0" },
      { shardId: "b", parents: ["a", "c"], closed: false, hashKey: "5" },
    ]);
    // Kinesis refuses a page that is asked for by name and by token.
    expect(sent("ListShards")).toEqual([{ StreamName: "sensor-data" }, { NextToken: "more" }]);
  });
});

describe("KinesisLog.keysOf()", () => {
  it("knows a shard's keys by their MD5, both ends of its range included", async () => {
    const shards = [
      {
        ShardId: "low",
        HashKeyRange: { StartingHashKey: "0", EndingHashKey: "16955237001963240173058271559858726496" },
      },
      {
        ShardId: "a",
        HashKeyRange: {
          StartingHashKey: "16955237001963240173058271559858726497",
          EndingHashKey: "16955237001963240173058271559858726497",
        },
      },
    ];
    const stream = await log({ ListShards: [{ Shards: shards }] });
    expect(["a", "b"].map(await stream.keysOf("a"))).toEqual([true, false]);
    expect((await stream.keysOf("low"))("a")).toBe(false);
    await expect(stream.keysOf("gone")).rejects.toThrow(
      "Cannot tell the keys of gone: the stream does not list it",
    );
  });
});

describe("KinesisLog.waitingSince()", () => {
  it("starts behind the position, as Kinesis writes it, or at the horizon", async () => {
    const stream = await log({ GetShardIterator: iterator, GetRecords: [full] });
    expect(await stream.waitingSince("a", sequenceNumber("42"))).toBe(ARRIVAL_MS);
    expect(await stream.waitingSince("a", BEFORE_FIRST)).toBe(ARRIVAL_MS);
    expect(sent("GetShardIterator")).toMatchObject([
      { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", StartingSequenceNumber: "42" },
      { ShardIteratorType: "TRIM_HORIZON" },
    ]);
  });

  it("goes on behind an empty page as long as the shard's end is not reached", async () => {
    const stream = await log({ GetShardIterator: iterator, GetRecords: [empty(60_000), empty(1), full] });
    expect(await stream.waitingSince("a", BEFORE_FIRST)).toBe(ARRIVAL_MS);
    expect(sent("GetRecords").map(({ ShardIterator }) => ShardIterator)).toEqual(["first", "next", "next"]);
  });

  it("finds nothing at the end of an open and of a closed shard", async () => {
    const open = await log({ GetShardIterator: iterator, GetRecords: [empty(0)] });
    expect(await open.waitingSince("a", BEFORE_FIRST)).toBeNull();
    await endpoint.stop();
    const closed = await log({
      GetShardIterator: iterator,
      GetRecords: [{ Records: [], MillisBehindLatest: 5 }],
    });
    expect(await closed.waitingSince("a", BEFORE_FIRST)).toBeNull();
  });

  it("does not call a shard idle whose end it cannot reach", async () => {
    const endless = await log({ GetShardIterator: iterator, GetRecords: [empty(60_000)] });
    expect(await endless.waitingSince("a", BEFORE_FIRST)).toBeGreaterThan(ARRIVAL_MS);
    expect(sent("GetRecords")).toHaveLength(10);
    await endpoint.stop();
    const expired = await log({
      GetShardIterator: iterator,
      GetRecords: [{ __type: "ExpiredIteratorException" }],
    });
    expect(await expired.waitingSince("a", BEFORE_FIRST)).toBeGreaterThan(ARRIVAL_MS);
  });
});

describe("KinesisLog.putHeartbeat()", () => {
  it("reaches the very shard by its hash key", async () => {
    const stream = await log({ PutRecord: [{ ShardId: "a", SequenceNumber: "1" }] });
    await stream.putHeartbeat({ shardId: "a", parents: [], closed: false, hashKey: "77" }, eventTime(5));
    const [put] = sent("PutRecord");
    expect(put).toMatchObject({ StreamName: "sensor-data", ExplicitHashKey: "77" });
    const text = Buffer.from(put.Data, "base64").toString("utf8");
    expect(JSON.parse(text)).toEqual({ $heartbeat: { v: 1, watermarkMs: 5 } });
  });
});
