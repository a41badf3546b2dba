/**
 * One graph of a dashboard, of the width that lets four stand side by side.
 * Invariant: where an alarm has a threshold, the graph of its metric shows it.
 */
import {
  Color,
  GraphWidget,
  type GraphWidgetProps,
  type IMetric,
  MathExpression,
  type Metric,
  TextWidget,
} from "aws-cdk-lib/aws-cloudwatch";
import type { ExtraDimension, MetricBy } from "../../contract/index.ts";
import { METRIC_NAMESPACE, PIPELINE_DIMENSION, STAGE_DIMENSION } from "../../contract/index.ts";
import { MINUTE, type MetricScope } from "../metrics/index.ts";

const WIDTH = 6;
const HEIGHT = 6;
const FULL_WIDTH = 24;
const HEADING_HEIGHT = 1;

export interface GraphOptions {
  /** What the left axis counts. */
  readonly unit: string;
  /** Alarms' thresholds on the left axis, by what they are called. */
  readonly bounds?: Readonly<Record<string, number>>;
  readonly right?: readonly IMetric[];
  readonly rightUnit?: string;
}

export function graph(title: string, left: readonly IMetric[], options: GraphOptions): GraphWidget {
  const { unit, bounds = {}, right, rightUnit } = options;
  const props: GraphWidgetProps = {
    title,
    width: WIDTH,
    height: HEIGHT,
    left: [...left],
    leftYAxis: { label: unit, showUnits: false, min: 0 },
    leftAnnotations: Object.entries(bounds).map(([label, value]) => ({ label, value, color: Color.RED })),
  };
  if (right === undefined) return new GraphWidget(props);
  const rightYAxis = { showUnits: false, min: 0, ...(rightUnit === undefined ? {} : { label: rightUnit }) };
  return new GraphWidget({ ...props, right: [...right], rightYAxis });
}

/** A panel begins with its name. */
export function heading(text: string): TextWidget {
  return new TextWidget({ markdown: `## ${text}`, width: FULL_WIDTH, height: HEADING_HEIGHT });
}

/** The metric, called as in the graph's legend. */
export function labelled(metric: Metric, label: string): Metric {
  return metric.with({ label });
}

/** A metric of each shard, or of each reason, whichever there are: they are found when the dashboard is looked at. */
export function eachBy<Extra extends ExtraDimension>(
  { pipeline, stage }: MetricScope,
  extra: Extra,
  name: MetricBy<Extra>,
  statistic: string,
): MathExpression {
  const schema = [METRIC_NAMESPACE, PIPELINE_DIMENSION, STAGE_DIMENSION, extra].join(",");
  const terms = `MetricName="${name}" ${PIPELINE_DIMENSION}="${pipeline}" ${STAGE_DIMENSION}="${stage}"`;
  return new MathExpression({
    expression: `SEARCH('{${schema}} ${terms}', '${statistic}', ${MINUTE.toSeconds()})`,
    label: `\${PROP('Dim.${extra}')}`,
    usingMetrics: {},
    period: MINUTE,
  });
}
