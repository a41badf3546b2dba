/**
 * A decision is all that a batch would do, from one progress: verdicts, and pages folded but not written. It
 * changes nothing, so that it can be taken again with what it found to be refused.
 */
import type { WarmPages } from "./warm-pages.ts";
import type { StateStore } from "../state/ports.ts";
import type { Refusal, ShardProgress } from "../state/progress.ts";
import type { SequenceNumber } from "../state/sequence-number.ts";
import type { EventTimeMs } from "../time/event-time.ts";
import type { AnyTopology } from "../topology.ts";
import { skipTo } from "./commit-page.ts";
import { type FoldedPage, foldPage, groupByPage, type PageWork } from "./fold-page.ts";
import { judge } from "./judge.ts";
import type { Judgement } from "./judgement.ts";
import { type BasePage, loadPages } from "./load-pages.ts";
import type { SourceRecord } from "./record.ts";

export interface Decision<R extends SourceRecord> {
  readonly judgement: Judgement<R>;
  readonly works: readonly PageWork[];
  readonly bases: readonly BasePage[];
  readonly folded: readonly FoldedPage[];
  /** New ones: until they are in the progress nothing else here may be written. */
  readonly refusals: readonly Refusal[];
}

/** The first of the records that the progress has not; undefined when it has them all. */
export function nextPosition(
  progress: ShardProgress,
  records: readonly SourceRecord[],
): SequenceNumber | undefined {
  return records.find(({ sequenceNumber }) => sequenceNumber > progress.highWaterMark)?.sequenceNumber;
}

/** @param seen what the shard's ledger remembers. */
export async function decide<R extends SourceRecord>(
  topology: AnyTopology,
  state: StateStore,
  pages: WarmPages,
  progress: ShardProgress,
  seen: ReadonlyMap<string, EventTimeMs>,
  records: readonly R[],
): Promise<Decision<R>> {
  const judgement = judge(topology, progress, seen, records);
  const batchFrom = nextPosition(progress, records) ?? progress.highWaterMark;
  const works = groupByPage(progress.shardId, batchFrom, judgement.contributions);
  const bases = await loadPages(state, topology, pages, progress, works);
  const refusals = new Map<SequenceNumber, Refusal>();
  const folded = works.map((work, i) => {
    const { base, inherited } = bases[i] as BasePage;
    const appliedUpTo = skipTo(topology, base);
    const page = foldPage(topology, work, base, appliedUpTo, inherited);
    for (const refusal of refusalsOf(state, work, appliedUpTo, page)) {
      refusals.set(refusal.sequenceNumber, refusal);
    }
    return page;
  });
  return { judgement, works, bases, folded, refusals: [...refusals.values()] };
}

/**
 * The records that an operator could not fold, or all new records of a page that they made too large for its item.
 *
 * @param appliedUpTo records up to here are in the page already, and can be refused no more.
 */
function refusalsOf(
  state: StateStore,
  { key, entries }: PageWork,
  appliedUpTo: SequenceNumber,
  { page, refusals }: FoldedPage,
): readonly Refusal[] {
  if (refusals.length > 0) return refusals;
  if (state.fits(page)) return [];
  const error = `page ${key.name}: full; give its operators a finer 'page', or shorter windows`;
  return entries
    .filter(({ record }) => record.sequenceNumber > appliedUpTo)
    .map(({ record, operator }) => ({ sequenceNumber: record.sequenceNumber, operator, error }));
}
