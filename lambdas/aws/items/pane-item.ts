/** A window's last pane as an item of the state table, and back. */
import { panesPartition, STATE, windowSort } from "../../../lib/contract/index.ts";
import type { Pane, PaneKey, SequenceNumber } from "../../../lib/engine/index.ts";
import { bodyAttributes, contentOf } from "./body.ts";
import { type Item, wholeOf } from "./item.ts";

export function paneItemKey({ operator, window, page }: PaneKey): Item {
  return {
    [STATE.partitionKey]: { S: panesPartition(operator) },
    [STATE.sortKey]: { S: windowSort(window.startMs, window.endMs, page) },
  };
}

export function paneItem(pane: Pane): Item {
  const content = { ...pane, marks: [...pane.marks] };
  return {
    ...paneItemKey(pane.key),
    [STATE.version]: { N: String(pane.version) },
    ...bodyAttributes(JSON.stringify(content)),
  };
}

export function paneOf(item: Item): Pane {
  const content = contentOf(item) as unknown as Omit<Pane, "marks"> & { marks: [string, SequenceNumber][] };
  if (content.version !== wholeOf(item, STATE.version)) {
    throw new TypeError("Cannot read a pane: its body and its version disagree");
  }
  return { ...content, marks: new Map(content.marks) };
}
