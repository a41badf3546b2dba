/** The view `recommendations`: a row for each user of whom something is known, derived from the views that recommendations are made of. */
import { accumulatedOf, type DerivedView, keyStatesOf } from "../../engine/index.ts";
import type { ItemAffinity } from "./recommend/item-affinity.ts";
import { recommend } from "./recommend/recommend.ts";
import { recommendationRow } from "./recommend/rows.ts";
import { GLOBAL_TREND, NO_TREND, type Trend } from "./recommend/trending.ts";
import type { UserProfile } from "./recommend/user-profile.ts";

const LIST_LENGTH = 10;

export const recommendationsView: DerivedView = {
  from: ["userProfiles", "itemAffinity", "productTrends"],
  *rows(topology, pages, nowMs) {
    const affinities = accumulatedOf(topology, "itemAffinity", pages) as ReadonlyMap<string, ItemAffinity>;
    const trends = accumulatedOf(topology, "productTrends", pages) as ReadonlyMap<string, Trend>;
    const globalTrend = trends.get(GLOBAL_TREND) ?? NO_TREND;
    for (const [userId, state] of keyStatesOf(topology, "userProfiles", pages)) {
      const context = {
        profile: state as UserProfile,
        affinityOf: (productId: string) => affinities.get(productId),
        trendOf: (categoryId: string) => trends.get(categoryId),
        globalTrend,
        landingCategoryId: null,
        nowMs,
      };
      yield recommendationRow(userId, recommend(context, LIST_LENGTH));
    }
  },
};
