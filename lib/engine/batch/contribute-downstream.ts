/**
 * What operators say of a batch's records flows to the operators that read them: as contributions to other pages, in
 * log order, judged under the event time and watermark of the record that each was said of.
 */
import { type Contribution, EXPIRED, type Operator, type PrepareContext } from "../operator/operator.ts";
import { compareOutputs, type Output } from "../state/output.ts";
import type { Page } from "../state/page.ts";
import type { Refusal } from "../state/progress.ts";
import { BEFORE_FIRST, type SequenceNumber } from "../state/sequence-number.ts";
import { BEGINNING_OF_TIME } from "../time/event-time.ts";
import type { AnyTopology } from "../topology.ts";
import { errorText } from "./error-text.ts";

export interface Downstream {
  readonly contributions: readonly Contribution[];
  /** Records of which something was said that an operator downstream cannot take. */
  readonly refusals: readonly Refusal[];
  /** What timers said too late for a window, or what its reader cannot take: no record can answer for it. */
  readonly timersLost: number;
}

/**
 * What a batch's pages say to operators of one level, in log order.
 *
 * @param upTo the batch's last record; what a page holds beyond it belongs to a later batch.
 * @param refused records that are settled as refused. Something was said of one only where the version before had no
 *   reader that refuses it; it goes no further.
 */
export function saidTo(
  topology: AnyTopology,
  readers: readonly string[],
  pages: readonly Page[],
  upTo: SequenceNumber,
  refused: ReadonlySet<SequenceNumber>,
): readonly Output[] {
  const upstreams = new Set(readers.flatMap((reader) => topology.operators[reader]?.upstreams ?? []));
  const said: Output[] = [];
  for (const { outputs } of pages) {
    for (const output of outputs) {
      if (!upstreams.has(output.operator)) continue;
      const { sequenceNumber, isOfTimer } = output;
      if (sequenceNumber <= upTo && (isOfTimer || !refused.has(sequenceNumber))) said.push(output);
    }
  }
  return pages.length > 1 ? said.sort(compareOutputs) : said;
}

/**
 * @param said by all operators that the readers read, in log order.
 * @param readers operators of one level.
 */
export function contributeDownstream(
  topology: AnyTopology,
  said: readonly Output[],
  readers: readonly string[],
): Downstream {
  const heard = new Heard();
  for (let from = 0, to = 0; from < said.length; from = to) {
    while (said[to]?.sequenceNumber === said[from]?.sequenceNumber) to += 1;
    for (const reader of readers) {
      const operator = topology.operators[reader] as Operator<unknown>;
      const { upstreams = [] } = operator;
      heard.begin(upstreams.length > 1);
      // What the upstreams said of one record comes in the order in which they are named.
      for (const upstream of upstreams) {
        for (let i = from; i < to; i++) {
          const output = said[i] as Output;
          if (output.operator === upstream) heard.add(reader, operator, output);
        }
      }
    }
  }
  return heard;
}

class Heard implements Downstream {
  readonly contributions: Contribution[] = [];
  readonly refusals: Refusal[] = [];
  timersLost = 0;
  /** How many things the reader at hand has heard of the record at hand. */
  #ordinal = 0;
  #isOneOfSeveral = false;
  #output!: Output;
  /** The one context of all that is heard; it stands for the output at hand. */
  readonly #context: { -readonly [Name in keyof PrepareContext]: PrepareContext[Name] } = {
    record: { sequenceNumber: BEFORE_FIRST },
    eventTimeMs: BEGINNING_OF_TIME,
    watermarkMs: BEGINNING_OF_TIME,
    identity: () => (this.#isOneOfSeveral ? `${this.#output.operator}:${this.#output.id}` : this.#output.id),
  };

  /** A reader begins to hear of a record. */
  begin(isOneOfSeveral: boolean): void {
    this.#ordinal = 0;
    this.#isOneOfSeveral = isOneOfSeveral;
  }

  add(reader: string, operator: Operator<unknown>, output: Output): void {
    const { sequenceNumber, eventTimeMs, watermarkMs, isOfTimer } = output;
    this.#output = output;
    this.#context.record = { sequenceNumber };
    this.#context.eventTimeMs = eventTimeMs;
    this.#context.watermarkMs = watermarkMs;
    try {
      const prepared = operator.prepare(output.value, this.#context, reader);
      if (prepared !== EXPIRED)
        for (const one of prepared) this.contributions.push(numbered(one, output, this.#ordinal++));
      else if (isOfTimer) this.timersLost += 1;
    } catch (error) {
      if (isOfTimer) this.timersLost += 1;
      else this.refusals.push({ sequenceNumber, operator: reader, error: errorText(reader, error) });
    }
  }
}

/** Most operators hear one thing of a record: their contributions stay as they are. */
function numbered(contribution: Contribution, { isOfTimer }: Output, ordinal: number): Contribution {
  if (ordinal === 0 && !isOfTimer) return contribution;
  return { ...contribution, ...(ordinal === 0 ? {} : { ordinal }), ...(isOfTimer ? { isOfTimer } : {}) };
}
