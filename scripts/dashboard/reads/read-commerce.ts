/** Reads what the shop's view shows. Sessions stand in many pages: they are read every few seconds. */
import { hours, liveRowsOf, minutes, readWindowed } from "../../../lib/engine/index.ts";
import { commerceModel, type CommerceInput } from "../models/commerce.ts";
import { wholeSteps } from "../sources/watched-pipeline.ts";
import { pipelineOf, type ReadView, type WatchedNow } from "./look.ts";
import { notDeployed } from "./not-deployed.ts";

const STEP_MS = minutes(10);
/** A trend is an hour long: shorter ranges would not see one. */
const TREND_MIN_MS = hours(2);

export const readCommerce: ReadView = async (look, { rangeMs }) => {
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
  const [popularity, trends, sessions] = await Promise.all([
    rowsOf("itemPopularity", range),
    seldom("trends", () => rowsOf("categoryTrends", trendRange)),
    seldom("sessions", () => sessionsOf(pipeline)),
  ]);
  return commerceModel({ popularity, trends, sessions });
};

async function sessionsOf({ topology, state }: WatchedNow): Promise<CommerceInput["sessions"]> {
  if (topology.operators.userSessions === undefined) return null;
  const shards = await state.listProgress();
  const pages = await Promise.all(shards.map(({ shardId }) => state.keyedPages(shardId)));
  return [...liveRowsOf(topology, "userSessions", pages.flat())];
}
