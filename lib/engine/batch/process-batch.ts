/**
 * The protocol: from a batch of one shard's records to durable effects.
 *
 *   progress (read) -> judge -> fold -> settle state-dependent refusals -> pages, ledger runs, dead
 *   letters and late events (in parallel) -> progress (conditional write), closed chunks -> report
 *
 * A shard is mostly where its worker left it. So judging and folding, which write nothing, begin from there while the
 * progress is read, and are thrown away where it says something else.
 *
 * Nothing is acknowledged before it is durable. A crash between any two steps is repaired by redelivery: the
 * verdicts are functions of the progress and the log, pages skip what they hold, side outputs carry identities.
 */
import { ContentionError } from "../errors.ts";
import { appendToLedger, type LedgerAppend } from "../state/ledger.ts";
import type { ShardProgress } from "../state/progress.ts";
import type { AnyTopology } from "../topology.ts";
import { abandonedBefore, withAllBegun } from "./abandoned.ts";
import { type BatchReport, combined, report } from "./batch-report.ts";
import type { CommitReport } from "./commit-page.ts";
import { nextPosition } from "./decide.ts";
import { foresee, settle } from "./foresee.ts";
import { makeDurable } from "./make-durable.ts";
import { nextProgress } from "./next-progress.ts";
import type { BatchPorts } from "./ports.ts";
import type { SourceRecord } from "./record.ts";
import { bearShard, bornAncestors, isNewborn, putAtFloor } from "./shard-birth.ts";
import { forget, leave, type WorkerMemory } from "./worker-memory.ts";

/** Another writer of the same shard forces a new judgement; each time it has moved the shard on. */
const FENCED_ATTEMPTS_MAX = 8;

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
  const left = memory.left.get(shardId);
  const reading = ports.state.readProgress(shardId);
  // Whoever waits for it is told; a batch that fails before anyone does must not fail a second time.
  reading.catch(() => {});
  let progress = left ?? (await reading);
  for (let fenced = 0; fenced < FENCED_ATTEMPTS_MAX;) {
    progress ??= await bear(topology, ports, memory, shardId);
    if (progress !== undefined && isNewborn(progress)) progress = await putAtFloor(ports.state, progress);
    if (progress !== undefined) {
      const abandoned = await abandonedBefore(ports, progress, nextPosition(progress, records));
      const isPrelude = abandoned.length > 0;
      const part = firstOf(isPrelude ? abandoned : records, progress, sizeMax);
      const stored = progress === left ? reading : progress;
      const outcome = await attemptBatch(topology, ports, memory, progress, stored, part);
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

/** Finishes what was begun and abandoned in one of the shards, whose streams have ended; false when there is nothing. */
async function finishSome<R extends SourceRecord>(
  topology: AnyTopology,
  ports: BatchPorts<R>,
  memory: WorkerMemory,
  shards: readonly ShardProgress[],
): Promise<boolean> {
  for (const shard of shards) {
    const ended = await withAllBegun(ports.state, shard);
    if (ended === undefined) return true;
    const records = await abandonedBefore(ports, ended, null);
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

/**
 * The batch's report, or the progress to judge anew from (undefined: as stored now), or that it must be cut.
 *
 * @param stored the shard's progress as it is stored: nothing is written before it is known to be the one judged from.
 */
async function attemptBatch<R extends SourceRecord>(
  topology: AnyTopology,
  ports: BatchPorts<R>,
  memory: WorkerMemory,
  progress: ShardProgress,
  stored: Promise<ShardProgress | undefined> | ShardProgress,
  records: readonly R[],
): Promise<BatchReport | Overfull | { readonly next: ShardProgress | undefined }> {
  const [foresight, found] = await Promise.all([foresee(topology, ports, memory, progress, records), stored]);
  if (found?.version !== progress.version) return { next: found };
  const { decision } = foresight;
  if (decision.isOverfull) return { isOverfull: true };
  const settled = await settle(ports.state, memory, progress, foresight);
  if (settled !== progress) return { next: settled };

  const { judgement } = decision;
  const ledger = appendToLedger(progress.ledger, judgement.remembered, judgement.watermarkMs);
  const next = nextProgress(topology, progress, decision, ledger, records, ports.now());
  const effects = (stored: ShardProgress) => makeDurable(topology, ports, memory, stored, decision, ledger);
  let commits: readonly CommitReport[] | undefined = [];
  if (topology.guarantee !== "at-most-once") commits = await effects(progress);
  if (commits === undefined) {
    forget(memory, progress);
    return { next: undefined };
  }
  const closing = commits.map(({ page }) => page).filter((page) => memory.chunks.isWaiting(page));
  const [isCommitted] = await Promise.all([
    ports.state.commitProgress(next),
    ...closing.map((page) => memory.chunks.tryPublish(ports.views, page)),
  ]);
  if (!isCommitted) {
    forget(memory, progress);
    return { next: undefined };
  }
  leave(memory, next, judgement.remembered);
  if (topology.guarantee === "at-most-once") commits = (await effects(next)) ?? [];
  await afterCommit(topology, ports, progress, next, ledger);
  return report(next, decision, commits);
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
