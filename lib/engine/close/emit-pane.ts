/**
 * Emitting a pane: claim its index with a conditional write, write the rows under the claim's version, mark it
 * published. A closer that dies in between leaves an unpublished claim, which the next one takes over; a slow
 * one finds its rows refused by their version.
 */
import type { ArchivePart } from "../state/archive.ts";
import type { Page } from "../state/page.ts";
import { isPaneDue, type Pane, type PaneKey } from "../state/pane.ts";
import type { StateStore, ViewStore } from "../state/ports.ts";
import { BEFORE_FIRST, type SequenceNumber } from "../state/sequence-number.ts";
import type { AnyTopology } from "../topology.ts";
import { paneRows } from "./pane-rows.ts";

/** One operator's pages of one window and page name, over all shards. */
export interface WindowPages {
  readonly key: PaneKey;
  readonly allowedLatenessMs: number;
  readonly pages: readonly Page[];
}

export interface PaneOutcome {
  /** The pane that this call emitted. */
  readonly pane?: Pane;
  /** True when the window is retired and its state may go. */
  readonly isRetired: boolean;
}

const NOT_RETIRED: PaneOutcome = { isRetired: false };

export async function emitPane(
  topology: AnyTopology,
  stores: { readonly state: StateStore; readonly views: ViewStore },
  { key, pages }: WindowPages,
  isFinal: boolean,
): Promise<PaneOutcome> {
  const before = await stores.state.readPane(key);
  // What a stray writer left in a page of a retired window is in nobody's count: its records went the late way.
  if (before?.final) return { isRetired: true };
  const marks = marksOf(key.operator, pages);
  // A closer that was slow has older pages than an unpublished claim: it must not take it over.
  if (before !== undefined && showsMore(before, marks)) return NOT_RETIRED;
  if (before !== undefined && !isPaneDue(before, marks)) {
    if (!isFinal) return NOT_RETIRED;
    const next = { ...before, version: before.version + 1 };
    return { isRetired: await retire(stores.state, next, statesOf(key.operator, pages)) };
  }

  const claim = claimOf(key, before, marks);
  if (!(await stores.state.commitPane(claim))) return NOT_RETIRED;
  const parts = statesOf(key.operator, pages);
  const states = parts.map(({ state }) => state);
  await stores.views.putRows(paneRows(topology, claim, states));
  const published: Pane = { ...claim, version: claim.version + 1, published: true };
  const isCommitted = isFinal
    ? await retire(stores.state, published, parts)
    : await stores.state.commitPane(published);
  if (!isCommitted) return NOT_RETIRED;
  return { pane: published, isRetired: isFinal };
}

function claimOf(key: PaneKey, before: Pane | undefined, marks: ReadonlyMap<string, SequenceNumber>): Pane {
  const shared = { key, marks, published: false, final: false, archive: null };
  if (before === undefined) return { ...shared, index: 0, timing: "ON_TIME", version: 1 };
  const version = before.version + 1;
  if (!before.published) return { ...shared, index: before.index, timing: before.timing, version };
  return { ...shared, index: before.index + 1, timing: "LATE", version };
}

/** Commits a pane as final, behind the archive of what it shows. */
async function retire(state: StateStore, pane: Pane, parts: readonly ArchivePart[]): Promise<boolean> {
  const { key, version } = pane;
  await state.putArchive({ key, version, parts, amendedWith: [] });
  return state.commitPane({ ...pane, final: true, archive: version });
}

function showsMore(pane: Pane, marks: ReadonlyMap<string, SequenceNumber>): boolean {
  return [...pane.marks].some(([shardId, mark]) => mark > (marks.get(shardId) ?? BEFORE_FIRST));
}

function statesOf(operator: string, pages: readonly Page[]): readonly ArchivePart[] {
  return [...pages]
    .sort((one, other) => (one.key.shardId < other.key.shardId ? -1 : 1))
    .flatMap(({ key, sections }) => {
      const section = sections.get(operator);
      return section === undefined ? [] : [{ shardId: key.shardId, state: section.state }];
    });
}

function marksOf(operator: string, pages: readonly Page[]): ReadonlyMap<string, SequenceNumber> {
  const marks = new Map<string, SequenceNumber>();
  for (const page of pages) {
    const section = page.sections.get(operator);
    if (section !== undefined) marks.set(page.key.shardId, section.mark);
  }
  return marks;
}
