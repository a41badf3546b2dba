/**
 * The questions that are asked of the shop's views, typed. What is learnt of users and products is read by key, from the pages of
 * these keys alone; answers are as of the last commit, merged over all shards.
 */
import {
  type AnyTopology,
  liveRowsOf,
  readAccumulated,
  readJournal,
  readKeyState,
  type StateStore,
  type TimeRange,
  type ViewStores,
  writeKey,
} from "../../engine/index.ts";
import type { ItemAffinity } from "./recommend/item-affinity.ts";
import { type Recommendation, recommend } from "./recommend/recommend.ts";
import { neededStates, type ShopperContext } from "./recommend/shopper-context.ts";
import { GLOBAL_TREND, NO_TREND, type Trend } from "./recommend/trending.ts";
import { NEW_USER, type UserProfile } from "./recommend/user-profile.ts";
import { shopperPage } from "./shopper-page.ts";
import { sessionGroup, type SessionRow } from "./topology.ts";

export { fraudAlertsDuring, fraudAlertsOf } from "./fraud-queries.ts";

/** A store that keeps the list of shards for a while saves a read for each question. */
export interface ShopStores {
  readonly state: Pick<StateStore, "listProgress" | "readPages">;
}

export interface RecommendationRequest {
  readonly userId: string;
  readonly count: number;
  /** The category by which a stranger came in, where that is known. */
  readonly landingCategoryId: string | null;
  readonly nowMs: number;
}

/** A user's sessions that end in the range, live ones too, in the order of their ends. */
export async function sessionsOf(
  topology: AnyTopology,
  stores: ViewStores,
  userId: string,
  range: TimeRange,
): Promise<readonly SessionRow[]> {
  const { state } = stores;
  const name = shopperPage(userId);
  const shards = await state.listProgress();
  const pages = await state.readPages(shards.map(({ shardId }) => ({ shardId, window: null, name })));
  const stored = pages.filter((page) => page !== undefined);
  const live = [...liveRowsOf(topology, "userSessions", stored)];
  const retired = await readJournal(topology, "userSessions", stores, sessionGroup(userId), range);
  const isAsked = ({ user_id, session_end }: SessionRow) =>
    user_id === userId && Date.parse(session_end) >= range.fromMs && Date.parse(session_end) < range.toMs;
  const rows = [...live, ...retired] as unknown as readonly SessionRow[];
  return rows.filter(isAsked).sort((one, other) => (one.session_end < other.session_end ? -1 : 1));
}

/** What is known of a user; NEW_USER of one of whom nothing is. */
export async function profileOf(
  topology: AnyTopology,
  { state }: ShopStores,
  userId: string,
): Promise<UserProfile> {
  const profile = await readKeyState(topology, "userProfiles", state, writeKey(userId));
  return (profile as UserProfile | undefined) ?? NEW_USER;
}

/** By product; one that nothing was touched with is not there. */
export async function affinitiesOf(
  topology: AnyTopology,
  { state }: ShopStores,
  productIds: readonly string[],
): Promise<ReadonlyMap<string, ItemAffinity>> {
  const totals = await readAccumulated(topology, "itemAffinity", state, productIds);
  return totals as ReadonlyMap<string, ItemAffinity>;
}

/** What is trending in categories, by category; one in which nothing was touched is not there. */
export async function trendsOf(
  topology: AnyTopology,
  { state }: ShopStores,
  categoryIds: readonly string[],
): Promise<ReadonlyMap<string, Trend>> {
  const totals = await readAccumulated(topology, "productTrends", state, categoryIds);
  return totals as ReadonlyMap<string, Trend>;
}

/** What is trending everywhere. */
export async function globalTrend(topology: AnyTopology, { state }: ShopStores): Promise<Trend> {
  const totals = await readAccumulated(topology, "productTrends", state, [GLOBAL_TREND]);
  return (totals.get(GLOBAL_TREND) as Trend | undefined) ?? NO_TREND;
}

/** All that a recommendation to a user is made from, in two rounds of reads. */
export async function shopperContextOf(
  topology: AnyTopology,
  { state }: ShopStores,
  { userId, landingCategoryId, nowMs }: Omit<RecommendationRequest, "count">,
): Promise<ShopperContext> {
  const shards = state.listProgress();
  const stores: ShopStores = {
    state: { listProgress: () => shards, readPages: (keys) => state.readPages(keys) },
  };
  const [profile, global] = await Promise.all([
    profileOf(topology, stores, userId),
    globalTrend(topology, stores),
  ]);
  const { productIds, categoryIds } = neededStates(profile, landingCategoryId);
  const [affinities, trends] = await Promise.all([
    affinitiesOf(topology, stores, productIds),
    trendsOf(topology, stores, categoryIds),
  ]);
  return {
    profile,
    affinityOf: (productId) => affinities.get(productId),
    trendOf: (categoryId) => trends.get(categoryId),
    globalTrend: global,
    landingCategoryId,
    nowMs,
  };
}

/** What to recommend to a user: made when it is asked for, so that it is as new as what it is made from. */
export async function recommendationsFor(
  topology: AnyTopology,
  stores: ShopStores,
  request: RecommendationRequest,
): Promise<Recommendation> {
  return recommend(await shopperContextOf(topology, stores, request), request.count);
}
