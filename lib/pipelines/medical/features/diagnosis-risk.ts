/**
 * How much a diagnosis code raises the risk, by its position: the code's smoothed log odds of readmission less those
 * of all encounters (target encoding, Micci-Barreca, SIGKDD Explorations 3, 2001), learnt by the training script.
 * A code that training has not seen, or too seldom, raises nothing.
 */
import { conditionsOf } from "./conditions.ts";
import { chapterOf } from "./diagnosis.ts";

/** `[as the primary diagnosis, as a secondary one, at any position]`. */
export type CodeRisk = readonly [number, number, number];

/** All that the features need of a code, looked up once. */
export interface DiagnosisFacts {
  readonly chapter: number;
  readonly conditions: number;
  readonly primaryRisk: number;
  readonly secondaryRisk: number;
  readonly anyRisk: number;
}

export type DiagnosisLookup = (code: string) => DiagnosisFacts;

const NO_RISK: CodeRisk = [0, 0, 0];

/** The table's codes are worked out beforehand; another one costs a few comparisons. */
export function diagnosisLookup(risks: ReadonlyMap<string, CodeRisk>): DiagnosisLookup {
  const known = new Map([...risks].map(([code, risk]) => [code, factsOf(code, risk)]));
  return (code) => known.get(code) ?? factsOf(code, NO_RISK);
}

function factsOf(code: string, [primaryRisk, secondaryRisk, anyRisk]: CodeRisk): DiagnosisFacts {
  return {
    chapter: chapterOf(code),
    conditions: conditionsOf(code),
    primaryRisk,
    secondaryRisk,
    anyRisk,
  };
}
