/** An alarm as its pipeline asks for it: what is looked at, from where on it is bad, and what it means. */
import type { IMetric } from "aws-cdk-lib/aws-cloudwatch";
import type { AlarmRule } from "../../engine/index.ts";

export interface AlarmSpec extends Pick<AlarmRule, "above" | "minutes" | "severity" | "meaning"> {
  /** What is wrong, as a word: unique within the pipeline, e.g. the metric's name. */
  readonly name: string;
  /** One value a minute. */
  readonly metric: IMetric;
}
