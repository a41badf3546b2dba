/** Reads what the sensors' view shows, through the questions that the pipeline answers. */
import { hours } from "../../../lib/engine/index.ts";
import {
  alertsDuring,
  latestReadings,
  metricsDuring,
  readingsOf,
} from "../../../lib/pipelines/iot/queries.ts";
import { iotModel } from "../models/iot.ts";
import { wholeSteps } from "../sources/watched-pipeline.ts";
import { pipelineOf, type ReadView } from "./look.ts";
import { notDeployed } from "./not-deployed.ts";

const MINUTE_MS = 60_000;
/** Alerts lie by the hour of event time: of longer ranges the newest hours are looked through. */
const ALERT_HOURS_MS = hours(2);
/** Event times may lie a little ahead of this clock. */
const AHEAD_MS = MINUTE_MS;

export const readIot: ReadView = async (look, { rangeMs, filters }) => {
  const pipeline = pipelineOf(look, "iot");
  if (pipeline === undefined) return notDeployed("iot");
  const { topology, seldom } = pipeline;
  const toMs = look.nowMs + AHEAD_MS;
  const range = wholeSteps(look.nowMs - rangeMs, toMs, MINUTE_MS);
  const alertRange = wholeSteps(look.nowMs - Math.min(rangeMs, ALERT_HOURS_MS), toMs, MINUTE_MS);
  const { sensor } = filters;
  const deep = { state: pipeline.state, views: pipeline.deepViews };
  const [windows, alerts, latest, history] = await Promise.all([
    metricsDuring(topology, pipeline, range),
    alertsDuring(topology, pipeline, alertRange),
    latestReadings(topology, pipeline),
    sensor === undefined
      ? []
      : seldom(`sensor ${sensor} ${rangeMs}`, () => readingsOf(topology, deep, sensor, alertRange)),
  ]);
  return iotModel({ windows, alerts, latest, history, filters });
};
