/** Load on virtual time: requests at their slots, latencies from there, and what a report makes of it. */
import { describe, expect, it } from "vitest";
import type { AnswerLevel, RecommendResponse } from "../../../lib/pipelines/commerce/serving/index.ts";
import { seededRandom } from "../../../lib/pipelines/traffic/index.ts";
import { type Ask, NoAnswer } from "../../../scripts/recommend/ask.ts";
import { type LoadFigures, runLoad } from "../../../scripts/recommend/load.ts";
import { loadText, shortfalls } from "../../../scripts/recommend/load-report.ts";
import { visitorRequests } from "../../../scripts/recommend/visitors.ts";
import { VirtualClock } from "../producer/virtual-clock.ts";

const answerAs = (found: AnswerLevel): RecommendResponse => ({
  items: [],
  source: "history",
  variant: "recommend-v1",
  as_of: "2026-01-01T00:00:00.000Z",
  found,
});

function loadWith(ask: (clock: VirtualClock, k: number) => Promise<RecommendResponse>, flyingMax = 8) {
  const clock = new VirtualClock();
  let k = 0;
  const numbered: Ask = () => ask(clock, k++);
  return runLoad({
    ask: numbered,
    clock,
    requestOf: visitorRequests(100, seededRandom(1)),
    rate: 100,
    durationMs: 2_000,
    flyingMax,
    signal: new AbortController().signal,
  });
}

describe("runLoad()", () => {
  it("asks at the rate, and counts where answers were found", async () => {
    const levels = ["process", "process", "table", "computed"] as const;
    const figures = await loadWith(async (_, k) => answerAs(levels[k % 4] as AnswerLevel));
    expect(figures).toMatchObject({
      asked: 200,
      answered: 200,
      failures: {},
      skipped: 0,
      found: { process: 100, table: 50, computed: 50 },
    });
  });

  it("counts a latency from the request's slot, where it waited for a connection too", async () => {
    const figures = await loadWith(async (clock) => {
      await clock.sleep(20);
      return answerAs("process");
    }, 1);
    expect(figures.answered).toBe(200);
    // One connection takes 50 a second of the 100 that are due.
    expect(figures.latencyMs.p95).toBeGreaterThan(1_000);
  });

  it("counts failures by their class", async () => {
    const figures = await loadWith(async (_, k) => {
      if (k % 100 === 0) throw new NoAnswer("Unhandled", "Cannot recommend");
      return answerAs("process");
    });
    expect(figures).toMatchObject({ asked: 200, answered: 198, failures: { Unhandled: 2 } });
  });
});

const GOOD: LoadFigures = {
  asked: 12_000,
  answered: 11_990,
  failures: { Unhandled: 10 },
  skipped: 0,
  found: { process: 9_000, table: 1_000, computed: 1_990 },
  latencyMs: { p50: 12, p95: 74.9, p99: 120 },
  durationMs: 60_000,
};

describe("shortfalls()", () => {
  it("finds none where all is as wanted", () => {
    expect(shortfalls(GOOD)).toEqual([]);
  });

  it.each<[Partial<LoadFigures>, string]>([
    [{ latencyMs: { p50: 1, p95: 75, p99: 80 } }, "recommend: p95 75 ms, wanted below 75 ms"],
    [{ answered: 11_976 }, "recommend: 0.2 % failed, wanted below 0.2 %"],
    [
      { found: { process: 7_194, table: 0, computed: 4_796 } },
      "recommend: 60.0 % found in a cache, wanted above 60.0 %",
    ],
    [{ skipped: 3 }, "recommend: 3 requests were never sent"],
    [{ answered: 0, latencyMs: { p50: null, p95: null, p99: null } }, "recommend: nothing was answered"],
  ])("tells of %j", (differing, shortfall) => {
    expect(shortfalls({ ...GOOD, ...differing })).toEqual([shortfall]);
  });
});

describe("loadText()", () => {
  it("tells what was asked and answered, how fast, and from where", () => {
    expect(loadText(GOOD)).toBe(
      [
        "recommend",
        "  asked 12,000 = answered 11,990 + failed 10 (Unhandled 10)",
        "  latency, ms              p50 12  p95 74.9  p99 120",
        "  throughput               200 requests/s",
        "  found                    in the process 75.1 %, in the table 8.3 %, computed 16.6 %",
      ].join("\n"),
    );
  });
});
