/**
 * The event source mapping as documented: one batch in flight per shard, the checkpoint moves on success or up to
 * the lowest returned failure, a failed batch is bisected without using up retries, what is out of attempts goes
 * to the failure destination as positions, and a child shard is read after its parents are drained.
 */
import type { SequenceNumber } from "../engine/index.ts";
import { BEFORE_FIRST } from "../engine/index.ts";
import type { Faults } from "./faults.ts";
import type { Random } from "./random.ts";
import type { Shard, SimulatedStream, StreamRecord } from "./simulated-stream.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** What the mapping hears of an invocation. `from` is the lowest returned failure: all before it is done. */
type Delivery =
  | { readonly kind: "done" }
  | { readonly kind: "partial"; readonly from: SequenceNumber }
  | { readonly kind: "failed" };

export interface MappingOptions {
  readonly batchSizeMax: number;
  /** Of the records' texts; a batch has one record at least. Lambda's own limit is 6 MB. */
  readonly batchBytesMax: number;
  readonly bisect: boolean;
  /** Attempts of one batch, the first included. */
  readonly attemptsMax: number;
  /** Records that arrived longer ago are given up before their first attempt. */
  readonly maxAgeMs: number;
}

export interface DiscardedRange {
  readonly shardId: string;
  readonly first: SequenceNumber;
  readonly last: SequenceNumber;
}

interface MappingWorld {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly stream: SimulatedStream;
  readonly faults: () => Faults;
  readonly note: (line: string) => void;
  readonly invoke: (shardId: string, records: readonly StreamRecord[]) => Promise<Delivery>;
}

/** A shard's reader. Another one with a higher turn makes it stop after the call that it waits for. */
interface Poller {
  turn: number;
  checkpoint: SequenceNumber;
  olderCheckpoint: SequenceNumber;
  isDrained: boolean;
  wake: () => void;
}

const POLL_MS_MAX = 250;
const BACKOFF_MS_MAX = 400;

export class EventSourceMapping {
  readonly discarded: DiscardedRange[] = [];
  readonly #world: MappingWorld;
  readonly #options: MappingOptions;
  readonly #pollers = new Map<string, Poller>();

  constructor(world: MappingWorld, options: MappingOptions) {
    this.#world = world;
    this.#options = options;
  }

  /** Tells the mapping that a shard is new, closed or has records. */
  notice(shard: Shard): void {
    const poller = this.#pollers.get(shard.shardId);
    if (poller !== undefined) poller.wake();
    else if (shard.parents.every((parent) => this.#pollers.get(parent)?.isDrained === true))
      this.#start(shard);
  }

  #start(shard: Shard): void {
    const poller: Poller = {
      turn: 0,
      checkpoint: BEFORE_FIRST,
      olderCheckpoint: BEFORE_FIRST,
      isDrained: false,
      wake() {},
    };
    this.#pollers.set(shard.shardId, poller);
    void this.#poll(shard, poller, 0, BEFORE_FIRST);
  }

  async #poll(shard: Shard, poller: Poller, turn: number, from: SequenceNumber): Promise<void> {
    const { time, random } = this.#world;
    let position = from;
    while (poller.turn === turn) {
      const count = random.between(1, this.#options.batchSizeMax);
      const waiting = cutAt(this.#options.batchBytesMax, after(shard.records, position, count));
      if (waiting.length > 0) {
        await this.#deliver(shard, poller, turn, waiting);
        position = (waiting.at(-1) as StreamRecord).sequenceNumber;
      } else if (shard.closed) {
        poller.isDrained = true;
        for (const child of this.#world.stream.shards.values()) {
          if (child.parents.includes(shard.shardId)) this.notice(child);
        }
        return;
      } else {
        await new Promise<void>((resolve) => {
          poller.wake = resolve;
        });
        await time.sleep(random.between(0, POLL_MS_MAX));
      }
    }
  }

  async #deliver(shard: Shard, poller: Poller, turn: number, batch: readonly StreamRecord[]): Promise<void> {
    const { time, random, note } = this.#world;
    const parts: (readonly StreamRecord[])[] = [this.#discardOld(poller, shard, batch)].filter(
      ({ length }) => length > 0,
    );
    let attempts = 0;
    while (parts.length > 0) {
      const part = parts.shift() as readonly StreamRecord[];
      this.#maybeRestart(shard, poller);
      note(`deliver ${shard.shardId} ${part[0]?.sequenceNumber.slice(-6)}+${part.length}`);
      const outcome = await this.#world.invoke(shard.shardId, part);
      if (poller.turn !== turn) return;
      const done = outcome.kind === "done" ? part.length : doneBefore(part, outcome);
      if (done > 0) this.#advance(poller, part[done - 1] as StreamRecord);
      const rest = part.slice(done);
      if (done > 0) attempts = 0;
      if (rest.length === 0) continue;
      if (done > 0) parts.unshift(rest);
      else if (outcome.kind === "failed" && this.#options.bisect && rest.length > 1)
        parts.unshift(...halves(rest));
      else {
        attempts += 1;
        if (attempts < this.#options.attemptsMax) parts.unshift(rest);
        else {
          this.#discard(poller, shard, rest);
          attempts = 0;
        }
      }
      await time.sleep(random.between(0, BACKOFF_MS_MAX));
    }
  }

  #advance(poller: Poller, { sequenceNumber }: StreamRecord): void {
    poller.olderCheckpoint = poller.checkpoint;
    poller.checkpoint = sequenceNumber;
  }

  /** The records that are young enough for an attempt. */
  #discardOld(poller: Poller, shard: Shard, part: readonly StreamRecord[]): readonly StreamRecord[] {
    const oldestMs = this.#world.time.nowMs - this.#options.maxAgeMs;
    const old = part.filter(({ arrivalMs }) => (arrivalMs ?? oldestMs) < oldestMs);
    if (old.length > 0) this.#discard(poller, shard, old);
    return part.slice(old.length);
  }

  #discard(poller: Poller, { shardId }: Shard, records: readonly StreamRecord[]): void {
    const [first, last] = [records[0] as StreamRecord, records.at(-1) as StreamRecord];
    this.discarded.push({ shardId, first: first.sequenceNumber, last: last.sequenceNumber });
    this.#world.note(`gives up ${shardId} ${first.sequenceNumber.slice(-6)}+${records.length}`);
    this.#advance(poller, last);
  }

  /** Another poller takes over: the old one's call goes on, and the new one may start from an older checkpoint. */
  #maybeRestart(shard: Shard, poller: Poller): void {
    const { time, random, faults, note } = this.#world;
    if (!random.chance(faults().pollerRestart)) return;
    time.after(random.between(0, BACKOFF_MS_MAX), () => {
      if (poller.isDrained) return;
      poller.turn += 1;
      const from = random.chance(0.5) ? poller.olderCheckpoint : poller.checkpoint;
      note(`poller of ${shard.shardId} restarts`);
      void this.#poll(shard, poller, poller.turn, from);
    });
  }
}

/** How many records of the part are done; an answer that names none of its records fails all of it. */
function doneBefore(part: readonly StreamRecord[], outcome: Delivery): number {
  if (outcome.kind !== "partial") return 0;
  return Math.max(
    0,
    part.findIndex(({ sequenceNumber }) => sequenceNumber === outcome.from),
  );
}

function cutAt(bytesMax: number, records: readonly StreamRecord[]): readonly StreamRecord[] {
  let bytes = 0;
  const end = records.findIndex(({ content }, i) => {
    bytes += content.kind === "event" ? content.text.length : 0;
    return i > 0 && bytes > bytesMax;
  });
  return end === -1 ? records : records.slice(0, end);
}

function halves(part: readonly StreamRecord[]): (readonly StreamRecord[])[] {
  const middle = Math.ceil(part.length / 2);
  return [part.slice(0, middle), part.slice(middle)];
}

/** Up to `count` records behind a position. */
function after(records: readonly StreamRecord[], position: SequenceNumber, count: number): StreamRecord[] {
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((records[middle] as StreamRecord).sequenceNumber > position) high = middle;
    else low = middle + 1;
  }
  return records.slice(low, low + count);
}
