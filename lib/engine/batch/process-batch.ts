/**
 * The protocol: from a batch of one shard's records to durable effects.
 *
 *   progress (read) -> judge -> fold -> settle state-dependent refusals -> pages, ledger runs, dead
 *   letters and late events (in parallel) -> progress (conditional write), closed chunks -> report
 *
 * Nothing is acknowledged before it is durable. A crash between any two steps is repaired by redelivery: the
 * verdicts are functions of the progress and the log, pages skip what they hold, side outputs carry identities.
 */
import { ContentionError } from "../errors.ts";
import { appendToLedger, type LedgerAppend } from "../state/ledger.ts";
import { pageId } from "../state/page.ts";
import type { StateStore } from "../state/ports.ts";
import type { Refusal, ShardProgress } from "../state/progress.ts";
import type { SequenceNumber } from "../state/sequence-number.ts";
import type { AnyTopology } from "../topology.ts";
import { ChunkPublisher } from "./chunk-publisher.ts";
import { type CommitReport, commitPage, type PageMemory, skipTo } from "./commit-page.ts";
import type { Counts } from "./counts.ts";
import { type FoldedPage, foldPage, groupByPage, type PageWork } from "./fold-page.ts";
import { type Judgement, judge } from "./judge.ts";
import { LedgerMemory } from "./ledger-memory.ts";
import { type BasePage, isBehind, loadPages } from "./load-pages.ts";
import { nextProgress } from "./next-progress.ts";
import type { BatchPorts, PageCache } from "./ports.ts";
import type { SourceRecord } from "./record.ts";
import { bearShard } from "./shard-birth.ts";

/** What a worker keeps between batches; losing it costs reads, never correctness. */
export interface WorkerMemory extends PageMemory {
  readonly ledgers: LedgerMemory;
}

export interface BatchReport {
  readonly shardId: string;
  readonly counts: Counts;
  /** The batch's progress as stored. */
  readonly progress: ShardProgress;
  readonly conflicts: number;
  readonly pagesCommitted: number;
  readonly rejections: readonly { readonly reason: string; readonly sequenceNumber: SequenceNumber }[];
}

/** Another writer of the same shard forces a new judgement; each time it has moved the shard on. */
const FENCED_ATTEMPTS_MAX = 8;

export function workerMemory(pages: PageCache): WorkerMemory {
  return { pages, chunks: new ChunkPublisher(), ledgers: new LedgerMemory() };
}

/**
 * @param records the batch in log order, all of one shard.
 * @throws whatever a port threw, or ContentionError: nothing may then be acknowledged, and the batch comes again.
 */
export async function processBatch<R extends SourceRecord>(
  topology: AnyTopology,
  ports: BatchPorts<R>,
  memory: WorkerMemory,
  shardId: string,
  records: readonly R[],
): Promise<BatchReport> {
  let progress = await ports.state.readProgress(shardId);
  for (let attempt = 0; attempt < FENCED_ATTEMPTS_MAX; attempt++) {
    progress ??= await bearShard(ports.state, shardId, ports.parentsOf);
    if (progress !== undefined) {
      const outcome = await attemptBatch(topology, ports, memory, progress, records);
      if (!("next" in outcome)) return outcome;
      progress = outcome.next;
    }
    progress ??= await ports.state.readProgress(shardId);
  }
  throw new ContentionError(`Cannot process a batch of ${shardId}: other workers keep moving its progress`);
}

/** The batch's report, or the progress to judge anew from (undefined: as stored now). */
async function attemptBatch<R extends SourceRecord>(
  topology: AnyTopology,
  ports: BatchPorts<R>,
  memory: WorkerMemory,
  progress: ShardProgress,
  records: readonly R[],
): Promise<BatchReport | { readonly next: ShardProgress | undefined }> {
  const seen = await memory.ledgers.seen(ports.state, progress);
  const judgement = judge(topology, progress, seen, records);
  const works = groupByPage(progress.shardId, judgement.contributions);
  const bases = await loadPages(ports.state, topology, memory.pages, progress, works);
  if (isBehind(progress, bases)) {
    const stored = await ports.state.readProgress(progress.shardId);
    if (stored?.version !== progress.version) return { next: stored };
  }
  const folded = works.map((work, i) => foldFrom(topology, work, bases[i] as BasePage));
  const refusals = works.flatMap((work, i) => {
    const appliedUpTo = skipTo(topology, bases[i]?.base);
    return refusalsOf(ports.state, work, appliedUpTo, folded[i] as FoldedPage);
  });
  if (refusals.length > 0) return { next: await settle(ports, memory, progress, refusals) };

  const ledger = appendToLedger(progress.ledger, judgement.remembered, judgement.watermarkMs);
  const next = nextProgress(progress, judgement, ledger, records, ports.now());
  const effects = () =>
    makeDurable(topology, ports, memory, works, bases, folded, judgement, ledger, progress);
  let commits: readonly CommitReport[] = [];
  if (topology.guarantee !== "at-most-once") commits = await effects();
  const [isCommitted] = await Promise.all([
    ports.state.commitProgress(next),
    ...commits.map(({ page }) => memory.chunks.tryPublish(ports.views, page)),
  ]);
  if (!isCommitted) {
    memory.ledgers.forget(progress.shardId);
    return { next: undefined };
  }
  memory.ledgers.advance(next, judgement.remembered);
  if (topology.guarantee === "at-most-once") commits = await effects();
  await afterCommit(topology, ports, progress, next, ledger);
  return report(next, judgement, commits);
}

function foldFrom(topology: AnyTopology, work: PageWork, { base, inherited }: BasePage): FoldedPage {
  return foldPage(topology, work, base, skipTo(topology, base), inherited);
}

/**
 * The record that an operator could not fold, or all new records of a page that they made too large for its item.
 *
 * @param appliedUpTo records up to here are in the page already, and can be refused no more.
 */
function refusalsOf(
  state: StateStore,
  { key, entries }: PageWork,
  appliedUpTo: SequenceNumber,
  { page, refusal }: FoldedPage,
): readonly Refusal[] {
  if (refusal !== undefined) return [refusal];
  if (state.fits(page)) return [];
  const error = `page ${key.name}: full; give its operators a finer 'page', or shorter windows`;
  return entries
    .filter(({ record }) => record.sequenceNumber > appliedUpTo)
    .map(({ record, operator }) => ({ sequenceNumber: record.sequenceNumber, operator, error }));
}

/**
 * A refusal that depends on state is stored with the progress before any page is written, so that every later
 * attempt, by whichever worker and from whatever state, gives the record the same verdict.
 */
async function settle<R extends SourceRecord>(
  ports: BatchPorts<R>,
  memory: WorkerMemory,
  progress: ShardProgress,
  refusals: readonly Refusal[],
): Promise<ShardProgress | undefined> {
  const known = new Map(
    [...progress.refusals, ...refusals].map((refusal) => [refusal.sequenceNumber, refusal]),
  );
  const next: ShardProgress = { ...progress, version: progress.version + 1, refusals: [...known.values()] };
  if (!(await ports.state.commitProgress(next))) return undefined;
  memory.ledgers.advance(next, []);
  return next;
}

async function makeDurable<R extends SourceRecord>(
  topology: AnyTopology,
  ports: BatchPorts<R>,
  memory: WorkerMemory,
  works: readonly PageWork[],
  bases: readonly BasePage[],
  folded: readonly FoldedPage[],
  judgement: Judgement<R>,
  ledger: LedgerAppend,
  progress: ShardProgress,
): Promise<readonly CommitReport[]> {
  const commits = works.map((work, i) =>
    commitPage(ports, topology, memory, work, bases[i]?.base, folded[i] as FoldedPage),
  );
  const runs = ledger.closedRuns.map((run) =>
    ports.state.putLedgerRun(progress.shardId, run.number, run.entries),
  );
  const { deadLetters, expired } = judgement;
  const sides = [
    deadLetters.length > 0 ? ports.sideOutputs.sendDeadLetters(deadLetters) : undefined,
    expired.length > 0 ? ports.sideOutputs.sendExpired(expired) : undefined,
  ];
  // All are awaited even when one fails: a write must not go on behind the answer.
  const settled = await Promise.allSettled([...commits, ...runs, ...sides]);
  const failed = settled.find((result) => result.status === "rejected");
  if (failed !== undefined) {
    for (const { key } of works) memory.pages.delete(pageId(key));
    throw failed.reason;
  }
  return Promise.all(commits);
}

async function afterCommit<R extends SourceRecord>(
  topology: AnyTopology,
  ports: BatchPorts<R>,
  before: ShardProgress,
  after: ShardProgress,
  ledger: LedgerAppend,
): Promise<void> {
  if (ledger.forgottenRuns.length > 0)
    await ports.state.deleteLedgerRuns(after.shardId, ledger.forgottenRuns);
  if (crossesBoundary(topology, before.watermarkMs, after.watermarkMs)) await ports.nudgeCloser();
}

/** True when a window may have become complete or retired between the two watermarks. */
export function crossesBoundary(topology: AnyTopology, beforeMs: number, afterMs: number): boolean {
  return Object.values(topology.operators).some(({ windowing }) => {
    if (windowing === undefined) return false;
    const { boundaryMs } = windowing.assigner;
    return Math.floor(beforeMs / boundaryMs) !== Math.floor(afterMs / boundaryMs);
  });
}

function report<R extends SourceRecord>(
  progress: ShardProgress,
  judgement: Judgement<R>,
  commits: readonly CommitReport[],
): BatchReport {
  const rejections = judgement.deadLetters.map(({ record, rejection }) => ({
    reason: rejection.reason,
    sequenceNumber: record.sequenceNumber,
  }));
  const { shardId } = progress;
  const conflicts = commits.reduce((total, commit) => total + commit.conflicts, 0);
  return {
    shardId,
    counts: judgement.counts,
    progress,
    conflicts,
    pagesCommitted: commits.length,
    rejections,
  };
}
