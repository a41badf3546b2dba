/**
 * How CloudWatch evaluates an alarm, by its documentation ("Evaluating an alarm", "Configuring how alarms treat missing
 * data"): a pure function of the alarm's template and of recorded data.
 *
 * - The last N periods are looked at (EvaluationPeriods); ALARM when at least M of them (DatapointsToAlarm) breach.
 * - Where points are missing, points from farther back in the evaluation range take their place. If there are N of them
 *   in the range, how missing data are treated does not matter.
 * - If there are fewer, as many missing ones as needed count as the alarm says: `breaching`, `notBreaching`; with
 *   `ignore` the state stays, with `missing` it is INSUFFICIENT_DATA where no point is there.
 *
 * How far the evaluation range goes is not documented as a number; the examples have two periods more than N.
 */
import type { CfnAlarm } from "../infra/pipeline-templates.ts";
import { evaluateMath, type Series } from "./metric-math.ts";

export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** What was recorded, a value a period, by the metric's name; what is not there has no point at all. */
export type Recorded = Readonly<Record<string, Series>>;

const RANGE_BEYOND = 2;

/** The alarm's state after each period of the recorded data. */
export function statesOf(alarm: CfnAlarm, recorded: Recorded): readonly AlarmState[] {
  const series = seriesOf(alarm, recorded);
  const states: AlarmState[] = [];
  for (let end = 1; end <= series.length; end++) {
    states.push(stateOf(alarm, series.slice(0, end), states.at(-1) ?? "INSUFFICIENT_DATA"));
  }
  return states;
}

/** What the alarm compares with its threshold. */
export function seriesOf(alarm: CfnAlarm, recorded: Recorded): Series {
  const length = Math.max(0, ...Object.values(recorded).map((series) => series.length));
  const nothing: Series = Array.from({ length }, () => undefined);
  const recordedOf = (name: string | undefined) => recorded[name ?? ""] ?? nothing;
  if (alarm.Metrics === undefined) return recordedOf(alarm.MetricName);
  const byId = new Map<string, Series>();
  const metrics = alarm.Metrics.filter(({ MetricStat }) => MetricStat !== undefined);
  for (const { Id, MetricStat } of metrics) byId.set(Id, recordedOf(MetricStat?.Metric.MetricName));
  // The template names what is returned first, and what it is made of behind it.
  const expressions = alarm.Metrics.filter(({ Expression }) => Expression !== undefined).toReversed();
  for (const { Id, Expression = "" } of expressions) byId.set(Id, evaluateMath(Expression, byId));
  const returned = alarm.Metrics.find(({ ReturnData = true }) => ReturnData);
  return byId.get(returned?.Id ?? "") ?? nothing;
}

function stateOf(alarm: CfnAlarm, series: Series, before: AlarmState): AlarmState {
  const { EvaluationPeriods: periods, DatapointsToAlarm: needed = periods, TreatMissingData } = alarm;
  const range = series.slice(-(periods + RANGE_BEYOND));
  const last = range.slice(-periods);
  if (last.every((point) => point !== undefined)) return verdict(last.map(breaches(alarm)), needed);
  const real = range.filter((point) => point !== undefined);
  if (real.length >= periods) return verdict(real.slice(-periods).map(breaches(alarm)), needed);
  const missing = periods - real.length;
  const known = real.map(breaches(alarm));
  if (TreatMissingData === "breaching") return verdict([...known, ...Array(missing).fill(true)], needed);
  if (TreatMissingData === "notBreaching") return verdict([...known, ...Array(missing).fill(false)], needed);
  if (TreatMissingData === "ignore") return before;
  return real.length === 0 ? "INSUFFICIENT_DATA" : verdict(known, Math.min(needed, known.length));
}

function verdict(breaching: readonly boolean[], needed: number): AlarmState {
  return breaching.filter(Boolean).length >= needed ? "ALARM" : "OK";
}

function breaches({ ComparisonOperator, Threshold }: CfnAlarm): (point: number) => boolean {
  if (ComparisonOperator === "GreaterThanThreshold") return (point) => point > Threshold;
  if (ComparisonOperator === "LessThanThreshold") return (point) => point < Threshold;
  throw new Error(`Cannot evaluate ${ComparisonOperator}: no alarm of ours compares so`);
}
