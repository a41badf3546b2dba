/**
 * What operators say of a batch's records flows to the operators that read them: as contributions to other pages, in
 * log order, judged under the event time and watermark of the record that each was said of.
 */
import { type Contribution, EXPIRED, type Operator, type Prepared } from "../operator/operator.ts";
import { compareOutputs, type Output } from "../state/output.ts";
import type { Page } from "../state/page.ts";
import type { Refusal } from "../state/progress.ts";
import type { SequenceNumber } from "../state/sequence-number.ts";
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
 * What a batch's pages say, in log order.
 *
 * @param upTo the batch's last record; what a page holds beyond it belongs to a later batch.
 * @param refused records that are settled as refused. Something was said of one only where the version before had no
 *   reader that refuses it; it goes no further.
 */
export function saidOf(
  pages: readonly Page[],
  upTo: SequenceNumber,
  refused: ReadonlySet<SequenceNumber>,
): readonly Output[] {
  const said: Output[] = [];
  for (const { outputs } of pages) {
    for (const output of outputs) {
      const { sequenceNumber, isOfTimer } = output;
      if (sequenceNumber <= upTo && (isOfTimer || !refused.has(sequenceNumber))) said.push(output);
    }
  }
  return pages.length > 1 ? said.sort(compareOutputs) : said;
}

/**
 * @param said by all operators that the readers may read, in log order.
 * @param readers operators of one level.
 */
export function contributeDownstream(
  topology: AnyTopology,
  said: readonly Output[],
  readers: readonly string[],
): Downstream {
  const contributions: Contribution[] = [];
  const refusals: Refusal[] = [];
  let timersLost = 0;
  for (let from = 0, to = 0; from < said.length; from = to) {
    while (said[to]?.sequenceNumber === said[from]?.sequenceNumber) to += 1;
    for (const reader of readers) {
      const operator = topology.operators[reader] as Operator<unknown>;
      let ordinal = 0;
      for (const output of inOrderOf(operator.upstreams ?? [], said, from, to)) {
        try {
          const prepared = prepare(reader, operator, output);
          if (prepared !== EXPIRED)
            for (const one of prepared) contributions.push(heard(one, output, ordinal++));
          else if (output.isOfTimer) timersLost += 1;
        } catch (error) {
          const { sequenceNumber } = output;
          if (output.isOfTimer) timersLost += 1;
          else refusals.push({ sequenceNumber, operator: reader, error: errorText(reader, error) });
        }
      }
    }
  }
  return { contributions, refusals, timersLost };
}

/** Most operators hear one thing of a record: their contributions stay as they are. */
function heard(contribution: Contribution, { isOfTimer }: Output, ordinal: number): Contribution {
  if (ordinal === 0 && !isOfTimer) return contribution;
  return { ...contribution, ...(ordinal === 0 ? {} : { ordinal }), ...(isOfTimer ? { isOfTimer } : {}) };
}

/** What the upstreams said of one record, from one place to another, in the order in which they are named. */
function* inOrderOf(
  upstreams: readonly string[],
  said: readonly Output[],
  from: number,
  to: number,
): Iterable<Output> {
  for (const upstream of upstreams) {
    for (let i = from; i < to; i++) {
      const output = said[i] as Output;
      if (output.operator === upstream) yield output;
    }
  }
}

function prepare(
  reader: string,
  operator: Operator<unknown>,
  { operator: upstream, sequenceNumber, eventTimeMs, watermarkMs, id, value }: Output,
): Prepared {
  const isOneOfSeveral = (operator.upstreams?.length ?? 0) > 1;
  const identity = () => (isOneOfSeveral ? `${upstream}:${id}` : id);
  const context = { record: { sequenceNumber }, eventTimeMs, watermarkMs, identity };
  return operator.prepare(value, context, reader);
}
