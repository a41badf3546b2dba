/**
 * What a worker keeps between batches: pages, ledgers, and where it left its shards. Losing it costs reads, never
 * correctness.
 */
import type { LedgerEntry } from "../state/ledger.ts";
import type { ShardProgress } from "../state/progress.ts";
import { ChunkPublisher } from "./chunk-publisher.ts";
import type { PageMemory } from "./commit-page.ts";
import { LedgerMemory } from "./ledger-memory.ts";
import type { PageCache } from "./ports.ts";
import { WarmPages } from "./warm-pages.ts";

export interface WorkerMemory extends PageMemory {
  readonly ledgers: LedgerMemory;
  /** The progress of each shard that the worker stored last, unless records were left half done. */
  readonly left: Map<string, ShardProgress>;
}

export function workerMemory(pages: PageCache): WorkerMemory {
  return {
    pages: new WarmPages(pages),
    chunks: new ChunkPublisher(),
    ledgers: new LedgerMemory(),
    left: new Map(),
  };
}

/** Notes that this worker has stored the progress that follows the one it judged from. */
export function leave(memory: WorkerMemory, next: ShardProgress, remembered: readonly LedgerEntry[]): void {
  memory.pages.advance(next);
  memory.ledgers.advance(next, remembered);
  // What was left half done is finished first, by records read back: that begins from what is known to be stored.
  if (next.begun === null) memory.left.set(next.shardId, next);
  else memory.left.delete(next.shardId);
}

/** Notes that another writer has moved the shard on. */
export function forget({ ledgers, left }: WorkerMemory, { shardId }: ShardProgress): void {
  ledgers.forget(shardId);
  left.delete(shardId);
}
