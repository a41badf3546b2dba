/**
 * The operators that learn what to recommend, from events of any kind that tell of interactions:
 *
 *   userProfiles -> pairs gathered   -> itemAffinity
 *                -> touches gathered -> productTrends
 *
 * A profile belongs to its user's shard. Affinities and trends are learnt by every shard from its own users and merged when
 * they are read. Both are spread over many pages, so that a reader loads little, and gathered before, so that a batch writes few.
 */
import {
  accumulated,
  downstreamOf,
  gathered,
  hash53,
  keyed,
  type KeyParts,
  type Operator,
} from "../../../engine/index.ts";
import { highestLevel } from "./decayed-counts.ts";
import type { Interaction } from "./interaction.ts";
import { itemAffinityAggregate, type Neighbour, neighboursBy } from "./item-affinity.ts";
import { affinityRow, profileRow, trendRow } from "./rows.ts";
import { type Touch, touchOf } from "./touch.ts";
import { GLOBAL_TREND, trendAggregate, type Trended, trendedBy } from "./trending.ts";
import { NEW_USER, type UserProfile, withInteraction } from "./user-profile.ts";

const AFFINITY_PAGES = 64;
/** At its bounds a product takes about 800 bytes of its item. */
const AFFINITY_PAGE_PRODUCTS_MAX = 384;
const AFFINITY_GROUP_SIZE = 64;
const TREND_PAGES = 64;
/** At its bounds a category takes about 6 KB of its item. */
const TREND_PAGE_CATEGORIES_MAX = 32;
const TREND_GROUP_SIZE = 64;
/** What is gathered of both shares an item. */
const GATHERED_PAGE = "gathered";

// Made once: a name that is made anew for each record is hashed anew wherever it is looked up.
const AFFINITY_PAGE_NAMES = Array.from({ length: AFFINITY_PAGES }, (_, page) => `affinity-${page}`);
const TREND_PAGE_NAMES = Array.from({ length: TREND_PAGES }, (_, page) => `trends-${page}`);
const GLOBAL_TREND_PAGE = "trends-all";

export interface ObservedEvents<Event> {
  readonly userOf: (event: Event) => KeyParts;
  /** null for an event that asks for its user to be forgotten. */
  readonly interactionIn: (event: Event) => Interaction | null;
  /** The item in which a user's profile is kept. */
  readonly profilePage: (userId: string) => string;
}

export function userProfiles<Event>({
  userOf,
  interactionIn,
  profilePage,
}: ObservedEvents<Event>): Operator<Event> {
  return keyed<Event, UserProfile, Touch>({
    key: userOf,
    page: profilePage,
    initial: NEW_USER,
    observe(profile, event) {
      const interaction = interactionIn(event);
      if (interaction === null) return { state: undefined };
      const state = withInteraction(profile, interaction);
      const touch = touchOf(profile, interaction);
      return touch === undefined ? { state } : { state, output: touch };
    },
    row: profileRow,
  });
}

/** What is learnt downstream of `userProfiles`. */
export const learningOperators = {
  gatheredPairs: downstreamOf(
    "userProfiles",
    gathered<Touch>({
      entries: neighboursBy,
      group: affinityPage,
      page: GATHERED_PAGE,
      groupSize: AFFINITY_GROUP_SIZE,
    }),
  ),
  itemAffinity: downstreamOf(
    "gatheredPairs",
    accumulated({
      entries: (gatheredPairs: readonly (readonly [string, Neighbour])[]) => gatheredPairs,
      page: affinityPage,
      pageKeysMax: AFFINITY_PAGE_PRODUCTS_MAX,
      worth: highestLevel,
      aggregate: itemAffinityAggregate,
      row: affinityRow,
    }),
  ),
  gatheredTouches: downstreamOf(
    "userProfiles",
    gathered<Touch>({
      entries: trendedBy,
      group: trendPage,
      page: GATHERED_PAGE,
      groupSize: TREND_GROUP_SIZE,
    }),
  ),
  productTrends: downstreamOf(
    "gatheredTouches",
    accumulated({
      entries: (gatheredTouches: readonly (readonly [string, Trended])[]) => gatheredTouches,
      page: trendPage,
      pageKeysMax: TREND_PAGE_CATEGORIES_MAX,
      worth: highestLevel,
      aggregate: trendAggregate,
      row: trendRow,
    }),
  ),
};

function affinityPage(productId: string): string {
  return AFFINITY_PAGE_NAMES[hash53(productId) % AFFINITY_PAGES] as string;
}

function trendPage(key: string): string {
  return key === GLOBAL_TREND ? GLOBAL_TREND_PAGE : (TREND_PAGE_NAMES[hash53(key) % TREND_PAGES] as string);
}
