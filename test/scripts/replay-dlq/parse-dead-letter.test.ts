/** What is a dead letter of the pipeline, and what only resembles one. */
import { describe, expect, test } from "vitest";
import { parseDeadLetter } from "../../../scripts/replay-dlq/parse-dead-letter.ts";
import { ReplayWorld, SHARD, STREAM } from "./replay-world.ts";

const world = new ReplayWorld();

describe("parseDeadLetter()", () => {
  test("reads a letter", () => {
    const letter = parseDeadLetter("iot", JSON.stringify(world.letter(3)));
    expect(letter).toMatchObject({
      kind: "letter",
      origin: { shardId: SHARD, sequenceNumber: "3" },
      attempt: 1,
      partitionKey: "a",
      isOfReplay: false,
    });
  });

  test("reads Lambda's message about a batch, whatever else it holds", () => {
    const batch = parseDeadLetter("iot", JSON.stringify({ ...world.lostBatch(3, 5), timestamp: "x" }));
    expect(batch).toMatchObject({
      kind: "batch",
      reason: "RetryAttemptsExhausted",
      startSequenceNumber: "3",
      endSequenceNumber: "5",
      batchSize: 3,
      streamName: STREAM,
    });
  });

  test.each([
    ["text", "no json"],
    ["a list", "[]"],
    ["nothing", "null"],
    ["another version", JSON.stringify({ ...world.letter(1), v: 2 })],
    ["another pipeline's letter", JSON.stringify(world.letter(1, { pipeline: "other" }))],
    ["an origin that the processor would not take", JSON.stringify(world.letter(1, { origin: "x:y" }))],
    ["no body at all", JSON.stringify(world.letter(1, { data: null }))],
    ["an empty key", JSON.stringify(world.letter(1, { partitionKey: "" }))],
    ["a key too long for the stream", JSON.stringify(world.letter(1, { partitionKey: "k".repeat(257) }))],
    ["an attempt that is none", JSON.stringify(world.letter(1, { attempt: 0.5 }))],
    ["a reason that is a text", JSON.stringify(world.letter(1, { reason: "patient 7 is ill" }))],
    ["positions without a shard", JSON.stringify({ KinesisBatchInfo: {} })],
    ["a DynamoDB batch", JSON.stringify({ requestContext: {}, DDBStreamBatchInfo: {} })],
  ])("takes %s for unreadable", (_, body) => {
    expect(parseDeadLetter("iot", body).kind).toBe("unreadable");
  });
});

describe("an unreadable message", () => {
  test("is counted as failed and stays", async () => {
    const own = new ReplayWorld();
    own.queue.add("no json", own.letter(1));
    const report = await own.run();
    expect(report.byReason).toMatchObject({ unreadable: { failed: 1 }, schema: { replayed: 1 } });
    expect(own.queue.visible).toEqual(["m1"]);
  });
});
