/** The rows of a pane: what its operator makes of the window's states, under the pane's index and version. */
import type { Pane } from "../state/pane.ts";
import type { ViewRow } from "../state/row.ts";
import type { AnyTopology } from "../topology.ts";

/** @param states one a shard, in the order of the shards. */
export function paneRows(topology: AnyTopology, pane: Pane, states: readonly unknown[]): readonly ViewRow[] {
  const { operator, window } = pane.key;
  const rows = topology.operators[operator]?.rows?.(window, states) ?? [];
  return rows.map(({ key, row }) => ({
    operator,
    key,
    windowStartMs: window.startMs,
    windowEndMs: window.endMs,
    paneIndex: pane.index,
    version: pane.version,
    row,
  }));
}
