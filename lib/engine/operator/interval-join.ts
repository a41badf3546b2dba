/**
 * The interval join pairs the events of two sides of a key whose times are near each other:
 * `left.time + lower <= right.time <= left.time + upper`, whichever comes first, each pair once.
 *
 * An event is kept until no partner of it is expected any more, and leaves by a timer. One that is behind the watermark by
 * more than the interval finds nobody but what has not left yet, and is not waited for.
 */
import { InputError } from "../errors.ts";
import { hash53 } from "../state/fingerprint.ts";
import type { Json } from "../state/json.ts";
import type { KeyParts } from "../state/key.ts";
import { alignUp } from "../time/align.ts";
import { type DurationMs, millis } from "../time/duration.ts";
import type { EventTimeMs } from "../time/event-time.ts";
import { keyed, type Observation } from "./keyed.ts";
import type { Operator } from "./operator.ts";

export interface IntervalJoinOptions<Event, Left extends Json, Right extends Json, Value extends Json> {
  readonly key: (event: Event) => KeyParts;
  /** The partition key of a key's events. */
  readonly partitionKey: (key: string) => string;
  /** The item in which a key is kept: the operator's own by default, one for all keys. */
  readonly page?: (key: string) => string;
  readonly pageKeysMax?: number;
  /** What is kept of an event of the left side; undefined for one that is not. */
  readonly left: (event: Event) => Left | undefined;
  readonly right: (event: Event) => Right | undefined;
  /** From a left event to the first and the last right one that it is paired with, ms; may be negative. */
  readonly lowerMs: number;
  readonly upperMs: number;
  /**
   * Left events leave together, at the first multiple of this at which they may; right ones, of which nothing is said then, as
   * seldom, and each page's at a time of its own. A page is written for each time at which something leaves it. By default each
   * event leaves by itself.
   */
  readonly leaveEveryMs?: DurationMs;
  /** Whether two events near enough belong together: all do by default. */
  readonly on?: (left: Left, right: Right) => boolean;
  /**
   * Events of each side that are kept of a key. Of one more the record is refused, but for a right one of which nothing is ever
   * said (no `pair`): then the right one that came first is let go, and is not counted with a left one that comes behind it. No
   * default: it is a decision.
   */
  readonly keptMax: number;
  /** An event that ends what is kept of its key; nothing is said of it. */
  readonly ends?: (event: Event) => boolean;
  /** What is said of a pair, when its second event comes. */
  readonly pair?: (left: Left, right: Right) => Value;
  /** What is said of a left event when it leaves, with how many pairs it was of. */
  readonly outcome?: (left: Left, pairs: number) => Value;
}

/** `[time, what is kept, pairs so far]`, in the order of the log. */
type KeptLeft = readonly [timeMs: number, kept: Json, pairs: number];
type KeptRight = readonly [timeMs: number, kept: Json];
type Kept = { readonly left: readonly KeptLeft[]; readonly right: readonly KeptRight[] };

const NOTHING: Kept = { left: [], right: [] };

/** A key has as many events of a side waiting as it may: the record is refused before anything has changed. */
class JoinFullError extends InputError {
  constructor(keptMax: number) {
    super(
      `its key keeps ${keptMax} events of a side; allow more ('keptMax'), or join over a shorter interval`,
    );
  }
}

export function intervalJoin<Event, Left extends Json, Right extends Json, Value extends Json>(
  options: IntervalJoinOptions<Event, Left, Right, Value>,
): Operator<Event> {
  const { key, page, pageKeysMax, lowerMs, upperMs, pair } = options;
  if (!(lowerMs <= upperMs)) throw new RangeError("Cannot join over an interval that ends before it begins");
  const { addLeft, addRight, leave } = stepsOf(options);
  const operator = keyed<Event, Kept, Value>({
    key,
    ...(page === undefined ? {} : { page }),
    ...(pageKeysMax === undefined ? {} : { pageKeysMax }),
    initial: NOTHING,
    observe(kept, event, { eventTimeMs, key: written }) {
      if (options.ends?.(event)) return { state: undefined };
      const left = options.left(event);
      const right = options.right(event);
      if (left !== undefined && right !== undefined) {
        throw new TypeError("Cannot join an event with itself: it is of both sides");
      }
      if (left !== undefined) return addLeft(kept, eventTimeMs, left, written);
      if (right !== undefined) return addRight(kept, eventTimeMs, right, written);
      // A key of which nothing is kept has no timer by which it would leave.
      return { state: kept === NOTHING ? undefined : kept };
    },
    timer: {
      partitionKey: options.partitionKey,
      onTimer: leave,
    },
    row: (written, { left, right }) => ({ key: written, left: left.length, right: right.length }),
  });
  return pair === undefined ? { ...operator, speaksByTimersOnly: true } : operator;
}

/** What an event of either side, or a timer, makes of what is kept of a key. */
function stepsOf<Event, Left extends Json, Right extends Json, Value extends Json>({
  lowerMs,
  upperMs,
  leaveEveryMs = millis(1),
  page,
  keptMax,
  pair,
  outcome,
  on = () => true,
}: IntervalJoinOptions<Event, Left, Right, Value>) {
  const isNear = (leftMs: number, rightMs: number) =>
    leftMs + lowerMs <= rightMs && rightMs <= leftMs + upperMs;

  /** How much later than at multiples the right events of a key's page leave. */
  const phaseOf = (key: string) => (page === undefined ? 0 : hash53(page(key)) % leaveEveryMs);

  /** The watermark at which an event leaves, when nobody is expected any more that it could be paired with. */
  const leftLeavesMs = ([timeMs]: KeptLeft) =>
    alignUp((timeMs + Math.max(upperMs, 0) + 1) as EventTimeMs, leaveEveryMs);
  const rightLeavesMs = ([timeMs]: KeptRight, phaseMs: number) =>
    alignUp((timeMs - Math.min(lowerMs, 0) + 1 - phaseMs) as EventTimeMs, leaveEveryMs) + phaseMs;

  function after({ left, right }: Kept, outputs: readonly Value[], phaseMs: number) {
    if (left.length + right.length === 0) return { state: undefined, timerMs: null, outputs };
    const timerMs = Math.min(...left.map(leftLeavesMs), ...right.map((one) => rightLeavesMs(one, phaseMs)));
    return { state: { left, right }, timerMs, outputs };
  }

  function addLeft({ left, right }: Kept, timeMs: number, own: Left, key: string): Observation<Kept, Value> {
    if (left.length >= keptMax) throw new JoinFullError(keptMax);
    const partners = right.filter(([rightMs, kept]) => isNear(timeMs, rightMs) && on(own, kept as Right));
    const outputs = pair === undefined ? [] : partners.map(([, kept]) => pair(own, kept as Right));
    return after({ left: [...left, [timeMs, own, partners.length]], right }, outputs, phaseOf(key));
  }

  function addRight(
    { left, right }: Kept,
    timeMs: number,
    own: Right,
    key: string,
  ): Observation<Kept, Value> {
    if (pair !== undefined && right.length >= keptMax) throw new JoinFullError(keptMax);
    const outputs: Value[] = [];
    const met = left.map((one): KeptLeft => {
      const [leftMs, kept, pairs] = one;
      if (!isNear(leftMs, timeMs) || !on(kept as Left, own)) return one;
      if (pair !== undefined) outputs.push(pair(kept as Left, own));
      return [leftMs, kept, pairs + 1];
    });
    const waiting = right.length < keptMax ? right : right.slice(right.length - keptMax + 1);
    return after({ left: met, right: [...waiting, [timeMs, own]] }, outputs, phaseOf(key));
  }

  function leave({ left, right }: Kept, timerMs: number, key: string): Observation<Kept, Value> {
    const phaseMs = phaseOf(key);
    const over = left.filter((one) => leftLeavesMs(one) <= timerMs);
    const outputs = outcome === undefined ? [] : over.map(([, kept, pairs]) => outcome(kept as Left, pairs));
    const waiting = {
      left: left.filter((one) => leftLeavesMs(one) > timerMs),
      right: right.filter((one) => rightLeavesMs(one, phaseMs) > timerMs),
    };
    return after(waiting, outputs, phaseMs);
  }

  return { addLeft, addRight, leave };
}
