/** A whole run over ports in memory: what is put, in which order, what is deleted, and what stays. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { VISIBILITY_MS } from "../../../scripts/replay-dlq/held-messages.ts";
import { CallFailure } from "../../../scripts/producer/record-sink.ts";
import { BUCKET, RETENTION_MS, ReplayWorld, SHARD } from "./replay-world.ts";

const CHILD = "shardId-000000000003";

describe("runReplay()", () => {
  test("puts each record under its key with its origin and one attempt more, and deletes its message", async () => {
    const world = new ReplayWorld();
    world.queue.add(world.letter(7, { attempt: 2, partitionKey: "sensor 1" }));
    const report = await world.run();
    expect(world.puts).toEqual([{ key: "sensor 1", origin: `${SHARD}:7`, attempt: 3, text: "record 7" }]);
    expect(world.queue.left).toEqual([]);
    expect(report.total).toMatchObject({ matched: 1, replayed: 1 });
    expect(report.isMore).toBe(false);
  });

  test("puts a key's records in the order of their origins, whatever the queue's order", async () => {
    // Sequence numbers are numbers: 9 comes before 10. A child shard's records come after its parent's.
    const world = new ReplayWorld();
    const child = world.letter(4, { shardId: CHILD, origin: `${CHILD}:4`, arrivedAt: world.timeOf(90) });
    world.queue.add(world.letter(10), child, world.letter(9), world.letter(100));
    await world.run();
    expect(world.puts.map(({ text }) => text)).toEqual(["record 9", "record 10", "record 100", "record 4"]);
  });

  test("orders what was replayed before by its first arrival, not by that of the replay", async () => {
    const world = new ReplayWorld();
    const again = world.letter(900, { origin: `${SHARD}:1`, attempt: 2, arrivedAt: world.timeOf(900) });
    world.queue.add(world.letter(2), again);
    await world.run();
    expect(world.puts.map(({ origin }) => origin)).toEqual([`${SHARD}:1`, `${SHARD}:2`]);
  });

  test("never lets a record overtake a refused one of its key", async () => {
    const isFirst = (refused: boolean) => () => refused;
    const world = new ReplayWorld([isFirst(true), isFirst(false), isFirst(true)]);
    world.queue.add(...[1, 2, 3].map((n) => world.letter(n)), world.letter(4, { partitionKey: "b" }));
    await world.run();
    const ofA = world.puts.filter(({ key }) => key === "a");
    expect(ofA.map(({ text }) => text)).toEqual(["record 1", "record 2", "record 3"]);
    expect(world.puts.length).toBe(4);
  });

  test("keeps the order of every key under any refusals", async () => {
    const refusals = fc.array(fc.boolean(), { maxLength: 20 });
    const keys = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(keys, refusals, async (ofRecords, refused) => {
        const world = new ReplayWorld(refused.map((isRefused) => (_, i) => isRefused && i % 2 === 0));
        world.queue.add(...ofRecords.map((partitionKey, n) => world.letter(n, { partitionKey })));
        await world.run();
        for (const key of ["a", "b", "c"]) {
          const expected = ofRecords.flatMap((one, n) => (one === key ? [`record ${n}`] : []));
          const puts = world.puts.filter((put) => put.key === key).map(({ text }) => text);
          const stays = puts.length < expected.length;
          expect(puts).toEqual(stays ? expected.slice(0, puts.length) : expected);
        }
      }),
    );
  });

  test("replays an origin once, as its newest letter has it, and deletes all messages of it", async () => {
    const world = new ReplayWorld();
    const data = Buffer.from("newer").toString("base64");
    world.queue.add(
      world.letter(1),
      world.letter(1),
      world.letter(5, { origin: `${SHARD}:1`, attempt: 2, data }),
    );
    const report = await world.run();
    expect(world.puts).toEqual([{ key: "a", origin: `${SHARD}:1`, attempt: 3, text: "newer" }]);
    expect(report.total).toMatchObject({ matched: 3, replayed: 1, duplicate: 2 });
    expect(world.queue.left).toEqual([]);
  });

  test("in a dry run puts, deletes and keeps hidden nothing, and tells what it would do", async () => {
    const world = new ReplayWorld();
    world.queue.add(world.letter(1), world.letter(2));
    const report = await world.run({
      isExecuted: false,
      transform: ({ text }) => (text.endsWith("1") ? null : text),
    });
    expect([world.puts, world.queue.visible]).toEqual([[], ["m1", "m2"]]);
    expect(report.total).toMatchObject({ matched: 2, replayed: 1, skipped: 1 });
  });

  test("reads a body from the overflow bucket, and from no other", async () => {
    const world = new ReplayWorld();
    world.bodies.set("k", Buffer.from("large"));
    const overflow = { bucket: BUCKET, key: "k" };
    world.queue.add(
      world.letter(1, { data: null, overflow }),
      world.letter(2, { data: null, overflow: { ...overflow, bucket: "elsewhere" } }),
      world.letter(3, { data: null, overflow: { ...overflow, key: "none" } }),
    );
    const report = await world.run();
    expect(world.puts.map(({ text }) => text)).toEqual(["large"]);
    expect(report.left.map(({ error }) => error).toSorted()).toEqual(["ForeignBucket", "NoSuchKey"]);
    expect(world.queue.visible).toEqual(["m2", "m3"]);
  });

  test("leaves a record whose replay is over 1 MiB with its key", async () => {
    const world = new ReplayWorld();
    const overhead = JSON.stringify({ $replay: { v: 1, origin: `${SHARD}:1`, attempt: 2 }, data: "" }).length;
    const fits = Math.floor((1 << 20) - overhead - "a".length) & ~3;
    world.queue.add(
      world.letter(1, { data: "A".repeat(fits) }),
      world.letter(2, { data: "A".repeat(fits + 4) }),
    );
    const report = await world.run();
    expect(report.total).toMatchObject({ matched: 2, replayed: 1, tooLarge: 1 });
    expect(world.queue.visible).toEqual(["m2"]);
  });

  test("takes at most so many matching messages, and says that there may be more", async () => {
    const world = new ReplayWorld();
    world.queue.add(...Array.from({ length: 25 }, (_, n) => world.letter(n)));
    const report = await world.run({ messagesMax: 12 });
    expect([report.total.replayed, report.isMore, world.queue.visible.length]).toEqual([12, true, 13]);
  });

  test("hides what it holds for longer while it works", async () => {
    const world = new ReplayWorld();
    world.queue.add(...Array.from({ length: 200 }, (_, n) => world.letter(n)));
    const seen: number[] = [];
    world.clock.plan(VISIBILITY_MS + 1000, () => seen.push(world.queue.visible.length));
    const report = await world.run({ rate: 1 });
    expect(report.total.replayed).toBe(200);
    expect(seen).toEqual([0]);
    expect(world.sink.accepted.length).toBe(200);
  });

  test("puts no more than its rate", async () => {
    const world = new ReplayWorld();
    world.queue.add(...Array.from({ length: 100 }, (_, n) => world.letter(n, { partitionKey: `${n}` })));
    const startedMs = world.clock.now();
    await world.run({ rate: 20 });
    const afterMs = world.sink.acceptedAtMs.map((atMs) => atMs - startedMs);
    for (const [i, ms] of afterMs.entries()) expect(i).toBeLessThanOrEqual(2 + (20 * ms) / 1000);
    expect(afterMs.at(-1)).toBeGreaterThanOrEqual(4800);
  });
});

describe("a run that ends early", () => {
  test("between put and delete puts the same record again the next time, and loses nothing", async () => {
    const world = new ReplayWorld();
    world.queue.add(...[1, 2, 3].map((n) => world.letter(n)));
    world.queue.faults = { deleteFailsAt: 1 };
    const first = await world.run({ rate: 10 });
    expect(first).toMatchObject({ failure: "TimeoutError", total: { failed: 3 } });
    expect(world.queue.visible).toEqual(["m1", "m2", "m3"]);
    const second = await world.run({ rate: 10 });
    expect(second.total).toMatchObject({ replayed: 3 });
    expect(world.puts.map(({ text }) => text)).toEqual(["record 1", "record 1", "record 2", "record 3"]);
    expect(world.queue.left).toEqual([]);
  });

  test("by Ctrl-C deletes what is durable and shows the rest again at once", async () => {
    const world = new ReplayWorld();
    const controller = new AbortController();
    world.queue.add(...[1, 2, 3].map((n) => world.letter(n)));
    const onReplayed = (done: number) => done === 2 && controller.abort();
    const report = await world.run({ rate: 10, signal: controller.signal, onReplayed });
    expect(report).toMatchObject({ failure: "Interrupted", total: { replayed: 2, failed: 1 } });
    expect(world.queue.visible).toEqual(["m3"]);
    expect(world.queue.left).toEqual(["m3"]);
  });

  test("by a stream that refuses leaves what was not accepted", async () => {
    const world = new ReplayWorld([() => false, new CallFailure("refused", "AccessDeniedException", "no")]);
    world.queue.add(...[1, 2, 3].map((n) => world.letter(n)));
    const report = await world.run({ rate: 10 });
    expect(report).toMatchObject({ failure: "AccessDeniedException", total: { replayed: 1, failed: 2 } });
    expect(report.left.map(({ error }) => error)).toEqual(["AccessDeniedException", "AccessDeniedException"]);
    expect(world.queue.visible).toEqual(["m2", "m3"]);
  });
});

describe("a lost batch", () => {
  test("is read back from the stream, without the engine's heartbeats", async () => {
    const world = new ReplayWorld();
    world.onStream(1, "before");
    world.onStream(2, "two", "b");
    world.onStream(3, JSON.stringify({ $heartbeat: { v: 1, watermarkMs: 5 } }));
    world.onStream(4, "four");
    world.onStream(5, "behind");
    world.queue.add(world.lostBatch(2, 4));
    const report = await world.run();
    expect(world.puts).toEqual([
      { key: "b", origin: `${SHARD}:2`, attempt: 1, text: "two" },
      { key: "a", origin: `${SHARD}:4`, attempt: 1, text: "four" },
    ]);
    expect(report.byReason).toMatchObject({ RetryAttemptsExhausted: { matched: 1, replayed: 1 } });
    expect(world.queue.left).toEqual([]);
  });

  test("of replays keeps their origins, and the attempts that were never judged", async () => {
    const world = new ReplayWorld();
    const data = Buffer.from("original").toString("base64");
    world.onStream(8, JSON.stringify({ $replay: { v: 1, origin: "shardId-9:3", attempt: 4 }, data }));
    world.queue.add(world.lostBatch(8, 8));
    await world.run();
    expect(world.puts).toEqual([{ key: "a", origin: "shardId-9:3", attempt: 4, text: "original" }]);
  });

  test("gives way to a letter of the same record, whose attempt is later", async () => {
    const world = new ReplayWorld();
    world.onStream(1, "record 1");
    world.queue.add(world.lostBatch(1, 1), world.letter(1));
    expect((await world.run()).total).toMatchObject({ replayed: 1, duplicate: 1 });
    expect(world.puts.map(({ attempt }) => attempt)).toEqual([2]);
    expect(world.queue.left).toEqual([]);
  });

  test("of heartbeats alone is deleted", async () => {
    const world = new ReplayWorld();
    world.onStream(3, JSON.stringify({ $heartbeat: { v: 1, watermarkMs: 5 } }));
    world.queue.add(world.lostBatch(3, 3));
    expect((await world.run()).total).toMatchObject({ replayed: 1 });
    expect([world.puts, world.queue.left]).toEqual([[], []]);
  });

  test("that is beyond the retention has expired and stays, unless it is to be dropped", async () => {
    const world = new ReplayWorld();
    world.queue.add(world.lostBatch(1, 2, -RETENTION_MS - 1));
    expect((await world.run()).total).toMatchObject({ matched: 1, expired: 1 });
    expect(world.queue.visible).toEqual(["m1"]);
    await world.run({ isExpiredDropped: true, isExecuted: false });
    expect(world.queue.visible).toEqual(["m1"]);
    expect((await world.run({ isExpiredDropped: true })).total).toMatchObject({ expired: 1 });
    expect(world.queue.left).toEqual([]);
  });

  test("of which some records have expired is replayed as far as it is there", async () => {
    const world = new ReplayWorld();
    world.onStream(2, "two");
    world.queue.add(world.lostBatch(1, 2, -RETENTION_MS - 1));
    expect((await world.run()).total).toMatchObject({ expired: 1 });
    expect(world.puts.map(({ text }) => text)).toEqual(["two"]);
    expect(world.queue.visible).toEqual(["m1"]);
  });

  test("whose records are missing though they are young is no expired one, and is never dropped", async () => {
    const world = new ReplayWorld();
    world.queue.add(world.lostBatch(1, 2, -RETENTION_MS + 60_000));
    const report = await world.run({ isExpiredDropped: true });
    expect(report.left).toMatchObject([{ outcome: "failed", error: "RecordsMissing" }]);
    expect(world.queue.visible).toEqual(["m1"]);
  });

  test("stays when a filter lets only some of its records through", async () => {
    const world = new ReplayWorld();
    world.onStream(1, "one", "a");
    world.onStream(2, "two", "b");
    world.queue.add(world.lostBatch(1, 2));
    const report = await world.run({ filters: { partitionKey: "b" } });
    expect(world.puts.map(({ text }) => text)).toEqual(["two"]);
    expect(report.total).toMatchObject({ matched: 1, skipped: 1 });
    expect(world.queue.visible).toEqual(["m1"]);
    expect((await world.run({ filters: { partitionKey: "c" } })).total.matched).toBe(0);
  });

  test("of another stream is left", async () => {
    const world = new ReplayWorld();
    const { KinesisBatchInfo, ...rest } = world.lostBatch(1, 1);
    const streamArn = "arn:aws:kinesis:us-east-1:123456789012:stream/other";
    world.queue.add({ ...rest, KinesisBatchInfo: { ...KinesisBatchInfo, streamArn } });
    expect((await world.run()).left).toMatchObject([{ outcome: "failed", error: "ForeignStream" }]);
  });
});
