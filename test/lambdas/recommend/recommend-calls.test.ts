/** Calls of `recommend` as Lambda makes them, with a recommender whose answers a test gives. */
import { afterEach, describe, expect, it } from "vitest";
import { pipelineMetrics } from "../../../lambdas/aws/pipeline-metrics.ts";
import { recommendCalls } from "../../../lambdas/recommend/recommend-calls.ts";
import type { Impression } from "../../../lib/pipelines/commerce/commerce-event.ts";
import type { FoundAnswer, RecommendRequest } from "../../../lib/pipelines/commerce/serving/index.ts";
import { type CapturedOutput, captureOutput } from "../captured-output.ts";

let output: CapturedOutput | undefined;
afterEach(() => output?.release());

const item = { product_id: "p", score: 0.5, reasons: [{ source: "globalTrend" as const, share: 1 }] };
const found: FoundAnswer = {
  answer: { items: [item], source: "history", asOfMs: Date.UTC(2026, 0, 1) },
  level: "table",
};
const response = {
  items: [item],
  source: "history",
  variant: "recommend-v1",
  as_of: "2026-01-01T00:00:00.000Z",
  found: "table",
};

function callsOf(answer: (request: RecommendRequest) => Promise<FoundAnswer> = async () => found) {
  const told: Impression[] = [];
  const ended: string[] = [];
  output = captureOutput();
  const call = recommendCalls({
    recommender: { answer },
    outbox: { tell: (impression) => told.push(impression), flush: async () => {} },
    after: { run: (requestId) => ended.push(requestId) },
    metrics: pipelineMetrics({ name: "commerce" }, "dev"),
  });
  const invoke = (event: unknown) => call(event, { awsRequestId: "call-1" });
  return { invoke, told, ended };
}

function metrics(): readonly Record<string, unknown>[] {
  return output?.metricLines() ?? [];
}

describe("recommendCalls()", () => {
  it("answers a request, and tells its impression under the call's own id", async () => {
    const { invoke, told, ended } = callsOf();
    expect(await invoke({ user_id: 17, n: 1 })).toEqual(response);
    expect(told).toEqual([
      {
        event_id: "call-1",
        event_time: expect.stringMatching(/^\d{4}-.*Z$/),
        event_type: "impression",
        user_id: "17",
        product_ids: ["p"],
        variant: "recommend-v1",
      },
    ]);
    expect(ended).toEqual(["call-1"]);
    expect(metrics()).toMatchObject([
      {
        pipeline: "commerce",
        RecommendRequests: 1,
        RecommendTableHits: 1,
        RecommendLatency: expect.any(Number),
      },
    ]);
  });

  it("answers several in their order, and what is no request with a sentence", async () => {
    const { invoke, told } = callsOf();
    expect(await invoke({ requests: [{ user_id: "a" }, { n: 0 }, { session: "b" }] })).toEqual({
      answers: [
        response,
        {
          error: {
            type: "ValidationError",
            message: "n: expected a whole number from 1 to 50, got a number",
          },
        },
        response,
      ],
    });
    expect(told.map(({ event_id, user_id }) => [event_id, user_id])).toEqual([
      ["call-1-0", "a"],
      ["call-1-2", "b"],
    ]);
    expect(metrics()).toMatchObject([{ RecommendRequests: [1, 1, 1], RecommendRefused: 1 }]);
  });

  it("has no impression to tell of an answer without products", async () => {
    const { invoke, told } = callsOf(async () => ({
      answer: { items: [], source: "global_trend", asOfMs: 0 },
      level: "computed",
    }));
    expect(await invoke({ user_id: "a" })).toMatchObject({ items: [], found: "computed" });
    expect(told).toEqual([]);
  });

  it("fails when state cannot be read, and ends the call all the same", async () => {
    const { invoke, ended } = callsOf(async () => {
      throw new Error("no state");
    });
    await expect(invoke({ user_id: "a" })).rejects.toThrow("no state");
    expect(ended).toEqual(["call-1"]);
  });

  it("tells no impression of a call that fails: nobody saw its answers", async () => {
    const last = Promise.withResolvers<FoundAnswer>();
    const { invoke, told, ended } = callsOf(async ({ userId }) => {
      if (userId === "b") throw new Error("no state");
      return userId === "c" ? last.promise : found;
    });
    const call = invoke({ requests: [{ user_id: "a" }, { user_id: "b" }, { user_id: "c" }] });
    last.resolve(found);
    await expect(call).rejects.toThrow("no state");
    await last.promise;
    expect(told).toEqual([]);
    expect(ended).toEqual(["call-1"]);
  });
});
