/**
 * The shop as a server reads it from the pipeline's state. What users did is read as fresh as a request wants it. What is learned
 * from all users, which products go together and what is trending, moves slowly and takes many pages: it is merged once, and
 * kept for all who ask for a while.
 *
 * Invariant: what is learned is at most LEARNED_AGE_MAX_MS older than the moment at which it is used.
 */
import type { AnyTopology } from "../../../engine/index.ts";
import { affinitiesOf, globalTrend, profileOf, trendsOf } from "../queries.ts";
import type { ItemAffinity } from "../recommend/item-affinity.ts";
import { neededStates, type ShopperContext } from "../recommend/shopper-context.ts";
import type { Trend } from "../recommend/trending.ts";
import { LoadedThings } from "./loaded-things.ts";
import { PageReads, type StateReader } from "./page-reads.ts";
import type { RecommendRequest } from "./recommend-request.ts";
import type { ShopReading } from "./shop-reading.ts";

/** Of the pages that it is merged from, and then of what was merged. */
const LEARNED_PAGE_AGE_MAX_MS = 5_000;
const LEARNED_KEPT_MS = 25_000;
export const LEARNED_AGE_MAX_MS = LEARNED_PAGE_AGE_MAX_MS + LEARNED_KEPT_MS;

/** Some 10 KB each. */
const PRODUCTS_MAX = 5_000;
/** Some 30 KB each. */
const CATEGORIES_MAX = 1_000;
const EVERYWHERE = "everywhere";

export class ShopReads {
  readonly #topology: AnyTopology;
  readonly #nowMs: () => number;
  readonly #pages: PageReads;
  readonly #affinities: LoadedThings<string, ItemAffinity | undefined>;
  readonly #trends: LoadedThings<string, Trend | undefined>;
  readonly #globalTrend: LoadedThings<typeof EVERYWHERE, Trend>;

  constructor(topology: AnyTopology, state: StateReader, nowMs: () => number) {
    this.#topology = topology;
    this.#nowMs = nowMs;
    this.#pages = new PageReads(state, nowMs);
    const learned = () => ({ state: this.#pages.open(LEARNED_PAGE_AGE_MAX_MS) });
    const shared = { idOf: String, nowMs };
    this.#affinities = new LoadedThings({
      ...shared,
      read: async (ids) => inOrder(ids, await affinitiesOf(topology, learned(), ids)),
      max: PRODUCTS_MAX,
    });
    this.#trends = new LoadedThings({
      ...shared,
      read: async (ids) => inOrder(ids, await trendsOf(topology, learned(), ids)),
      max: CATEGORIES_MAX,
    });
    this.#globalTrend = new LoadedThings({
      ...shared,
      read: async () => [await globalTrend(topology, learned())],
      max: 1,
    });
  }

  /** Opens a reading in which no user's own state is older than this now. */
  open(ageMaxMs: number): ShopReading {
    const own = this.#pages.open(ageMaxMs);
    return {
      contextOf: (request, nowMs) => this.#contextOf(own, request, nowMs),
      asOfMs: own.asOfMs,
    };
  }

  /** In two rounds of reads, of which each is one call for all who read at the same time. */
  async #contextOf(
    own: StateReader,
    { userId, landingCategoryId }: RecommendRequest,
    nowMs: number,
  ): Promise<ShopperContext> {
    const notBeforeMs = this.#nowMs() - LEARNED_KEPT_MS;
    const [profile, global] = await Promise.all([
      profileOf(this.#topology, { state: own }, userId),
      this.#globalTrend.load(EVERYWHERE, notBeforeMs),
    ]);
    const { productIds, categoryIds } = neededStates(profile, landingCategoryId);
    const [affinities, trends] = await Promise.all([
      loadAll(this.#affinities, productIds, notBeforeMs),
      loadAll(this.#trends, categoryIds, notBeforeMs),
    ]);
    return {
      profile,
      affinityOf: (productId) => affinities.get(productId),
      trendOf: (categoryId) => trends.get(categoryId),
      globalTrend: global.value,
      landingCategoryId,
      nowMs,
    };
  }
}

function inOrder<Value>(
  ids: readonly string[],
  found: ReadonlyMap<string, Value>,
): readonly (Value | undefined)[] {
  return ids.map((id) => found.get(id));
}

async function loadAll<Value>(
  things: LoadedThings<string, Value>,
  ids: readonly string[],
  notBeforeMs: number,
) {
  const loaded = await Promise.all(ids.map((id) => things.load(id, notBeforeMs)));
  return new Map(loaded.map(({ value }, at) => [ids[at] as string, value]));
}
