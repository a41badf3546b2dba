/**
 * Goal: the page itself, in a real browser, needs no more memory the longer it looks, and its server neither.
 * Method: a tenth of the hour that `npm run dashboard-hour` takes: ten tabs with all views, pipelines in memory whose time
 * passes faster than on the clock, and memory after a collection two minutes in and at the end.
 */
import { expect, it } from "vitest";
import { faultsOf } from "../../../scripts/dashboard/hour/growth.ts";
import { watchHour } from "../../../scripts/dashboard/hour/watch-hour.ts";

const STOPS_MINUTES = [2, 6];
const UPDATES_MIN = 360;
const TIMES = 20;
const WITHIN_MS = 600_000;

it(
  "does not grow in ten tabs that look on for a tenth of an hour",
  { timeout: WITHIN_MS },
  async ({ signal }) => {
    const onProgress = () => {};
    const { tabs, server } = await watchHour({
      stopsMinutes: STOPS_MINUTES,
      times: TIMES,
      signal,
      onProgress,
    });
    expect(tabs).toHaveLength(10);
    for (const { memory } of tabs) expect(memory.at(-1)?.updates).toBeGreaterThanOrEqual(UPDATES_MIN);
    expect(faultsOf({ tabs, server })).toEqual([]);
  },
);
