/**
 * Promoting one pane: a window that is retired gets one more LATE pane, whose rows are the recomputed ones. As in every
 * emission the pane is claimed, its rows are written under the claim's version, and it is published:
 *
 *   archive of the recomputed states -> claim (version + 1, not published) -> rows -> publish (version + 2)
 *
 * A crash anywhere is repaired by promoting again, or by the next amendment: the claim refers to the archive that its
 * rows are made of, and an unpublished one is taken over under its index. Readers see old rows or new ones, each whole.
 */
import {
  type Archive,
  BEGINNING_OF_TIME,
  isRetired,
  type Pane,
  type StateStore,
  type ViewRow,
  type ViewStore,
} from "../../lib/engine/index.ts";
import type { ShadowPane } from "./shadow-row.ts";

export interface PromotePorts {
  readonly state: Pick<StateStore, "readFloor" | "readPane" | "commitPane" | "readArchive" | "putArchive">;
  readonly views: Pick<ViewStore, "putRows">;
}

/**
 * - `promoted`: the rows are live;
 * - `not_final`: the window still takes events, and what it shows is the closer's;
 * - `amended`: late events were folded in since the rows were recomputed, and would be lost;
 * - `other_pane`: the live rows belong to a pane of another page or window size, and would not be replaced;
 * - `contended`: somebody else has just emitted the pane.
 */
export type PromoteOutcome = "promoted" | "not_final" | "amended" | "other_pane" | "contended";

/** @param live the rows that the shadow rows replace, as they stand. */
export async function promotePane(
  { state, views }: PromotePorts,
  { archive, rows }: ShadowPane,
  live: readonly Pick<ViewRow, "version">[],
  allowedLatenessMs: number,
): Promise<PromoteOutcome> {
  const { key } = archive;
  const before = await state.readPane(key);
  if (before === undefined) {
    const floorMs = (await state.readFloor()) ?? BEGINNING_OF_TIME;
    if (!isRetired(key.window, allowedLatenessMs, floorMs)) return "not_final";
  } else if (!before.final) return "not_final";
  if (!isSameAmendment(archive, await shownArchive(state, before))) return "amended";

  const claim = claimOf(archive, before);
  if (live.some(({ version }) => version >= claim.version)) return "other_pane";
  await state.putArchive({ ...archive, version: claim.version });
  if (!(await state.commitPane(claim))) return "contended";
  await views.putRows(rows.map((row) => ({ ...row, paneIndex: claim.index, version: claim.version })));
  const published: Pane = { ...claim, version: claim.version + 1, published: true };
  return (await state.commitPane(published)) ? "promoted" : "contended";
}

/** The next pane, or the last one again when nobody has published it. */
function claimOf({ key }: Archive, before: Pane | undefined): Pane {
  const version = (before?.version ?? 0) + 1;
  const shared = { timing: "LATE", version, published: false, final: true, archive: version } as const;
  if (before === undefined) return { key, index: 0, marks: new Map(), ...shared };
  return { ...before, ...shared, index: before.published ? before.index + 1 : before.index };
}

async function shownArchive(
  state: Pick<StateStore, "readArchive">,
  pane: Pane | undefined,
): Promise<Archive | undefined> {
  return pane === undefined || pane.archive === null ? undefined : state.readArchive(pane.key, pane.archive);
}

function isSameAmendment(one: Archive, other: Archive | undefined): boolean {
  const ids = new Set(other?.amendedWith ?? []);
  return ids.size === one.amendedWith.length && one.amendedWith.every((id) => ids.has(id));
}
