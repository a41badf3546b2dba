/** Pipelines in memory as the dashboard watches them: the engine's own harness behind the ports that views are read from. */
import type { AnyTopology } from "../../../lib/engine/index.ts";
import type { MetricSource } from "../../../scripts/dashboard/sources/metric-source.ts";
import { MetricBuckets } from "../../../scripts/dashboard/sources/metric-buckets.ts";
import type { WatchedPipeline } from "../../../scripts/dashboard/sources/watched-pipeline.ts";
import { Harness } from "../../support/harness.ts";

export interface WatchedHarness {
  readonly harness: Harness;
  readonly pipeline: WatchedPipeline;
  readonly latencies: MetricBuckets;
}

export function watchedHarness(topology: AnyTopology): WatchedHarness {
  const harness = new Harness(topology);
  const latencies = new MetricBuckets();
  const metrics: MetricSource = {
    series: async (_, fromMs, toMs) => latencies.series(fromMs, toMs),
    sums: async (names) => names.map(() => 0),
  };
  const pipeline: WatchedPipeline = {
    name: topology.name,
    topology,
    state: harness.state,
    views: harness.views,
    deepViews: harness.views,
    panes: async () => [],
    metrics,
    deadLetters: async () => ({ waiting: 0, letters: [] }),
    stageOptions: "--stage local --endpoint http://127.0.0.1:4566",
  };
  return { harness, pipeline, latencies };
}
