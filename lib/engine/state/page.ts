/**
 * A page is the unit of state and of commit: everything that the operators keep under one page name, for one
 * window (or none) and one shard, in one item. So one page costs one conditional write a batch, however many
 * events it absorbed, and it has one writer.
 *
 * Invariant: a page holds exactly the contributions of its shard's records up to `highWaterMark`, each once.
 * State and mark change in one write, so there is no gap to crash in. The mark only rises.
 */
import type { Window } from "../window/window.ts";
import type { Chunk } from "./chunk.ts";
import type { Output } from "./output.ts";
import type { SequenceNumber } from "./sequence-number.ts";

export interface PageKey {
  readonly shardId: string;
  /** null for state without windows. */
  readonly window: Window | null;
  readonly name: string;
}

/** One operator's part of a page. `state` is the operator's own, immutable once it stands in a page. */
export interface Section {
  readonly state: unknown;
  /** The last record that this operator folded here: whether a new pane is due is a comparison with it. */
  readonly mark: SequenceNumber;
}

/** Something that an operator announced while folding, e.g. an alert. Deterministic: its id identifies it. */
export interface Emission {
  readonly operator: string;
  readonly id: string;
  readonly row: unknown;
}

export interface Page {
  readonly key: PageKey;
  readonly highWaterMark: SequenceNumber;
  /** The first new record of the batch that wrote the page last: where it began, should it never have been finished. */
  readonly batchFrom: SequenceNumber;
  readonly sections: ReadonlyMap<string, Section>;
  /**
   * Chunks that the latest commit closed. They stay in the page until a later commit, which waits until they are
   * durable as items of their own: so a chunk is only ever made of what was committed.
   */
  readonly closing: readonly Chunk[];
  /** What operators said of the records of this page that the shard's progress has not passed, in log order. */
  readonly outputs: readonly Output[];
  /** What the latest commit announced: the outbox that the table's change stream carries on, each once. */
  readonly emissions: readonly Emission[];
}

/** A page's identity as text, unique within its pipeline. */
export function pageId({ shardId, window, name }: PageKey): string {
  return window === null ? `${shardId}|-|${name}` : `${shardId}|${window.startMs},${window.endMs}|${name}`;
}
