/**
 * A row of a view as a closed window leaves it: what queries return once the window is complete.
 */
import type { EventTimeMs } from "../time/event-time.ts";
import type { Json } from "./json.ts";

export interface ViewRow {
  readonly operator: string;
  /** The key in its written form. */
  readonly key: string;
  readonly windowStartMs: EventTimeMs;
  readonly windowEndMs: EventTimeMs;
  readonly paneIndex: number;
  /** The version of the pane that wrote the row; rows are replaced by higher versions only. */
  readonly version: number;
  readonly row: { readonly [field: string]: Json };
}
