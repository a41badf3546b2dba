/** The requests of a shop's visitors: users as the generator makes them, and now and then one whom nobody knows. */
import { shopperId } from "../../lib/pipelines/commerce/generator/index.ts";
import { type Random, uniformInteger } from "../../lib/pipelines/traffic/index.ts";
import type { AskedRequest } from "./ask.ts";

/** At 200 requests a second, one asks every five seconds. */
export const DEFAULT_VISITORS = 1_000;

const STRANGER_SHARE = 0.05;
const ITEMS = 10;

/** @param visitors how many of the users are in the shop. */
export function visitorRequests(visitors: number, random: Random): () => AskedRequest {
  return () => {
    const visitor = uniformInteger(random, 1, visitors);
    const isStranger = visitor <= visitors * STRANGER_SHARE;
    return isStranger ? { session: `visit-${visitor}`, n: ITEMS } : { user_id: shopperId(visitor), n: ITEMS };
  };
}
