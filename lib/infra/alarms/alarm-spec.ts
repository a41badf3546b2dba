/** An alarm as a value: what is looked at, from where on it is bad, for how long, and what it means. */
import { type IMetric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import type { AlarmCategory, Severity } from "../../contract/index.ts";

/** M of N: bad in so many of the last so many periods of the metric. */
export interface Persistence {
  readonly datapoints: number;
  readonly of: number;
}

export interface AlarmSpec {
  /** What is wrong, in a word or two: unique within the pipeline, and the heading of its article in the runbook. */
  readonly name: string;
  readonly category: AlarmCategory;
  readonly severity: Severity;
  readonly metric: IMetric;
  /** Bad above the threshold, or below it; never at it. */
  readonly bad: "above" | "below";
  readonly threshold: number;
  readonly persistence: Persistence;
  readonly missingData: TreatMissingData;
  /** What has happened, in a sentence or two for the one who is woken. */
  readonly happened: string;
}

/** What is never right, were it but once. */
export const AT_ONCE: Persistence = { datapoints: 1, of: 1 };

/** Fires at the second bad minute, and one good minute between two bad ones does not hide them. */
export const TWO_OF_THREE: Persistence = { datapoints: 2, of: 3 };

/** What a deployment, a cold start or one bad minute may do without anybody having to look. */
export const THREE_OF_FIVE: Persistence = { datapoints: 3, of: 5 };

/** What must have lasted: minute after minute, five of them. A late data point of another service cannot make it up. */
export const FIVE_OF_FIVE: Persistence = { datapoints: 5, of: 5 };

/** Where nothing comes nothing is measured, and nothing is wrong. Also lets an alarm go back to OK when traffic ends. */
export const SILENCE_IS_FINE = TreatMissingData.NOT_BREACHING;

/** What is to tell of itself every minute and does not, is what the alarm is about. */
export const SILENCE_IS_BAD = TreatMissingData.BREACHING;
