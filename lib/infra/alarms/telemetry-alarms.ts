/** The alarms on what a pipeline measures of itself, as its telemetry asks for them. */
import { Stats } from "aws-cdk-lib/aws-cloudwatch";
import type { AlarmRule } from "../../engine/index.ts";
import { telemetryMetric } from "../metrics/index.ts";
import { type AlarmSpec, SILENCE_IS_FINE } from "./alarm-spec.ts";
import type { Watched } from "./watched.ts";

const STATISTICS: Readonly<Record<AlarmRule["statistic"], string>> = {
  Sum: Stats.SUM,
  Average: Stats.AVERAGE,
  Maximum: Stats.MAXIMUM,
  p99: Stats.percentile(99),
};

export function telemetryAlarms({ topology, ...watched }: Watched): readonly AlarmSpec[] {
  return Object.entries(topology.telemetry?.metrics ?? {}).flatMap(([name, spec]): AlarmSpec[] => {
    const { alarm } = spec;
    if (alarm === undefined) return [];
    return [
      {
        name,
        category: spec.unit === "Milliseconds" ? "performance" : "data-quality",
        severity: alarm.severity,
        metric: telemetryMetric(watched, name, spec, STATISTICS[alarm.statistic]),
        bad: "above",
        threshold: alarm.above,
        // The rule's minutes are minutes in a row.
        persistence: { datapoints: alarm.minutes, of: alarm.minutes },
        // A pipeline that nothing comes to measures nothing, and nothing is wrong with it.
        missingData: SILENCE_IS_FINE,
        happened: alarm.meaning,
      },
    ];
  });
}
