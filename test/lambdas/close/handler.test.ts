/** The closer's entry as Lambda calls it: what it says of itself, also when it fails. */
import { describe, expect, it } from "vitest";
import type { Script } from "../fake-endpoint.ts";
import { HandlerUnderTest } from "../handler-under-test.ts";
import { invoke } from "../invoke.ts";
import { keepingTable } from "../keeping-table.ts";

const under = new HandlerUnderTest();

async function handlerOf(script: Script) {
  const load = () => import("../../../lambdas/close/handler.ts");
  const { handler } = await under.start(script, { pipeline: "iot", stage: "dev" }, load);
  return handler;
}

const emf = () => under.output.metricLines();

/** A shard that nobody has processed, with a record that arrived ten minutes ago. */
const waiting: Script = (request) => {
  const { target } = request;
  const shard = {
    ShardId: "shardId-000000000000",
    HashKeyRange: { StartingHashKey: "0", EndingHashKey: "1" },
  };
  if (target.endsWith("ListShards")) return { body: JSON.stringify({ Shards: [shard] }) };
  if (target.endsWith("GetShardIterator")) return { body: '{"ShardIterator":"here"}' };
  if (!target.endsWith("GetRecords")) return keepingTable()(request);
  const ApproximateArrivalTimestamp = Date.now() / 1000 - 600;
  const record = { SequenceNumber: "1", PartitionKey: "key", Data: "e30=", ApproximateArrivalTimestamp };
  return { body: JSON.stringify({ Records: [record], MillisBehindLatest: 0 }) };
};

describe("the closer's handler", () => {
  it("counts a run that came to its end", async () => {
    const handler = await handlerOf(keepingTable());
    await invoke(handler, {});
    expect(emf()).toMatchObject([{ pipeline: "iot", stage: "dev", CloserRuns: 1, PanesFired: 0 }]);
  });

  it("counts a run that failed as none, and fails", async () => {
    const denied = '{"__type":"com.amazon.coral.service#AccessDeniedException"}';
    const handler = await handlerOf(() => ({ status: 400, body: denied }));
    await expect(invoke(handler, {})).rejects.toThrow(
      /^Cannot finish the invocation: AccessDeniedException$/,
    );
    expect(emf()).toMatchObject([{ CloserRuns: 0 }]);
  });

  it("measures how far a shard is behind in which records wait and nobody processes them", async () => {
    const handler = await handlerOf(waiting);
    await invoke(handler, {});
    const [line] = emf().filter((one) => "WatermarkLag" in one);
    expect(line).toMatchObject({ pipeline: "iot", stage: "dev", shard: "shardId-000000000000" });
    expect(line.WatermarkLag).toBeGreaterThanOrEqual(600_000);
  });
});
