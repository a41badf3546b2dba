/**
 * Folding brings a page forward: from the page as stored and the contributions of a batch to the next page.
 *
 * It is pure. Contributions at or below the page's high-water mark are already in it and are skipped, so that
 * a redelivered batch, a batch cut at other boundaries, a crash after the write and a second writer all end in
 * the same page.
 */

import type { Contribution, FoldContext, Operator } from "../operator/operator.ts";
import type { Chunk } from "../state/chunk.ts";
import { type Emission, type Page, type PageKey, pageId, type Section } from "../state/page.ts";
import type { Refusal } from "../state/progress.ts";
import { BEFORE_FIRST, type SequenceNumber } from "../state/sequence-number.ts";
import type { EventTimeMs } from "../time/event-time.ts";
import type { AnyTopology } from "../topology.ts";
import { type AppliedEvent, errorText } from "./judge.ts";

/** What a batch adds to one page, in log order. */
export interface PageWork {
  readonly key: PageKey;
  readonly entries: readonly PageEntry[];
}

export interface PageEntry {
  readonly sequenceNumber: SequenceNumber;
  readonly eventTimeMs: EventTimeMs;
  readonly operator: string;
  readonly contribution: Contribution;
}

export interface FoldedPage {
  readonly page: Page;
  /** The first record that an operator could not fold; the page is then unusable. */
  readonly refusal?: Refusal;
}

/** Sorts a batch's contributions by the page that they belong to. */
export function groupByPage(shardId: string, applied: readonly AppliedEvent[]): PageWork[] {
  const works = new Map<string, { key: PageKey; entries: PageEntry[] }>();
  let lastContribution: Contribution | undefined;
  let lastWork: { key: PageKey; entries: PageEntry[] } | undefined;
  for (const { sequenceNumber, eventTimeMs, contributions } of applied) {
    for (const [operator, contribution] of contributions) {
      const { window, page: name } = contribution;
      // Neighbours mostly share their page: comparing two fields is cheaper than building the id.
      if (lastWork === undefined || lastContribution?.window !== window || lastContribution.page !== name) {
        const key: PageKey = { shardId, window, name };
        const id = pageId(key);
        lastWork = works.get(id);
        if (lastWork === undefined) {
          lastWork = { key, entries: [] };
          works.set(id, lastWork);
        }
        lastContribution = contribution;
      }
      lastWork.entries.push({ sequenceNumber, eventTimeMs, operator, contribution });
    }
  }
  return [...works.values()];
}

/** True when the page already holds all of the work. */
export function isApplied(work: PageWork, stored: Page | undefined): boolean {
  const last = work.entries.at(-1);
  return last === undefined || (stored !== undefined && stored.highWaterMark >= last.sequenceNumber);
}

/**
 * @param base the page as stored, or undefined for a new one.
 * @param appliedUpTo contributions up to here are skipped: the base's high-water mark under exactly-once,
 *   `BEFORE_FIRST` under at-least-once.
 * @param inherited states with which operators of a child shard start, when there is no base.
 */
export function foldPage(
  topology: AnyTopology,
  work: PageWork,
  base: Page | undefined,
  appliedUpTo: SequenceNumber,
  inherited: ReadonlyMap<string, unknown> = new Map(),
): FoldedPage {
  const drafts = new Map<string, SectionDraft>();
  const emissions: Emission[] = [];
  const closing: Chunk[] = [];
  const { shardId } = work.key;
  let entry = work.entries[0] as PageEntry;
  const context: FoldContext = {
    get eventTimeMs() {
      return entry.eventTimeMs;
    },
    emit: (id, row) => emissions.push({ operator: entry.operator, id, row }),
    closeTail({ partition, bucketMs, entries }, layout) {
      const expiresAtMs = bucketMs + layout.bucketMs + layout.retentionMs;
      const { operator, sequenceNumber: closedBy } = entry;
      closing.push({ operator, partition, bucketMs, shardId, closedBy, entries, expiresAtMs });
    },
  };
  for (entry of work.entries) {
    if (entry.sequenceNumber <= appliedUpTo) continue;
    const draft = draftOf(entry.operator);
    try {
      draft.operator.fold(draft.state, entry.contribution, context);
    } catch (error) {
      const refusal = { ...entry, error: errorText(entry.operator, error) };
      return { page: base ?? emptyPage(work.key), refusal: refusalOf(refusal) };
    }
    draft.mark = entry.sequenceNumber;
  }

  function draftOf(name: string): SectionDraft {
    const open = drafts.get(name);
    if (open !== undefined) return open;
    const operator = topology.operators[name] as Operator<unknown>;
    const section = base?.sections.get(name);
    const state = operator.openDraft(section === undefined ? inherited.get(name) : section.state);
    const draft: SectionDraft = { operator, state, mark: section?.mark ?? BEFORE_FIRST };
    drafts.set(name, draft);
    return draft;
  }

  const sections = new Map<string, Section>(base?.sections);
  for (const [name, { operator, state, mark }] of drafts) {
    sections.set(name, { state: operator.closeDraft(state), mark });
  }
  const last = (work.entries.at(-1) as PageEntry).sequenceNumber;
  const highWaterMark = base !== undefined && base.highWaterMark > last ? base.highWaterMark : last;
  return { page: { key: work.key, highWaterMark, sections, closing, emissions } };
}

interface SectionDraft {
  readonly operator: Operator<unknown>;
  readonly state: unknown;
  mark: SequenceNumber;
}

function refusalOf({ sequenceNumber, operator, error }: PageEntry & { error: string }): Refusal {
  return { sequenceNumber, operator, error };
}

function emptyPage(key: PageKey): Page {
  return { key, highWaterMark: BEFORE_FIRST, sections: new Map(), closing: [], emissions: [] };
}
