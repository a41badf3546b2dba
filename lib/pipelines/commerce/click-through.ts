/**
 * What recommendations are worth: of the impressions of ten minutes, how many were clicked on within half an hour, by variant.
 *
 * An impression is of all products of an answer, and counts at most one click: a click on, or a view of, one of them by the
 * same user. It is counted once, at the full minute behind its half hour; so a window's row comes that much later. What a `forget`
 * ends before is not counted.
 */
import {
  count,
  downstreamOf,
  type DurationMs,
  intervalJoin,
  minutes,
  type Operator,
  only,
  sum,
  tumbling,
  windowed,
} from "../../engine/index.ts";
import {
  type Behaviour,
  type CommerceEvent,
  type Forget,
  type Impression,
  impressedProducts,
  isBehaviour,
} from "./commerce-event.ts";
import { COMMERCE_BOUNDS, userKey } from "./commerce-source.ts";
import { shopperPage } from "./shopper-page.ts";

const CLICKED_WITHIN = minutes(30);
/** An impression's outcome is known at the next full minute: each such time is a write of a page. */
const OUTCOMES_EVERY = minutes(1);
/** The first time at which that of a window's first impression may be; that of its last is before the window has gone by again. */
const OUTCOME_AFTER_MS = CLICKED_WITHIN + 1;

/** Impressions of half an hour that are kept of a user, and as many clicks and views of the last minute. */
const KEPT_OF_USER_MAX = 2_048;

type Shown = { readonly variant: string; readonly products: readonly string[] };
type Outcome = { readonly variant: string; readonly clicked: 0 | 1 };
type Heard = Behaviour | Impression | Forget;

/** `ctr`, and what it is made of. */
export function clickThroughOperators(
  allowedLateness: DurationMs,
): Readonly<Record<string, Operator<CommerceEvent>>> {
  return {
    impressionOutcomes: only(isHeard, impressionOutcomes()),
    ctr: downstreamOf("impressionOutcomes", clickThrough(allowedLateness)),
  };
}

function isHeard(event: CommerceEvent): event is Heard {
  return !isBehaviour(event) || isClick(event);
}

function isClick({ event_type: type }: Behaviour): boolean {
  return type === "click" || type === "view";
}

function impressionOutcomes(): Operator<Heard> {
  return intervalJoin<Heard, Shown, string, Outcome>({
    key: userKey,
    partitionKey: (user) => user,
    page: shopperPage,
    left: (event) =>
      event.event_type === "impression"
        ? { variant: event.variant, products: impressedProducts(event) }
        : undefined,
    right: (event) => (isBehaviour(event) ? String(event.product_id) : undefined),
    lowerMs: 0,
    upperMs: CLICKED_WITHIN,
    leaveEveryMs: OUTCOMES_EVERY,
    on: ({ products }, product) => products.includes(product),
    keptMax: KEPT_OF_USER_MAX,
    ends: ({ event_type: type }) => type === "forget",
    outcome: ({ variant }, clicks) => ({ variant, clicked: clicks > 0 ? 1 : 0 }),
  });
}

/** Windows of the outcomes, so that each holds the impressions of one round window. */
function clickThrough(allowedLateness: DurationMs): Operator<Outcome> {
  const outcomesBegin = (OUTCOME_AFTER_MS % COMMERCE_BOUNDS.windowSizeMs) as DurationMs;
  return windowed({
    window: tumbling(COMMERCE_BOUNDS.windowSizeMs, outcomesBegin),
    allowedLateness,
    key: ({ variant }: Outcome) => variant,
    aggregate: { impressions: count<Outcome>(), clicks: sum(({ clicked }: Outcome) => clicked) },
    row: (variant, { startMs, endMs }, { impressions, clicks }) => ({
      variant,
      window_start: new Date(startMs - OUTCOME_AFTER_MS).toISOString(),
      window_end: new Date(endMs - OUTCOME_AFTER_MS).toISOString(),
      impressions,
      clicks,
      ctr: clicks / impressions,
    }),
  });
}
