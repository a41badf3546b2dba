/**
 * What is known of a shop at a moment, for the recommender: a port, since a server reads it from a table, and tests and benches
 * have it in memory.
 */
import type { ShopperContext } from "../recommend/shopper-context.ts";
import type { RecommendRequest } from "./recommend-request.ts";

export interface ShopReading {
  /** All that a recommendation is made from. */
  contextOf(request: RecommendRequest, nowMs: number): Promise<ShopperContext>;
  /** When the oldest of what was read so far was read, ms since 1970. */
  asOfMs(): number;
}

/** Opens a reading in which nothing is older than this at its beginning. */
export type OpenShop = (ageMaxMs: number) => ShopReading;
