/** What might be fetched of a small pipeline, with series given by name. */
import type { SeriesByName } from "../../../scripts/status/metric-series.ts";
import type { Fetched } from "../../../scripts/status/pipeline-status.ts";
import { announcingTopology } from "../../support/announcing-topology.ts";

export const NOW_MS = Date.UTC(2026, 0, 2, 3, 4, 5);

export function fetched(
  series: Readonly<Record<string, readonly number[]>> = {},
  rest: Partial<Omit<Fetched, "series">> = {},
): Fetched {
  const byName: SeriesByName = (name) => series[name] ?? [];
  return {
    stage: "dev",
    topology: announcingTopology(),
    nowMs: NOW_MS,
    minutes: 15,
    alarms: [],
    series: byName,
    shards: [],
    deadLetters: { waiting: 0, held: 0 },
    timeToReplayMs: 72 * 3_600_000,
    ...rest,
  };
}
