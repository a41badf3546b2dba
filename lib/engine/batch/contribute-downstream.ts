/**
 * What operators say of a batch's records flows to the operators that read them: as contributions to other pages, in
 * log order, judged under the event time and watermark of the record that each was said of.
 */
import { type Contribution, EXPIRED, type Operator } from "../operator/operator.ts";
import type { Output } from "../state/output.ts";
import type { Page } from "../state/page.ts";
import type { Refusal } from "../state/progress.ts";
import type { SequenceNumber } from "../state/sequence-number.ts";
import type { AnyTopology } from "../topology.ts";
import { errorText } from "./error-text.ts";

export interface Downstream {
  readonly contributions: readonly Contribution[];
  /** Records of which something was said that an operator downstream cannot take. */
  readonly refusals: readonly Refusal[];
}

/**
 * @param upTo the batch's last record; what a page holds beyond it belongs to a later batch.
 * @param refused records that are settled as refused. Something was said of one only where the version before had no
 *   reader that refuses it; it goes no further.
 */
export function contributeDownstream(
  topology: AnyTopology,
  pages: readonly Page[],
  upTo: SequenceNumber,
  refused: ReadonlySet<SequenceNumber>,
): Downstream {
  const said = pages
    .flatMap(({ outputs }) => outputs)
    .filter(({ sequenceNumber }) => sequenceNumber <= upTo)
    .filter(({ sequenceNumber }) => !refused.has(sequenceNumber));
  if (pages.length > 1) said.sort(byPosition);
  const contributions: Contribution[] = [];
  const refusals: Refusal[] = [];
  for (const output of said) {
    for (const reader of topology.readers.get(output.operator) ?? []) {
      try {
        contributions.push(...contributionsOf(topology, reader, output));
      } catch (error) {
        const { sequenceNumber } = output;
        refusals.push({ sequenceNumber, operator: reader, error: errorText(reader, error) });
      }
    }
  }
  return { contributions, refusals };
}

function contributionsOf(topology: AnyTopology, reader: string, output: Output): readonly Contribution[] {
  const { sequenceNumber, eventTimeMs, watermarkMs, id, value } = output;
  const operator = topology.operators[reader] as Operator<unknown>;
  const context = { record: { sequenceNumber }, eventTimeMs, watermarkMs, identity: () => id };
  const prepared = operator.prepare(value, context, reader);
  return prepared === EXPIRED ? [] : prepared;
}

function byPosition(one: Output, other: Output): number {
  if (one.sequenceNumber === other.sequenceNumber) return 0;
  return one.sequenceNumber < other.sequenceNumber ? -1 : 1;
}
