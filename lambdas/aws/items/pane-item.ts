/** A window's last pane as an item of the state table, and back. */
import { panesPartition, STATE, windowSort } from "../../../lib/contract/index.ts";
import type { Pane, PaneKey, SequenceNumber } from "../../../lib/engine/index.ts";
import { bodyAttributes, contentOf } from "./body.ts";
import { expiry } from "./expiry.ts";
import { type Item, wholeOf } from "./item.ts";

type StoredPane = Omit<Pane, "marks" | "archive"> & {
  readonly marks: [string, SequenceNumber][];
  readonly archive?: number | null;
};

export function paneItemKey({ operator, window, page }: PaneKey): Item {
  return {
    [STATE.partitionKey]: { S: panesPartition(operator) },
    [STATE.sortKey]: { S: windowSort(window.startMs, window.endMs, page) },
  };
}

/** @param nowMs the closer's clock: a final pane is kept against stragglers from the moment when it became final. */
export function paneItem(pane: Pane, nowMs: number): Item {
  const content = { ...pane, marks: [...pane.marks] };
  const item: Item = {
    ...paneItemKey(pane.key),
    [STATE.version]: { N: String(pane.version) },
    ...bodyAttributes(JSON.stringify(content)),
  };
  if (pane.final) item[STATE.expiresAt] = expiry(Math.max(nowMs, pane.key.window.endMs));
  return item;
}

export function paneOf(item: Item): Pane {
  // Panes of the version before this one have no archive.
  const content = { archive: null, ...(contentOf(item) as unknown as StoredPane) };
  if (content.version !== wholeOf(item, STATE.version)) {
    throw new TypeError("Cannot read a pane: its body and its version disagree");
  }
  return { ...content, marks: new Map(content.marks) };
}
