/**
 * What a batch asks of the world where no stream stands behind its records: nothing can be read back, shards have no
 * parents, every key is a shard's own, and the caller runs the closer itself. Time stands still, so that runs are alike.
 */
import type { BatchPorts, SourceRecord } from "../engine/index.ts";

/** What the caller brings; the rest it may replace. */
type Stores<R extends SourceRecord> = Pick<BatchPorts<R>, "state" | "views" | "sideOutputs">;

export function inProcessPorts<R extends SourceRecord>(stores: Stores<R>): BatchPorts<R> {
  return {
    ...stores,
    recordsBetween: async () => [],
    parentsOf: async () => [],
    keysOf: async () => () => true,
    nudgeCloser: async () => {},
    now: () => 0,
  };
}
