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
import type { StateStore } from "../state/ports.ts";
import type { ShardProgress } from "../state/progress.ts";
import type { AnyTopology } from "../topology.ts";
import { type BatchReport, combined, report } from "./batch-report.ts";
import { abandonedBefore, begunAhead, isKnown, joined } from "./abandoned.ts";
import { ChunkPublisher } from "./chunk-publisher.ts";
import type { CommitReport, PageMemory } from "./commit-page.ts";
import { decide, nextPosition } from "./decide.ts";
import { makeDurable } from "./make-durable.ts";
import { LedgerMemory } from "./ledger-memory.ts";
import { nextProgress } from "./next-progress.ts";
import type { BatchPorts, PageCache } from "./ports.ts";
import type { SourceRecord } from "./record.ts";
import { bearShard, bornAncestors, isNewborn, putAtFloor } from "./shard-birth.ts";
import { WarmPages } from "./warm-pages.ts";

/** What a worker keeps between batches; losing it costs reads, never correctness. */
export interface WorkerMemory extends PageMemory {
  readonly ledgers: LedgerMemory;
}

/** Another writer of the same shard forces a new judgement; each time it has moved the shard on. */
const FENCED_ATTEMPTS_MAX = 8;

export function workerMemory(pages: PageCache): WorkerMemory {
  return { pages: new WarmPages(pages), chunks: new ChunkPublisher(), ledgers: new LedgerMemory() };
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
  const reports: BatchReport[] = [];
  let sizeMax = Number.POSITIVE_INFINITY;
  let progress = await ports.state.readProgress(shardId);
  for (let fenced = 0; fenced < FENCED_ATTEMPTS_MAX;) {
    progress ??= await bear(topology, ports, memory, shardId);
    if (progress !== undefined && isNewborn(progress)) progress = await putAtFloor(ports.state, progress);
    if (progress !== undefined) {
      const abandoned = await abandonedBefore(ports, progress, nextPosition(progress, records));
      const isPrelude = abandoned.length > 0;
      const part = firstOf(isPrelude ? abandoned : records, progress, sizeMax);
      const outcome = await attemptBatch(topology, ports, memory, progress, part);
      if ("isOverfull" in outcome) {
        sizeMax = Math.ceil(part.length / 2);
      } else if ("next" in outcome) {
        progress = outcome.next;
        fenced += 1;
      } else {
        reports.push(outcome);
        const isEnd = part.length === 0 || part.at(-1) === records.at(-1);
        if (isEnd && !isPrelude) return combined(reports);
        progress = outcome.progress;
      }
    } else fenced += 1;
    progress ??= await ports.state.readProgress(shardId);
  }
  throw new ContentionError(`Cannot process a batch of ${shardId}: other workers keep moving its progress`);
}

/** The first new records; all as they came where they may be as many as they like. */
function firstOf<R extends SourceRecord>(
  records: readonly R[],
  { highWaterMark }: ShardProgress,
  sizeMax: number,
): readonly R[] {
  if (records.length <= sizeMax) return records;
  return records.filter(({ sequenceNumber }) => sequenceNumber > highWaterMark).slice(0, sizeMax);
}

/** Bears a shard behind its parents, once nothing of them is left half done. */
async function bear<R extends SourceRecord>(
  topology: AnyTopology,
  ports: BatchPorts<R>,
  memory: WorkerMemory,
  shardId: string,
): Promise<ShardProgress | undefined> {
  let ancestors: readonly ShardProgress[];
  do ancestors = await bornAncestors(ports.state, shardId, ports.parentsOf);
  while (await finishSome(topology, ports, memory, ancestors));
  return bearShard(ports.state, shardId, ancestors);
}

/** Finishes what was begun and abandoned in one of the shards; false when there is nothing. */
async function finishSome<R extends SourceRecord>(
  topology: AnyTopology,
  ports: BatchPorts<R>,
  memory: WorkerMemory,
  shards: readonly ShardProgress[],
): Promise<boolean> {
  for (const shard of shards) {
    const records = await abandonedBefore(ports, shard, null);
    if (records.length === 0) continue;
    await processBatch(topology, ports, memory, shard.shardId, records);
    return true;
  }
  return false;
}

/** Several records together make a page too large for its item, which fewer of them may not. */
interface Overfull {
  readonly isOverfull: true;
}

/** The batch's report, or the progress to judge anew from (undefined: as stored now), or that it must be cut. */
async function attemptBatch<R extends SourceRecord>(
  topology: AnyTopology,
  ports: BatchPorts<R>,
  memory: WorkerMemory,
  progress: ShardProgress,
  records: readonly R[],
): Promise<BatchReport | Overfull | { readonly next: ShardProgress | undefined }> {
  const seen = await memory.ledgers.seen(ports.state, progress);
  memory.pages.enter(progress);
  let foreseen = progress;
  let decision = await decide(topology, ports, memory.pages, foreseen, seen, records);
  while (decision.refusals.length > 0 && !decision.isOverfull) {
    foreseen = { ...foreseen, refusals: [...foreseen.refusals, ...decision.refusals] };
    decision = await decide(topology, ports, memory.pages, foreseen, seen, records);
  }
  if (decision.isOverfull) return { isOverfull: true };
  const bases = decision.levels.flat().map(({ base }) => base);
  const found = begunAhead(progress, bases);
  if (found !== null && !isKnown(progress.begun, found)) {
    foreseen = { ...foreseen, begun: joined(progress.begun, found) };
  } else if (found !== null && foreseen === progress) {
    const stored = await ports.state.readProgress(progress.shardId);
    if (stored?.version !== progress.version) return { next: stored };
  }
  if (foreseen !== progress) return { next: await settle(ports.state, memory, foreseen) };

  const { judgement } = decision;
  const ledger = appendToLedger(progress.ledger, judgement.remembered, judgement.watermarkMs);
  const next = nextProgress(topology, progress, decision, ledger, records, ports.now());
  const effects = (stored: ShardProgress) => makeDurable(topology, ports, memory, stored, decision, ledger);
  let commits: readonly CommitReport[] | undefined = [];
  if (topology.guarantee !== "at-most-once") commits = await effects(progress);
  if (commits === undefined) {
    memory.ledgers.forget(progress.shardId);
    return { next: undefined };
  }
  const [isCommitted] = await Promise.all([
    ports.state.commitProgress(next),
    ...commits.map(({ page }) => memory.chunks.tryPublish(ports.views, page)),
  ]);
  if (!isCommitted) {
    memory.ledgers.forget(progress.shardId);
    return { next: undefined };
  }
  memory.pages.advance(next);
  memory.ledgers.advance(next, judgement.remembered);
  if (topology.guarantee === "at-most-once") commits = (await effects(next)) ?? [];
  await afterCommit(topology, ports, progress, next, ledger);
  return report(next, decision, commits);
}

/**
 * What a batch has found out is stored with the progress before any page is written: refusals that depend on state, so
 * that every later attempt, by whichever worker and from whatever state, gives their records the same verdict;
 * and that records were begun, so that they will be finished.
 */
async function settle(
  state: StateStore,
  memory: WorkerMemory,
  foreseen: ShardProgress,
): Promise<ShardProgress | undefined> {
  const next: ShardProgress = { ...foreseen, version: foreseen.version + 1 };
  if (!(await state.commitProgress(next))) return undefined;
  memory.pages.advance(next);
  memory.ledgers.advance(next, []);
  return next;
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
