/**
 * The processor's entry as Lambda calls it, against an endpoint that answers for all services. What it does with
 * records is the engine's and tested there; here is what it reports back.
 */
import { describe, expect, it, vi } from "vitest";
import { invoke } from "../invoke.ts";
import type { Script } from "../fake-endpoint.ts";
import { HandlerUnderTest } from "../handler-under-test.ts";
import { recordWith } from "../../pipelines/medical/records.ts";
import { kinesisRecord } from "../kinesis-records.ts";

const under = new HandlerUnderTest();

/** A table that knows nothing and takes everything. */
const sound: Script = ({ target }) => {
  if (target.endsWith("ListShards")) return { body: JSON.stringify({ Shards: [] }) };
  return { body: "{}" };
};
/** A fault that the SDK does not try again, so that the tests need not wait. */
const broken: Script = (request) =>
  request.target.endsWith("PutItem")
    ? { status: 400, body: '{"__type":"com.amazon.coral.service#AccessDeniedException"}' }
    : sound(request);
/** The fault comes once records were folded. */
const brokenForPages: Script = (request) =>
  request.body.includes("page#") ? broken(request) : sound(request);

async function handlerOf(stage: string, script: Script, pipeline = "iot") {
  const load = () => import("../../../lambdas/process/handler.ts");
  const { handler } = await under.start(script, { pipeline, stage }, load);
  return handler;
}

const reading = {
  sensor_id: "sensor-secret",
  sensor_type: "temperature",
  value: 20,
  location: "building_1",
  timestamp: "2025-12-31T23:59:59.000Z",
  status: "normal",
};
const batch = (...numbers: readonly string[]) => ({
  Records: numbers.map((raw) => kinesisRecord(JSON.stringify(reading), raw)),
});
const emf = () => under.output.metricLines().filter((line) => !("shard" in line));

describe("the processor's handler", () => {
  it("acknowledges a batch whose effects are durable, and measures each of its records", async () => {
    const handler = await handlerOf("dev", sound);
    expect(await invoke(handler, batch("41", "42"))).toEqual({ batchItemFailures: [] });
    expect(emf()).toMatchObject([{ pipeline: "iot", BatchSize: 2, RecordsIn: 2, Applied: 2 }]);
    expect(emf()[0].ProcessingLatency).toHaveLength(2);
    expect(emf()[0].StateWrites).toBeGreaterThanOrEqual(3);
  });

  it("gives a batch back at its first record, by the number that Kinesis wrote", async () => {
    const handler = await handlerOf("dev", broken);
    expect(await invoke(handler, batch("41", "42"))).toEqual({
      batchItemFailures: [{ itemIdentifier: "41" }],
    });
    expect(emf()).toMatchObject([{ CommitFailures: 1 }]);
  });

  it("says in its logs where a batch failed and nothing that was in it", async () => {
    const handler = await handlerOf("dev", broken);
    await invoke(handler, batch("41"));
    expect(under.output.text()).toMatch(/"message":"batch_failed"/);
    expect(under.output.text()).toMatch(/"from":"41"/);
    expect(under.output.text()).not.toMatch(/secret/);
  });

  it("publishes what the pipeline measured of itself, also when the batch is given back", async () => {
    const records = { Records: [kinesisRecord(JSON.stringify(recordWith()), "41")] };
    const measured = { pipeline: "medical", InferenceLatency: expect.any(Number), ModelFallbacks: 0 };
    const handler = await handlerOf("dev", sound, "medical");
    await invoke(handler, records);
    expect(emf()).toMatchObject([{ Applied: 1, ...measured }]);
    await under.endpoint.stop();
    vi.resetModules();
    under.output.release();
    const failing = await handlerOf("dev", brokenForPages, "medical");
    await invoke(failing, records);
    expect(emf()).toMatchObject([{ CommitFailures: 1, ...measured }]);
  });

  it("throws on the local stage, where a reported failure would be taken for success", async () => {
    const handler = await handlerOf("local", broken);
    await expect(invoke(handler, batch("41"))).rejects.toThrow();
  });

  it("has nothing to do with an empty batch", async () => {
    const handler = await handlerOf("dev", sound);
    const atStart = under.endpoint.requests.length;
    expect(await invoke(handler, { Records: [] })).toEqual({ batchItemFailures: [] });
    expect(under.endpoint.requests).toHaveLength(atStart);
  });

  it("takes no part of a batch of which it cannot tell the shard", async () => {
    const handler = await handlerOf("dev", sound);
    const atStart = under.endpoint.requests.length;
    const [record] = batch("41").Records;
    if (record === undefined) throw new Error("no record");
    await expect(invoke(handler, { Records: [{ ...record, eventID: "nowhere" }] })).rejects.toThrow(
      /^Cannot finish the invocation: Error$/,
    );
    expect(under.endpoint.requests).toHaveLength(atStart);
  });
});
