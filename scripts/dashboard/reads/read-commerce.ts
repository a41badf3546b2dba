/** Reads what the shop's view shows. Sessions stand in many pages: they are read every few seconds. */
import type { MetricName } from "../../../lib/contract/index.ts";
import { hours, liveRowsOf, minutes, readWindowed, type TimeRange } from "../../../lib/engine/index.ts";
import { fraudAlertsDuring } from "../../../lib/pipelines/commerce/fraud-queries.ts";
import { recommendationsFor } from "../../../lib/pipelines/commerce/queries.ts";
import { commerceModel, type CommerceInput } from "../models/commerce.ts";
import { wholeSteps } from "../sources/watched-pipeline.ts";
import { pipelineOf, type ReadView, type WatchedNow } from "./look.ts";
import { notDeployed } from "./not-deployed.ts";

const STEP_MS = minutes(10);
/** Alerts lie by the hour or day of event time: of longer ranges the newest are shown. */
const FRAUD_MAX_MS = hours(2);
const RECOMMENDATIONS = 8;
const CACHE_METRICS = [
  "RecommendProcessHits",
  "RecommendTableHits",
  "RecommendComputed",
] as const satisfies readonly MetricName[];
/** A trend is an hour long: shorter ranges would not see one. */
const TREND_MIN_MS = hours(2);

export const readCommerce: ReadView = async (look, { rangeMs, filters }) => {
  const pipeline = pipelineOf(look, "commerce");
  if (pipeline === undefined) return notDeployed("commerce");
  const { topology, seldom } = pipeline;
  const { nowMs } = look;
  const range = wholeSteps(nowMs - rangeMs, nowMs, STEP_MS);
  const trendRange = wholeSteps(nowMs - Math.max(rangeMs, TREND_MIN_MS), nowMs, STEP_MS);
  const rowsOf = async (operator: string, during: typeof range) => {
    if (topology.operators[operator] === undefined) return [];
    return (await readWindowed(topology, operator, pipeline, during)).map(({ row }) => row);
  };
  const { user } = filters;
  const hasClicks = topology.operators.ctr !== undefined;
  const [popularity, trends, sessions, recommended, fraud, cache, clickThrough] = await Promise.all([
    rowsOf("itemPopularity", range),
    seldom("trends", () => rowsOf("categoryTrends", trendRange)),
    seldom("sessions", () => sessionsOf(pipeline)),
    user === undefined ? null : seldom(`user ${user}`, () => recommendedTo(pipeline, user, nowMs)),
    fraudOf(pipeline, wholeSteps(nowMs - Math.min(rangeMs, FRAUD_MAX_MS), nowMs, STEP_MS)),
    cacheOf(pipeline, nowMs - rangeMs, nowMs),
    hasClicks ? seldom("ctr", () => rowsOf("ctr", trendRange)) : null,
  ]);
  return commerceModel({ popularity, trends, sessions, recommended, fraud, cache, clickThrough });
};

async function fraudOf(pipeline: WatchedNow, during: TimeRange): Promise<CommerceInput["fraud"]> {
  if (pipeline.topology.operators.fraudAlerts === undefined) return null;
  return fraudAlertsDuring(pipeline.topology, pipeline, during);
}

async function recommendedTo(
  { topology, state }: WatchedNow,
  userId: string,
  nowMs: number,
): Promise<CommerceInput["recommended"]> {
  if (topology.operators.userProfiles === undefined) return null;
  const request = { userId, count: RECOMMENDATIONS, landingCategoryId: null, nowMs };
  const { source, items } = await recommendationsFor(topology, { state }, request);
  return { user: userId, source, items };
}

async function cacheOf(
  { topology, metrics }: WatchedNow,
  fromMs: number,
  toMs: number,
): Promise<CommerceInput["cache"]> {
  if (topology.operators.userProfiles === undefined) return null;
  const [inProcess = 0, inTable = 0, computed = 0] = await metrics.sums(CACHE_METRICS, fromMs, toMs);
  return { inProcess, inTable, computed };
}

async function sessionsOf({ topology, state }: WatchedNow): Promise<CommerceInput["sessions"]> {
  if (topology.operators.userSessions === undefined) return null;
  const shards = await state.listProgress();
  const pages = await Promise.all(shards.map(({ shardId }) => state.keyedPages(shardId)));
  return [...liveRowsOf(topology, "userSessions", pages.flat())];
}
