/**
 * The shop's producer: visits for the stream, disordered ones for a file, a share of them fraud. Everything follows from
 * the seed. Files of real events are sent again.
 */
import {
  type ClickstreamOptions,
  CommerceTraffic,
  DEFAULT_FRAUD_SHARE,
  DEFAULT_ITEMS,
  DEFAULT_USERS,
  DisorderedClicks,
} from "../../lib/pipelines/commerce/generator/index.ts";
import { COMMERCE_STREAM } from "../../lib/pipelines/commerce/commerce-source.ts";
import { seededRandom } from "../../lib/pipelines/traffic/index.ts";
import { formatCount } from "../terminal/format-count.ts";
import type { ProducerPipeline, SourceOptions } from "./producer-pipelines.ts";
import { commerceReplay } from "./replay/commerce-replay.ts";

export const commerceProducer: ProducerPipeline = {
  stream: COMMERCE_STREAM,
  usualRate: 200,
  takes: ["users", "items", "fraudShare"],
  sourcesText({ users = DEFAULT_USERS, items = DEFAULT_ITEMS }) {
    return `${formatCount(users)} users and ${formatCount(items)} items`;
  },
  // Each event has an id of its own.
  rateRefusal: () => undefined,
  traffic: ({ chaos, ...options }) => new CommerceTraffic({ ...clickstreamOf(options), chaos }),
  events: ({ events, startMs, eventsPerSecond, disorderMs, lateShare, ...options }) =>
    new DisorderedClicks({
      ...clickstreamOf(options),
      events,
      startMs,
      eventsPerSecond,
      disorderMs,
      lateShare,
    }),
  replay: commerceReplay,
};

/** Visits are drawn from another sequence than the one that users' and items' own properties are drawn from. */
function clickstreamOf({
  users = DEFAULT_USERS,
  items = DEFAULT_ITEMS,
  fraudShare = DEFAULT_FRAUD_SHARE,
  seed,
}: SourceOptions & { readonly seed: number }): ClickstreamOptions {
  return { users, items, fraudShare, seed, random: seededRandom(~seed) };
}
