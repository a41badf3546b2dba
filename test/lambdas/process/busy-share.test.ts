import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BusyShare } from "../../../lambdas/process/busy-share.ts";

const SHARD = "shardId-000000000000";

describe("BusyShare.count()", () => {
  it("says nothing before ten seconds are over, and then the share of all of them", () => {
    const busy = new BusyShare();
    expect(busy.count(SHARD, 0, 2_000)).toBeUndefined();
    expect(busy.count(SHARD, 9_000, 9_999)).toBeUndefined();
    expect(busy.count(SHARD, 9_999, 10_000)).toBe(30);
  });

  it("begins the next stretch where the last one ended", () => {
    const busy = new BusyShare();
    expect(busy.count(SHARD, 0, 10_000)).toBe(100);
    expect(busy.count(SHARD, 15_000, 20_000)).toBe(50);
  });

  it("begins anew after a silence of more than a minute", () => {
    const busy = new BusyShare();
    busy.count(SHARD, 0, 1_000);
    expect(busy.count(SHARD, 61_000, 62_000)).toBe((100 * 2_000) / 62_000);
    expect(busy.count(SHARD, 122_001, 123_001)).toBeUndefined();
  });

  it("keeps shards apart", () => {
    const busy = new BusyShare();
    busy.count(SHARD, 0, 5_000);
    expect(busy.count("shardId-000000000001", 0, 10_000)).toBe(100);
    expect(busy.count(SHARD, 9_000, 10_000)).toBe(60);
  });

  it("is never below 0 or above 100, however batches follow each other", () => {
    const batches = fc.array(fc.tuple(fc.nat(90_000), fc.nat(30_000)), { maxLength: 50 });
    fc.assert(
      fc.property(batches, (pauses) => {
        const busy = new BusyShare();
        let nowMs = 0;
        for (const [pauseMs, durationMs] of pauses) {
          const beginMs = nowMs + pauseMs;
          nowMs = beginMs + durationMs;
          const share = busy.count(SHARD, beginMs, nowMs) ?? 0;
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(100);
        }
      }),
    );
  });
});
