/** A retired pane as it was recomputed, and its rows beside the live ones. */
import {
  AMENDMENTS,
  type AnyTopology,
  type Archive,
  type PaneKey,
  paneId,
  type StateStore,
  type ViewRow,
} from "../../lib/engine/index.ts";

/** A row with the page that its key is kept in. */
export interface ShadowRow {
  readonly page: string;
  readonly row: ViewRow;
}

export interface ShadowPane {
  /** What the rows are made of; its version says nothing. */
  readonly archive: Archive;
  readonly rows: readonly ViewRow[];
}

/** Shadow rows have no pane yet: the one that promotes them gives them its index and version. */
const UNPUBLISHED = { paneIndex: 0, version: 0 } as const;

/**
 * The recomputed pane with what the live one was amended with: those events expired, so the recomputation has refused
 * them as well, and leaving them out would undo the amendment.
 */
export async function shadowPane(
  topology: AnyTopology,
  live: Pick<StateStore, "readPane" | "readArchive">,
  recomputed: Archive,
): Promise<ShadowPane> {
  const { key } = recomputed;
  const amended = await liveArchive(live, key);
  const amendments = amended?.parts.filter(({ shardId }) => shardId === AMENDMENTS) ?? [];
  const archive: Archive = {
    key,
    version: 0,
    parts: [...recomputed.parts, ...amendments],
    amendedWith: amended?.amendedWith ?? [],
  };
  const states = archive.parts.map(({ state }) => state);
  const rows = topology.operators[key.operator]?.rows?.(key.window, states) ?? [];
  const { startMs: windowStartMs, endMs: windowEndMs } = key.window;
  return {
    archive,
    rows: rows.map(({ key: written, row }) => {
      return { operator: key.operator, key: written, windowStartMs, windowEndMs, ...UNPUBLISHED, row };
    }),
  };
}

/** The archive that the live pane shows; undefined where there is none, or none any more. */
async function liveArchive(
  live: Pick<StateStore, "readPane" | "readArchive">,
  key: PaneKey,
): Promise<Archive | undefined> {
  const pane = await live.readPane(key);
  return pane === undefined || pane.archive === null ? undefined : live.readArchive(key, pane.archive);
}

/** Groups rows by the pane that they belong to. */
export function byPane(
  rows: readonly ShadowRow[],
): readonly { readonly key: PaneKey; readonly rows: ViewRow[] }[] {
  const panes = new Map<string, { key: PaneKey; rows: ViewRow[] }>();
  for (const { page, row } of rows) {
    const window = { startMs: row.windowStartMs, endMs: row.windowEndMs };
    const key: PaneKey = { operator: row.operator, window, page };
    const pane = panes.get(paneId(key)) ?? { key, rows: [] };
    pane.rows.push(row);
    panes.set(paneId(key), pane);
  }
  return [...panes.values()];
}
