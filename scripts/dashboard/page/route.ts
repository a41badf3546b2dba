/** Where the page is, in the address behind `#`: view, range and filters, so that a reload or a link shows the same. */
import { DEFAULT_RANGE, RANGES, type RangeId, VIEWS, type ViewId } from "../server/interest.ts";

export interface Route {
  readonly view: ViewId;
  readonly range: RangeId;
  readonly filters: Readonly<Record<string, string>>;
}

export function routeOf(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  const { range = DEFAULT_RANGE, ...filters } = Object.fromEntries(new URLSearchParams(query));
  return {
    view: VIEWS.find((view) => view === path) ?? "overview",
    range: Object.hasOwn(RANGES, range) ? (range as RangeId) : DEFAULT_RANGE,
    filters,
  };
}

export function hashOf({ view, range, filters }: Route): string {
  return `#/${view}?${queryOf(range, filters)}`;
}

/** The address of the stream of updates. */
export function updatesOf({ view, range, filters }: Route): string {
  return `updates?view=${view}&${queryOf(range, filters)}`;
}

function queryOf(range: RangeId, filters: Route["filters"]): string {
  const set = Object.entries(filters).filter(([, value]) => value !== "");
  return new URLSearchParams([["range", range], ...set]).toString();
}
