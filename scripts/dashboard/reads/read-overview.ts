/** Reads what the overview shows. Latencies are the pipelines' own figures, everything else is from their state. */
import type { AnyTopology } from "../../../lib/engine/index.ts";
import { type Objective, overviewModel } from "../models/overview.ts";
import type { ReadView } from "./look.ts";

/** Buckets of metrics end in the future: the running one belongs to now. */
export const readOverview: ReadView = async ({ nowMs, pipelines }, { rangeMs }) => {
  const fromMs = nowMs - rangeMs;
  const inputs = await Promise.all(
    pipelines.map(async ({ name, topology, history, metrics, sent }) => {
      const series = await metrics.series("ProcessingLatency", fromMs, nowMs);
      return {
        name,
        objective: objectiveOf(topology),
        samples: history.samples,
        series,
        sent: sent?.() ?? null,
      };
    }),
  );
  return overviewModel(inputs, fromMs, nowMs + 1);
};

export function objectiveOf({ slo }: AnyTopology): Objective | null {
  const { p99, p95 } = slo.processingLatency;
  if (p99 !== undefined) return { quantile: "p99", targetMs: p99 };
  return p95 === undefined ? null : { quantile: "p95", targetMs: p95 };
}
