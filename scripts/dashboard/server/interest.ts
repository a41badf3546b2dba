/** What a tab looks at: a view, a range of time and the view's filters, as the address of its stream of updates says. */
export const VIEWS = [
  "overview",
  "iot",
  "medical",
  "commerce",
  "streams",
  "dead-letters",
  "topology",
] as const;

export type ViewId = (typeof VIEWS)[number];

/** In minutes. */
export const RANGES = { "5m": 5, "15m": 15, "1h": 60, "6h": 360 } as const;

export type RangeId = keyof typeof RANGES;

export const DEFAULT_RANGE: RangeId = "15m";

export interface Interest {
  readonly view: ViewId;
  readonly rangeMs: number;
  /** By name; empty ones are left out. */
  readonly filters: Readonly<Record<string, string>>;
}

/** Every filter of every view. */
const FILTERS = ["type", "location", "alert", "sensor", "pipeline", "reason", "letter", "user"] as const;

const MINUTE_MS = 60_000;
/** Keys are bounded by the engine. */
const FILTER_LENGTH_MAX = 256;

/** undefined for what no page asks. */
export function interestOf(query: Readonly<Record<string, string>>): Interest | undefined {
  const { view = "", range = DEFAULT_RANGE, ...others } = query;
  if (!VIEWS.some((known) => known === view) || !Object.hasOwn(RANGES, range)) return undefined;
  const filters: Record<string, string> = {};
  for (const [name, value] of Object.entries(others)) {
    if (!FILTERS.some((known) => known === name) || value.length > FILTER_LENGTH_MAX) return undefined;
    if (value !== "") filters[name] = value;
  }
  return { view: view as ViewId, rangeMs: RANGES[range as RangeId] * MINUTE_MS, filters };
}

/** Tabs that look at the same share one reading. */
export function interestKey({ view, rangeMs, filters }: Interest): string {
  return JSON.stringify([
    view,
    rangeMs,
    Object.entries(filters).sort(([one], [other]) => (one < other ? -1 : 1)),
  ]);
}
