/**
 * Reads that several views of one look share: each question is asked once and its answer kept for `keptMs`.
 * Invariant: at most `ANSWERS_MAX` answers are kept, the oldest leaves first; a failure is not kept.
 */
import { LRUCache } from "lru-cache";
import type { StateReader, ViewReader } from "../../../lib/engine/index.ts";

const ANSWERS_MAX = 64;

/** A chunk never changes, and a row seldom: what a look finds stored is good for the next few as well. */
const STORED_KEPT_MS = 5_000;

/** Asks `ask` under a name unless the same was asked less than `keptMs` ago. */
export type Shared = <Answer>(name: string, ask: () => Promise<Answer>) => Promise<Answer>;

export function sharedFor(keptMs: number, now: () => number = performance.now.bind(performance)): Shared {
  const answers = new LRUCache<string, Promise<unknown>>({
    max: ANSWERS_MAX,
    ttl: keptMs,
    ttlResolution: 0,
    perf: { now },
  });
  return <Answer>(name: string, ask: () => Promise<Answer>) => {
    const known = answers.get(name) as Promise<Answer> | undefined;
    if (known !== undefined) return known;
    const answer = ask();
    answers.set(name, answer);
    answer.catch(() => answers.delete(name));
    return answer;
  };
}

export function sharedState(state: StateReader, shared: Shared): StateReader {
  return {
    listProgress: () => shared("progress", () => state.listProgress()),
    readFloor: () => shared("floor", () => state.readFloor()),
    keyedPages: (shardId) => shared(`keyed ${shardId}`, () => state.keyedPages(shardId)),
    readPages: (keys) => state.readPages(keys),
    windowPages: (shardId, endAtMostMs) =>
      shared(`windows ${shardId} ${endAtMostMs}`, () => state.windowPages(shardId, endAtMostMs)),
  };
}

/** Rows are asked for again after some seconds: those of open windows are computed from pages, which are read anew. */
export function sharedViews(views: ViewReader): ViewReader {
  const shared = sharedFor(STORED_KEPT_MS);
  return {
    rowsOfTime: (operator, range) =>
      shared(`time ${operator} ${range.fromMs} ${range.toMs}`, () => views.rowsOfTime(operator, range)),
    rowsOfKey: (operator, key, range) =>
      shared(`key ${operator} ${range.fromMs} ${range.toMs} ${key}`, () =>
        views.rowsOfKey(operator, key, range),
      ),
    chunksOf: (operator, partition, bucketMs) => views.chunksOf(operator, partition, bucketMs),
  };
}
