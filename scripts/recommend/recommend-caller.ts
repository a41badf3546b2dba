/** How load reaches `recommend`: each request as a call of its own, or those of some milliseconds together. */
import type { LambdaClient } from "@aws-sdk/client-lambda";
import { REQUESTS_MAX } from "../../lib/pipelines/commerce/serving/index.ts";
import { type Ask, askAlone, askTogether } from "./ask.ts";

/** Calls that are on their way at once: as many containers are started at the most. */
const CALLS_MAX = 4;

export interface RecommendCaller {
  readonly ask: Ask;
  /** Requests that are on their way at once, at the most. */
  readonly flyingMax: number;
}

/** @param gatherMs how long a request waits for others; 0 for none. */
export function recommendCaller(
  client: LambdaClient,
  functionName: string,
  gatherMs: number,
): RecommendCaller {
  if (gatherMs === 0) return { ask: askAlone(client, functionName), flyingMax: CALLS_MAX };
  const ask = askTogether(client, functionName, { gatherMs, callsMax: CALLS_MAX });
  return { ask, flyingMax: CALLS_MAX * REQUESTS_MAX };
}
