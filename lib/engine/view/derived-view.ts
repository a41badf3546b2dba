/**
 * A derived view is no operator's: its rows are made of what operators keep, by a pure function, when somebody asks for them. So it
 * is always as new as what it is made from, and costs nothing while nobody asks.
 */
import type { Json } from "../state/json.ts";
import type { Page } from "../state/page.ts";
import type { EventTimeMs } from "../time/event-time.ts";
import type { AnyTopology } from "../topology.ts";

export interface DerivedView {
  /** The operators that it is made from. */
  readonly from: readonly string[];
  /** @param pages all pages without a window. @param nowMs the largest event time that any shard has seen. */
  readonly rows: (
    topology: AnyTopology,
    pages: readonly Page[],
    nowMs: EventTimeMs,
  ) => Iterable<{ readonly [field: string]: Json }>;
}
