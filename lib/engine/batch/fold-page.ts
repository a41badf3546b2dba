/**
 * Folding brings a page forward: from the page as stored and the contributions of a batch to the next page.
 *
 * It is pure. Contributions at or below the page's high-water mark are already in it and are skipped, so that
 * a redelivered batch, a batch cut at other boundaries, a crash after the write and a second writer all end in
 * the same page.
 */

import { PageFullError } from "../errors.ts";
import type { Contribution, Operator } from "../operator/operator.ts";
import type { Output } from "../state/output.ts";
import type { Page, PageKey, Section } from "../state/page.ts";
import type { Refusal } from "../state/progress.ts";
import { BEFORE_FIRST, type SequenceNumber } from "../state/sequence-number.ts";
import type { AnyTopology } from "../topology.ts";
import { errorText } from "./error-text.ts";
import { PageFoldContext } from "./fold-context.ts";
import type { Step } from "./judgement.ts";
import { PageTimers } from "./page-timers.ts";

/** What a batch adds to one page, in log order: at least one contribution, or operators whose timers may go off. */
export interface PageWork {
  readonly key: PageKey;
  /** The batch's first new record. */
  readonly batchFrom: SequenceNumber;
  readonly entries: readonly Contribution[];
  /** Operators with timers that the batch adds to, or that have one which it makes due. */
  readonly timed: readonly string[];
  /** How the batch's records move the watermark; none for a page without timers. */
  readonly steps: readonly Step[];
}

export interface FoldedPage {
  readonly page: Page;
  /** Records that an operator could not fold; the page is then unusable. */
  readonly refusals: readonly Refusal[];
  /** Timers that have thrown, and what timers upstream have said that the page cannot take. */
  readonly timersLost: number;
}

/** True when the page already holds all of the work. */
export function isApplied(work: PageWork, stored: Page | undefined): boolean {
  return stored !== undefined && stored.highWaterMark >= lastOf(work);
}

/** How far the work brings its page: with timers to the batch's end, since it is settled up to there what went off. */
function lastOf({ entries, steps }: PageWork): SequenceNumber {
  return steps.at(-1)?.sequenceNumber ?? entries.at(-1)?.record.sequenceNumber ?? BEFORE_FIRST;
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
  const refusals: Refusal[] = [];
  const { key, batchFrom } = work;
  const kept = keptOutputs(work, base, appliedUpTo);
  const context = new PageFoldContext(topology, key.shardId, kept);
  const timers = new PageTimers(
    work.steps,
    work.timed.map((name) => ({ name, ...draftOf(name) })),
    context,
  );
  for (const entry of after(work.entries, appliedUpTo)) {
    timers.advanceTo(entry.record.sequenceNumber);
    if (entry.isRefused && !needsSection(topology, entry)) continue;
    context.entry = entry;
    const draft = draftOf(entry.operator);
    if (entry.isRefused) continue;
    try {
      draft.operator.fold(draft.state, entry, context);
    } catch (error) {
      if (entry.isOfTimer) timers.lost += 1;
      else refusals.push(refusalOf(entry, error));
      // What follows a record that throws on the state may be judged otherwise without it.
      if (entry.isOfTimer || error instanceof PageFullError) continue;
      break;
    }
    draft.last = entry;
    timers.settle(entry);
  }
  if (refusals.length === 0) timers.advanceTo();

  function draftOf(name: string): SectionDraft {
    const open = drafts.get(name);
    if (open !== undefined) return open;
    const operator = topology.operators[name] as Operator<unknown>;
    const section = base?.sections.get(name);
    const state = operator.openDraft(section === undefined ? inherited.get(name) : section.state);
    const draft: SectionDraft = { operator, state, mark: section?.mark ?? BEFORE_FIRST, last: undefined };
    drafts.set(name, draft);
    return draft;
  }

  const sections = new Map<string, Section>(base?.sections);
  for (const [name, { operator, state, mark, last }] of drafts) {
    sections.set(name, { state: operator.closeDraft(state), mark: last?.record.sequenceNumber ?? mark });
  }
  const highWaterMark = highWaterMarkOf(work, base);
  const { closing, outputs, emissions } = context;
  return {
    page: { key, highWaterMark, batchFrom, sections, closing, outputs, emissions },
    refusals,
    timersLost: timers.lost,
  };
}

/** Of what the page has folded already, the outputs that the progress has not passed: they can be computed no more. */
function keptOutputs(
  { batchFrom }: PageWork,
  base: Page | undefined,
  appliedUpTo: SequenceNumber,
): readonly Output[] {
  return (base?.outputs ?? []).filter(
    ({ sequenceNumber }) => sequenceNumber >= batchFrom && sequenceNumber <= appliedUpTo,
  );
}

/** A stateful operator's section takes over what its parents had, though nothing is folded into it. */
function needsSection(topology: AnyTopology, { operator }: Contribution): boolean {
  return topology.operators[operator]?.stateful === true;
}

function highWaterMarkOf(work: PageWork, base: Page | undefined): SequenceNumber {
  const last = lastOf(work);
  return base !== undefined && base.highWaterMark > last ? base.highWaterMark : last;
}

function refusalOf({ record, operator }: Contribution, error: unknown): Refusal {
  return { sequenceNumber: record.sequenceNumber, operator, error: errorText(operator, error) };
}

interface SectionDraft {
  readonly operator: Operator<unknown>;
  readonly state: unknown;
  /** The mark of the section that the draft started from. */
  readonly mark: SequenceNumber;
  last: Contribution | undefined;
}

/** The contributions behind a position; mostly all of them, and then without looking at each. */
function after(entries: readonly Contribution[], position: SequenceNumber): readonly Contribution[] {
  const [first] = entries;
  if (first === undefined || first.record.sequenceNumber > position) return entries;
  return entries.filter(({ record }) => record.sequenceNumber > position);
}
