/**
 * An archive is what a retired window was made of: one operator's states of it, so that late events can still be folded
 * in when somebody amends the window. Its shard parts never change; each amendment makes a new archive, with one
 * more part of its own and the late events that are in it.
 */
import type { PaneKey } from "./pane.ts";

export interface Archive {
  readonly key: PaneKey;
  /** Unique among the archives of its pane key: the version of the pane that refers to it first. */
  readonly version: number;
  readonly parts: readonly ArchivePart[];
  /** The late events that are in it: their identities under `dedupe: "id"`, else `<shardId>:<sequenceNumber>`. */
  readonly amendedWith: readonly string[];
}

export interface ArchivePart {
  /** The shard whose page it was; `AMENDMENTS` for the part that late events were folded into. */
  readonly shardId: string;
  readonly state: unknown;
}

export const AMENDMENTS = "amendments";
