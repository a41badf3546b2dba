/**
 * An operator turns events into state, and state into views. The engine sees every kind through this shape.
 *
 * `prepare` gives the operator's verdict on one event and may throw: the record is then dead-lettered whole,
 * before any operator has folded it. `fold` applies what `prepare` returned to the operator's section of a
 * page; it throws when the page is full, and what is `stateful` may throw on its state, before either changes
 * anything. Sections are immutable; a draft is a private copy.
 */
import type { Accumulation } from "./accumulated.ts";
import type { Channel } from "./channel.ts";
import type { KeyedValue } from "./keyed-value.ts";
import type { JournalLayout, Tail } from "../state/journal.ts";
import type { Json } from "../state/json.ts";
import type { SequenceNumber } from "../state/sequence-number.ts";
import type { DurationMs } from "../time/duration.ts";
import type { EventTimeMs } from "../time/event-time.ts";
import type { Measurement } from "../telemetry.ts";
import type { WindowAssigner } from "../window/assigner.ts";
import type { Window } from "../window/window.ts";

/** What has a position in its shard. */
export interface Positioned {
  readonly sequenceNumber: SequenceNumber;
}

/** What one event adds to one page. */
export interface Contribution {
  readonly record: Positioned;
  readonly eventTimeMs: EventTimeMs;
  readonly operator: string;
  readonly window: Window | null;
  readonly page: string;
  readonly key: string;
  readonly input: unknown;
  /** The how-manieth thing it is that the operator hears at the record's position; undefined for the first. */
  readonly ordinal?: number;
  /** Said by a timer upstream: no record can be refused for it. */
  readonly isOfTimer?: true;
  /** Of a refused record: nothing is folded, but the page has passed it. */
  readonly isRefused?: true;
}

/** The verdict of a windowed operator that refused every window of the event. */
export const EXPIRED = "expired";

export type Prepared = readonly Contribution[] | typeof EXPIRED;

/** The one context of a judgement; it stands for the record that is being judged. */
export interface PrepareContext {
  readonly record: Positioned;
  readonly eventTimeMs: EventTimeMs;
  /** The watermark that the records before this one made in its shard. */
  readonly watermarkMs: EventTimeMs;
  /** The event's identity: its own id, or the fingerprint of its text. */
  readonly identity: () => string;
}

/** The one mutable context of a page's fold; it stands for the record that is being folded. */
export interface FoldContext {
  readonly eventTimeMs: EventTimeMs;
  readonly emit: (id: string, row: unknown) => void;
  readonly closeTail: (tail: Tail, layout: JournalLayout) => void;
  /** Says something of the record to the operators downstream. */
  readonly say: (id: string, value: Json, watermarkMs: EventTimeMs) => void;
}

/** What timers say and how they fare while a page is folded. */
export interface Firing {
  /** From here on it is the key's timer that speaks. */
  readonly begin: (key: string, timerMs: EventTimeMs) => void;
  /** @param name tells what the timer says from what others say at its time. */
  readonly say: (name: string, value: Json) => void;
  /** The timer has thrown: it is spent and counted. */
  readonly fail: () => void;
}

/** Timers in event time, of an operator's keys. */
export interface OperatorTimers {
  /** The earliest of a section; undefined for none. */
  readonly earliest: (state: unknown) => EventTimeMs | undefined;
  /** No timer of the draft is due before; infinite for none. */
  readonly nextMs: (draft: unknown) => number;
  /** Fires all that are due, in the order of their times and keys, also those that are set meanwhile. */
  readonly fire: (draft: unknown, watermarkMs: EventTimeMs, firing: Firing) => void;
}

/** True for a partition key whose events come to the shard at hand. */
export type OwnsKey = (partitionKey: string) => boolean;

export interface Operator<Event> {
  readonly kind: "windowed" | "latest" | "detect" | "keyed" | "session" | "gathered" | "accumulated";
  /** The operators whose outputs this one reads, in their order; undefined for one that reads the source. */
  readonly upstreams?: readonly string[];
  /** True when folding needs the stored state, follows its keys through a reshard, and may throw. */
  readonly stateful: boolean;
  /** Where what it announces is carried; undefined for one that announces nothing. */
  readonly channel?: Channel;
  /** Where the operator keeps a history, its layout. */
  readonly journal?: JournalLayout;
  readonly windowing?: { readonly assigner: WindowAssigner; readonly allowedLatenessMs: DurationMs };
  /** @param name the operator's own name, also of its page where it names no other. */
  readonly prepare: (event: Event, context: PrepareContext, name: string) => Prepared;
  readonly openDraft: (state: unknown) => unknown;
  readonly fold: (draft: unknown, contribution: Contribution, context: FoldContext) => void;
  readonly closeDraft: (draft: unknown) => unknown;
  /** The state as JSON text, ready to be stored. */
  readonly encode: (state: unknown) => string;
  readonly decode: (json: Json) => unknown;
  /** The state with which a child shard starts, from its parents' states; stateful operators only. */
  readonly inherit?: (parents: readonly unknown[], owns: OwnsKey) => unknown;
  /** Of operators whose keys may have some. */
  readonly timers?: OperatorTimers;
  /** True for one that says nothing of records: windows that read it judge none as late. */
  readonly speaksByTimersOnly?: true;
  /** The view's rows of each key from a section's state; operators that keep keys without windows only. */
  readonly keyRows?: (state: unknown) => readonly KeyRow[];
  /** From all pages' states, which rows of the history nobody may see any more; undefined for none. Operators that can forget only. */
  readonly forgotten?: (states: readonly unknown[]) => ((row: Json) => boolean) | undefined;
  /** The page that keeps a key, for readers of single keys. */
  readonly pageOf?: (key: string, name: string) => string;
  /** A key's state in one shard; keyed operators only. */
  readonly copyOf?: (state: unknown, key: string) => KeyCopy | undefined;
  /** How a key's total is made of what shards have of it; accumulated operators only. */
  readonly accumulation?: Accumulation;
  /** What has not gone downstream yet, in log order for each key; gathered operators only. */
  readonly gathered?: (state: unknown) => readonly KeyedValue[];
  /** The rows of a window from its pages' states; windowed operators only. */
  readonly rows?: (window: Window, states: readonly unknown[]) => readonly WindowRow[];
  /** What a row measures, for the pipeline's telemetry; of windowed operators whose rows say how things stand. */
  readonly measure?: (row: WindowRow["row"]) => readonly Measurement[];
}

/** A key's rows in one shard. Of several shards' rows of a key those of the highest rank count, the later of equals. */
export interface KeyRow {
  readonly key: string;
  readonly rank: number;
  /** One, but for sessions. */
  readonly rows: () => readonly { readonly [field: string]: Json }[];
}

/** A key's state in one shard. Of several shards' copies the one of the highest rank counts, the later of equals. */
export interface KeyCopy {
  readonly rank: number;
  /** undefined where it has ended. */
  readonly state: Json | undefined;
}

export interface WindowRow {
  readonly key: string;
  readonly row: { readonly [field: string]: Json };
}
