/** Reads what the medical view shows: counts, drift and latencies, and of patients nothing. */
import { hours } from "../../../lib/engine/index.ts";
import { featureDriftDuring, riskDistributionDuring } from "../../../lib/pipelines/medical/queries.ts";
import { medicalModel } from "../models/medical.ts";
import { wholeSteps } from "../sources/watched-pipeline.ts";
import { pipelineOf, type ReadView } from "./look.ts";
import { notDeployed } from "./not-deployed.ts";
import { objectiveOf } from "./read-overview.ts";

const HOUR_MS = hours(1);
/** Windows are hours: fewer than these would show no course. */
const HOURS_MIN_MS = hours(6);

export const readMedical: ReadView = async (look, { rangeMs }) => {
  const pipeline = pipelineOf(look, "medical");
  if (pipeline === undefined) return notDeployed("medical");
  const { topology, metrics } = pipeline;
  const { nowMs } = look;
  const range = wholeSteps(nowMs - Math.max(rangeMs, HOURS_MIN_MS), nowMs, HOUR_MS);
  const names = ["ProcessingLatency", "InferenceLatency"].filter((metric) => {
    return metric === "ProcessingLatency" || topology.telemetry?.metrics[metric] !== undefined;
  });
  const [risks, drifts, latencies] = await Promise.all([
    riskDistributionDuring(topology, pipeline, range),
    featureDriftDuring(topology, pipeline, range),
    Promise.all(
      names.map(async (metric) => [metric, await metrics.series(metric, nowMs - rangeMs, nowMs)] as const),
    ),
  ]);
  return medicalModel({ risks, drifts, objective: objectiveOf(topology), latencies });
};
