/**
 * Committing a page: one conditional write, and when another writer was there first, a new fold from what it
 * left. Chunks that the base still holds are made durable before the page that no longer holds them.
 */
import { ContentionError } from "../errors.ts";
import type { Page } from "../state/page.ts";
import type { StateStore, ViewStore } from "../state/ports.ts";
import { BEFORE_FIRST } from "../state/sequence-number.ts";
import type { AnyTopology } from "../topology.ts";
import type { ChunkPublisher } from "./chunk-publisher.ts";
import { type FoldedPage, foldPage, isApplied, type PageWork } from "./fold-page.ts";
import type { WarmPages } from "./warm-pages.ts";

/** Only a second writer makes a commit fail, and each time it has moved the page on; so few are enough. */
const ATTEMPTS_MAX = 8;

/** A worker's pages, and which of their chunks it has seen durable. */
export interface PageMemory {
  readonly pages: WarmPages;
  readonly chunks: ChunkPublisher;
}

export interface CommitReport {
  /** The page as committed, or as another writer left it with all of the work in it. */
  readonly page: Page;
  readonly conflicts: number;
}

export interface PageStores {
  readonly state: StateStore;
  readonly views: ViewStore;
}

/** @throws ContentionError when the page keeps changing under the writer. */
export async function commitPage(
  stores: PageStores,
  topology: AnyTopology,
  memory: PageMemory,
  work: PageWork,
  base: Page | undefined,
  first: FoldedPage,
): Promise<CommitReport> {
  let startedFrom = base;
  let folded = first;
  for (let conflicts = 0; conflicts < ATTEMPTS_MAX; conflicts++) {
    if (memory.chunks.isWaiting(startedFrom)) await memory.chunks.publish(stores.views, startedFrom);
    const commit = await stores.state.commitPage(folded.page, startedFrom?.highWaterMark ?? null);
    if (commit.committed) {
      memory.pages.set(folded.page);
      return { page: folded.page, conflicts };
    }
    memory.pages.delete(work.key);
    startedFrom = commit.stored;
    if (topology.guarantee === "exactly-once" && startedFrom !== undefined && isApplied(work, startedFrom)) {
      return { page: startedFrom, conflicts: conflicts + 1 };
    }
    folded = foldPage(topology, work, startedFrom, skipTo(topology, startedFrom));
    if (folded.refusals.length > 0) break;
  }
  throw new ContentionError(
    `Cannot commit page ${work.key.name} of ${work.key.shardId}: other writers keep changing it`,
  );
}

/** Up to where the base holds the records already, as far as the guarantee looks at it. */
export function skipTo(topology: AnyTopology, base: Page | undefined): Page["highWaterMark"] {
  return topology.guarantee === "exactly-once" ? (base?.highWaterMark ?? BEFORE_FIRST) : BEFORE_FIRST;
}
