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
  const said = saidUpTo(pages, upTo);
  const contributions: Contribution[] = [];
  const refusals: Refusal[] = [];
  for (const output of said) {
    const { sequenceNumber, eventTimeMs, watermarkMs, id, value } = output;
    if (refused.has(sequenceNumber)) continue;
    const context = { record: { sequenceNumber }, eventTimeMs, watermarkMs, identity: () => id };
    for (const reader of topology.readers.get(output.operator) ?? []) {
      const operator = topology.operators[reader] as Operator<unknown>;
      try {
        const prepared = operator.prepare(value, context, reader);
        if (prepared === EXPIRED) continue;
        for (const contribution of prepared) contributions.push(contribution);
      } catch (error) {
        refusals.push({ sequenceNumber, operator: reader, error: errorText(reader, error) });
      }
    }
  }
  return { contributions, refusals };
}

/** In log order: each page's outputs are, and of several pages they alternate. */
function saidUpTo(pages: readonly Page[], upTo: SequenceNumber): readonly Output[] {
  const said: Output[] = [];
  for (const { outputs } of pages) {
    for (const output of outputs) if (output.sequenceNumber <= upTo) said.push(output);
  }
  return pages.length > 1 ? said.sort(byPosition) : said;
}

function byPosition(one: Output, other: Output): number {
  if (one.sequenceNumber === other.sequenceNumber) return 0;
  return one.sequenceNumber < other.sequenceNumber ? -1 : 1;
}
