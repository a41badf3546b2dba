/** Goal: a faster pace is the clock's, shortened alike, in whole milliseconds as browsers and timers take them. */
import { expect, it } from "vitest";
import { CLOCK_PACE, fasterPace } from "../../../scripts/dashboard/server/pace.ts";

it("fasterPace shortens looks, turns and retries by as many times", () => {
  const now = () => 7;
  expect(fasterPace(20, now)).toEqual({ now, lookIntervalMs: 50, turnMs: 75, retryMs: 50 });
  expect(fasterPace(1, CLOCK_PACE.now)).toEqual(CLOCK_PACE);
});

it("fasterPace never shortens to nothing, and rounds what is not whole", () => {
  const { lookIntervalMs, turnMs, retryMs } = fasterPace(1_700, Date.now);
  expect([lookIntervalMs, turnMs, retryMs]).toEqual([1, 1, 1]);
  expect(fasterPace(30, Date.now).retryMs).toBe(33);
});
