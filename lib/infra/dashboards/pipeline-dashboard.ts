/**
 * A pipeline's dashboard: the state of its alarms, and five panels below, derived from the same values as the alarms.
 * Invariant: what is alarmed is plotted, with its threshold.
 */
import { AlarmStatusWidget, Dashboard, type IWidget } from "aws-cdk-lib/aws-cloudwatch";
import { Duration, Stack } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { Alarms, Watched } from "../alarms/index.ts";
import { lagAndThroughput, processing, type Thresholds } from "./flow-panels.ts";
import { heading } from "./graph.ts";
import { errors, mlPipeline, system } from "./state-panels.ts";

export interface PipelineDashboardProps {
  readonly watched: Watched;
  readonly alarms: Alarms;
}

/** The panels in their order, by the names that the runbook calls them. */
export const PANELS: Readonly<
  Record<string, (watched: Watched, thresholds: Thresholds) => readonly IWidget[]>
> = {
  "Lag & Throughput": lagAndThroughput,
  Processing: processing,
  "ML pipeline": mlPipeline,
  Errors: errors,
  System: system,
};

/** An incident and what was before it fit on the screen. */
const DEFAULT_INTERVAL = Duration.hours(3);

export class PipelineDashboard extends Construct {
  constructor(scope: Construct, id: string, { watched, alarms }: PipelineDashboardProps) {
    super(scope, id);
    const thresholds = new Map(alarms.specs.map(({ name, threshold }) => [name, threshold]));
    const { stackName } = Stack.of(this);
    const dashboard = new Dashboard(this, "Dashboard", {
      dashboardName: stackName,
      defaultInterval: DEFAULT_INTERVAL,
    });
    const title = `Alarms of ${watched.pipeline}, stage ${watched.stage}`;
    dashboard.addWidgets(new AlarmStatusWidget({ title, alarms: [...alarms.all], width: 24, height: 4 }));
    for (const [name, widgetsOf] of Object.entries(PANELS)) {
      dashboard.addWidgets(heading(name));
      dashboard.addWidgets(...widgetsOf(watched, thresholds));
    }
  }
}
