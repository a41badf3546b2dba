/** The dashboards: five panels for every pipeline, on metrics that exist, with all that is alarmed and its threshold. */
import { Template } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";
import { METRICS, stackName } from "../../lib/contract/index.ts";
import { OverviewStack, PANELS, PipelineStack, stageConfig } from "../../lib/infra/index.ts";
import { pipelines } from "../../lib/pipelines/index.ts";
import { alarmsOf, metricsOf, PIPELINES, pipelineTemplate } from "./pipeline-templates.ts";
import { type CfnResource, newApp, oneResource, resourcesOf } from "./synthesize.ts";

const DASHBOARD = "AWS::CloudWatch::Dashboard";

/** `[namespace, name, dimension, value, …, options]`, or options alone for an expression. */
type Plotted = readonly (string | { readonly expression?: string })[];

interface Widget {
  readonly type: "text" | "metric" | "alarm";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly markdown?: string;
    readonly title?: string;
    readonly metrics?: readonly Plotted[];
    readonly alarms?: readonly string[];
    readonly annotations?: {
      readonly horizontal?: readonly { readonly label: string; readonly value: number }[];
    };
  };
}

/** The body, with logical ids where CloudFormation puts names. */
function widgetsOf({ Properties }: CfnResource): readonly Widget[] {
  const { "Fn::Join": join } = Properties.DashboardBody as { "Fn::Join": [string, readonly unknown[]] };
  const text = join[1].map((part) => (typeof part === "string" ? part : idOf(part))).join("");
  return JSON.parse(text).widgets;
}

function idOf(part: unknown): string {
  const { Ref, "Fn::GetAtt": attribute } = part as { Ref?: string; "Fn::GetAtt"?: readonly string[] };
  return Ref ?? attribute?.[0] ?? "";
}

/** Namespace and name of every metric plotted; of a search, too. */
function plottedIn(widgets: readonly Widget[]): ReadonlySet<string> {
  const lines = widgets.flatMap(({ properties }) => properties.metrics ?? []);
  const names = lines.map(([namespace, name]) => {
    if (typeof namespace === "string") return `${namespace} ${String(name)}`;
    const searched = /'\{(\w+),[^}]*\} MetricName="(\w+)"/.exec(namespace?.expression ?? "");
    return searched === null ? "" : `${searched[1]} ${searched[2]}`;
  });
  return new Set(names.filter((name) => name !== ""));
}

const dashboardOf = (pipeline: string) => oneResource(pipelineTemplate(pipeline, "dev"), DASHBOARD);

describe.each(PIPELINES)("the dashboard of %s", (pipeline) => {
  const widgets = widgetsOf(dashboardOf(pipeline));
  const telemetry = Object.keys(pipelines[pipeline]?.telemetry?.metrics ?? {});

  test("is named after the stack and has the five panels in their order, none empty", () => {
    expect(dashboardOf(pipeline).Properties.DashboardName).toBe(stackName("dev", pipeline));
    const texts = widgets.map(({ properties }) => properties.markdown ?? "");
    expect(texts.filter((text) => text.startsWith("## "))).toEqual(
      ["Lag & Throughput", "Processing", "ML pipeline", "Errors", "System"].map((name) => `## ${name}`),
    );
    expect(Object.keys(PANELS)).toHaveLength(5);
    texts.forEach((text, i) => {
      if (text.startsWith("## ")) expect(widgets[i + 1]?.properties.markdown ?? "").not.toMatch(/^##/);
    });
  });

  test("shows the state of every alarm, the composite's too", () => {
    const [status] = widgets.filter(({ type }) => type === "alarm");
    const template = pipelineTemplate(pipeline, "dev");
    const all = ["AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"].flatMap((type) =>
      Object.keys(resourcesOf(template, type)),
    );
    expect([...(status?.properties.alarms ?? [])].sort()).toEqual(all.sort());
  });

  test("plots only metrics that there are, under the pipeline's dimensions", () => {
    const known = [...Object.keys(METRICS), ...telemetry].map((name) => `Tidewater ${name}`);
    const own = [...plottedIn(widgets)].filter((name) => name.startsWith("Tidewater "));
    expect(own.filter((name) => !known.includes(name))).toEqual([]);
    for (const line of widgets.flatMap(({ properties }) => properties.metrics ?? [])) {
      if (line[0] === "Tidewater") expect(line.slice(2, 6)).toEqual(["pipeline", pipeline, "stage", "dev"]);
    }
  });

  test("plots every metric that there is, telemetry included", () => {
    const plotted = plottedIn(widgets);
    const all = [...Object.keys(METRICS), ...telemetry];
    const hasService = pipelines[pipeline]?.service !== undefined;
    const own = hasService ? all : all.filter((name) => !name.startsWith("Recommend"));
    // What came in is plotted as Kinesis counts it; the overview has ours.
    expect(own.filter((name) => !plotted.has(`Tidewater ${name}`))).toEqual(["RecordsIn"]);
  });

  test("plots what is alarmed", () => {
    const plotted = plottedIn(widgets);
    const alarmed = alarmsOf(pipelineTemplate(pipeline, "dev")).flatMap(metricsOf);
    expect(
      alarmed
        .map(({ Namespace, MetricName }) => `${Namespace} ${MetricName}`)
        .filter((name) => !plotted.has(name)),
    ).toEqual([]);
  });

  test("draws objectives and thresholds where they are", () => {
    const bounds = widgets.flatMap(({ properties }) => properties.annotations?.horizontal ?? []);
    const slo = Object.entries(pipelines[pipeline]?.slo.processingLatency ?? {});
    expect(slo.length).toBeGreaterThan(0);
    for (const [percentile, value] of slo) {
      expect(bounds).toContainEqual(expect.objectContaining({ label: `latency-slo-${percentile}`, value }));
    }
    expect(bounds).toContainEqual(expect.objectContaining({ label: "consumer-lag", value: 1_000 }));
  });

  test("has no widget over another", () => {
    const cells = widgets.flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_, i) => `${x + (i % width)},${y + Math.floor(i / width)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.max(...widgets.map(({ x, width }) => x + width))).toBeLessThanOrEqual(24);
  });
});

describe("the overview", () => {
  const stack = new OverviewStack(newApp(), { stage: "dev", pipelines: PIPELINES });
  const widgets = widgetsOf(oneResource(Template.fromStack(stack), DASHBOARD));

  test("shows for each pipeline whether a critical alarm is on", () => {
    const [status] = widgets.filter(({ type }) => type === "alarm");
    expect(status?.properties.alarms).toEqual(
      PIPELINES.map((name) =>
        expect.stringMatching(new RegExp(`:alarm:tidewater-dev-${name}-critical-unhealthy$`)),
      ),
    );
  });

  test("names alarms that the pipelines' stacks have", () => {
    for (const pipeline of PIPELINES) {
      const { Properties } = oneResource(
        pipelineTemplate(pipeline, "dev"),
        "AWS::CloudWatch::CompositeAlarm",
      );
      expect(Properties.AlarmName).toBe(`tidewater-dev-${pipeline}-critical-unhealthy`);
    }
  });

  test("has a line for each pipeline in every graph, of metrics that there are", () => {
    for (const { properties } of widgets.filter(({ type }) => type === "metric")) {
      expect(properties.metrics?.map((line) => line[3])).toEqual(PIPELINES);
      for (const line of properties.metrics ?? []) expect(Object.keys(METRICS)).toContain(line[1]);
    }
  });

  test("is not made where an emulator stands for AWS, nor is a pipeline's dashboard", () => {
    expect(stageConfig("local").isEmulated).toBe(true);
    const topology = pipelines.iot;
    if (topology === undefined) throw new Error("no pipeline iot");
    const local = new PipelineStack(newApp(), { config: stageConfig("local"), topology });
    Template.fromStack(local).resourceCountIs(DASHBOARD, 0);
  });
});
