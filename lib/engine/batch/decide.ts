/**
 * A decision is all that a batch would do, from one progress: verdicts, and pages folded but not written. It
 * changes nothing, so that it can be taken again with what it found to be refused.
 */
import { TopologyError } from "../errors.ts";
import { type PageKey, pageId } from "../state/page.ts";
import type { Contribution, Positioned } from "../operator/operator.ts";
import type { Refusal, ShardProgress } from "../state/progress.ts";
import type { SequenceNumber } from "../state/sequence-number.ts";
import type { EventTimeMs } from "../time/event-time.ts";
import type { AnyTopology } from "../topology.ts";
import { skipTo } from "./commit-page.ts";
import { contributeDownstream, saidTo } from "./contribute-downstream.ts";
import { type FoldedPage, foldPage, type PageWork } from "./fold-page.ts";
import { groupByPage, withTimers } from "./group-by-page.ts";
import { judge } from "./judge.ts";
import type { Judgement } from "./judgement.ts";
import { type BasePage, loadPages } from "./load-pages.ts";
import type { BatchPorts } from "./ports.ts";
import type { SourceRecord } from "./record.ts";
import type { WarmPages } from "./warm-pages.ts";

/** A page that a batch brings forward. */
export interface PagePlan {
  readonly work: PageWork;
  readonly base: BasePage;
  readonly folded: FoldedPage;
}

export interface Decision<R extends SourceRecord> {
  readonly judgement: Judgement<R>;
  /** The pages of the operators that read the source, of those that read these, and so on. */
  readonly levels: readonly (readonly PagePlan[])[];
  /** New ones: until they are in the progress nothing else here may be written. */
  readonly refusals: readonly Refusal[];
  /** Several records together make a page too large for its item: they must be taken in smaller parts. */
  readonly isOverfull: boolean;
  /** Timers that have thrown, and what timers said that an operator downstream cannot take or no longer takes. */
  readonly timersLost: number;
}

/** The first of the records that the progress has not; undefined when it has them all. */
export function nextPosition(
  progress: ShardProgress,
  records: readonly SourceRecord[],
): SequenceNumber | undefined {
  return records.find(({ sequenceNumber }) => sequenceNumber > progress.highWaterMark)?.sequenceNumber;
}

export type DecisionPorts = Pick<BatchPorts<SourceRecord>, "state" | "keysOf">;

/** @param seen what the shard's ledger remembers. */
export async function decide<R extends SourceRecord>(
  topology: AnyTopology,
  { state, keysOf }: DecisionPorts,
  warm: WarmPages,
  progress: ShardProgress,
  seen: ReadonlyMap<string, EventTimeMs>,
  records: readonly R[],
): Promise<Decision<R>> {
  const judgement = judge(topology, progress, seen, records);
  const batchFrom = nextPosition(progress, records) ?? progress.highWaterMark;
  const upTo = records.at(-1)?.sequenceNumber ?? progress.highWaterMark;
  const refused = new Set(progress.refusals.map(({ sequenceNumber }) => sequenceNumber));
  const levels: PagePlan[][] = [];
  const names = new Set<string>();
  const refusals = new Map<SequenceNumber, Refusal>();
  const refuse = (refusal: Refusal) => refusals.set(refusal.sequenceNumber, refusal);
  let isOverfull = false;
  let timersLost = 0;
  let { contributions } = judgement;
  // What a level refuses must be known before anything is made of what it said.
  for (const [number, operators] of topology.levels.entries()) {
    if (number > 0) {
      const pages = levels.flat().map(({ folded }) => folded.page);
      const said = saidTo(topology, operators, pages, upTo, refused);
      const downstream = contributeDownstream(topology, said, operators);
      for (const refusal of downstream.refusals) refuse(refusal);
      contributions = downstream.contributions;
      timersLost += downstream.timersLost;
    }
    const works = withTimers(
      groupByPage(progress.shardId, batchFrom, contributions),
      operators.filter((name) => topology.timed.has(name)),
      progress.timers,
      judgement.steps,
      { shardId: progress.shardId, batchFrom },
    );
    const bases = await loadPages({ state, keysOf }, topology, warm, progress, works);
    const level: PagePlan[] = [];
    for (const [i, work] of works.entries()) {
      let plan = planPage(topology, work, bases[i] as BasePage);
      if (plan.folded.refusals.length === 0 && !state.fits(plan.folded.page)) {
        const relief = reliefOf(topology, plan);
        for (const refusal of relief.refusals) refuse(refusal);
        isOverfull ||= relief.isOverfull;
        timersLost += relief.timersLost;
        plan = relief.plan;
      }
      level.push(plan);
      for (const refusal of plan.folded.refusals) refuse(refusal);
      timersLost += plan.folded.timersLost;
      requireNew(names, work.key);
    }
    levels.push(level);
    if (refusals.size > 0 || isOverfull) break;
  }
  return { judgement, levels, refusals: [...refusals.values()], isOverfull, timersLost };
}

function planPage(topology: AnyTopology, work: PageWork, base: BasePage): PagePlan {
  const folded = foldPage(topology, work, base.base, skipTo(topology, base.base), base.inherited);
  return { work, base, folded };
}

/** @throws TopologyError when operators of two levels share a page: it would be folded twice from the same base. */
function requireNew(pages: Set<string>, key: PageKey): void {
  const id = pageId(key);
  if (pages.has(id)) {
    throw new TopologyError(
      `Cannot fold page ${key.name}: an operator and one that reads it have it both; give it another 'page'`,
    );
  }
  pages.add(id);
}

/** How a page that is too large for its item is brought to fit it. */
interface Relief {
  readonly plan: PagePlan;
  readonly refusals: readonly Refusal[];
  readonly isOverfull: boolean;
  readonly timersLost: number;
}

const NO_RELIEF: Omit<Relief, "plan"> = { refusals: [], isOverfull: false, timersLost: 0 };

/** Of one record what it adds is refused, and where that is nothing, lost what timers add at its place. */
function reliefOf(topology: AnyTopology, plan: PagePlan): Relief {
  const { work, base } = plan;
  const added = addedTo(topology, plan);
  const positions = new Set(added.map(({ record }) => record.sequenceNumber));
  if (positions.size > 1 || work.steps.length > 1) return { ...NO_RELIEF, plan, isOverfull: true };
  const ofRecord = added.filter(({ isOfTimer }) => !isOfTimer);
  if (ofRecord.length > 0 || added.length === 0) {
    const refusals = ofRecord.map(({ record, operator }) => tooLarge(record, operator, plan));
    return { ...NO_RELIEF, plan, refusals };
  }
  const entries = work.entries.map((entry): Contribution => ({ ...entry, isRefused: true }));
  const relieved = planPage(topology, { ...work, entries }, base);
  return { ...NO_RELIEF, plan: relieved, timersLost: added.length };
}

/** What the batch adds to a page; what is in it already, or refused already, can be refused no more. */
function addedTo(topology: AnyTopology, { work, base }: PagePlan): readonly Contribution[] {
  const appliedUpTo = skipTo(topology, base.base);
  return work.entries.filter(({ record, isRefused }) => !isRefused && record.sequenceNumber > appliedUpTo);
}

function tooLarge({ sequenceNumber }: Positioned, operator: string, { work }: PagePlan): Refusal {
  const error = `page ${work.key.name}: full; give its operators a finer 'page', or shorter windows`;
  return { sequenceNumber, operator, error };
}
