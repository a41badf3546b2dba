/** The alarms on what a pipeline measures of itself: on the very metrics that its functions emit, and heard by people. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { pipelineMetrics } from "../../lambdas/aws/pipeline-metrics.ts";
import { announcingTopology } from "../support/announcing-topology.ts";
import { oneResource, resourcesOf, templateOf } from "./synthesize.ts";

const ALARM = "AWS::CloudWatch::Alarm";
const template = templateOf("dev");

function alarmOf(metric: string) {
  const found = Object.values(resourcesOf(template, ALARM)).filter(
    ({ Properties }) => Properties.MetricName === metric,
  );
  expect(found).toHaveLength(1);
  return found[0]?.Properties ?? {};
}

function idOf(type: string, prefix: string): string {
  return Object.keys(resourcesOf(template, type)).find((id) => id.startsWith(prefix)) ?? "";
}

describe("an alarm on a pipeline's own metric", () => {
  test("is made for each metric with a rule, and for no other", () => {
    const metrics = Object.values(resourcesOf(template, ALARM)).map(
      ({ Properties }) => Properties.MetricName,
    );
    expect(metrics.sort()).toEqual(["FoldLatency", "data_drift_score"]);
  });

  test("is as its rule says", () => {
    expect(alarmOf("data_drift_score")).toMatchObject({
      AlarmName: "tidewater-dev-small-warning-data_drift_score",
      AlarmDescription: "What comes in is no longer what was expected. Compare it with the reference.",
      Statistic: "Maximum",
      Threshold: 0.2,
      ComparisonOperator: "GreaterThanThreshold",
      Period: 60,
      EvaluationPeriods: 10,
      DatapointsToAlarm: 10,
      TreatMissingData: "notBreaching",
    });
    expect(alarmOf("FoldLatency")).toMatchObject({
      AlarmName: "tidewater-dev-small-critical-FoldLatency",
      ExtendedStatistic: "p99",
      Threshold: 30,
      Period: 60,
      EvaluationPeriods: 1,
      DatapointsToAlarm: 1,
    });
  });

  test("tells the topic of its severity", () => {
    const [drift, latency] = ["data_drift_score", "FoldLatency"].map((name) => alarmOf(name).AlarmActions);
    expect(drift).toEqual([{ Ref: idOf("AWS::SNS::Topic", "AlarmsTopicsWarning") }]);
    expect(latency).toEqual([{ Ref: idOf("AWS::SNS::Topic", "AlarmsTopicsCritical") }]);
  });
});

describe.each(["Critical", "Warning", "Info"])("the topic of severity %s", (severity) => {
  test("is one a pipeline, named after stage, pipeline and severity", () => {
    const topic = oneResource(template, "AWS::SNS::Topic", `AlarmsTopics${severity}`).Properties;
    expect(topic.TopicName).toBe(`tidewater-dev-small-${severity.toLowerCase()}`);
    expect(template.toJSON().Outputs[`${severity}TopicArn`].Value).toEqual({
      Ref: idOf("AWS::SNS::Topic", `AlarmsTopics${severity}`),
    });
  });

  const ofThisStack = {
    StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } },
    ArnLike: {
      "aws:SourceArn": { "Fn::Join": ["", expect.arrayContaining([":alarm:tidewater-dev-small-*"])] },
    },
  };

  test("takes messages from CloudWatch, for alarms of its own stack", () => {
    const policy = oneResource(template, "AWS::SNS::TopicPolicy", `AlarmsTopics${severity}`).Properties
      .PolicyDocument;
    const { Statement } = policy as { Statement: { Effect: string }[] };
    expect(Statement.filter(({ Effect }) => Effect === "Allow")).toEqual([
      expect.objectContaining({
        Action: "sns:Publish",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Condition: ofThisStack,
      }),
    ]);
  });

  test("is encrypted with a key that CloudWatch may use for them, without which alarms are not heard", () => {
    const key = oneResource(template, "AWS::KMS::Key").Properties.KeyPolicy as { Statement: object[] };
    expect(key.Statement).toContainEqual(
      expect.objectContaining({
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Condition: ofThisStack,
      }),
    );
  });
});

describe("the metric of an alarm", () => {
  let lines: string[];
  const write = process.stdout.write;

  beforeEach(() => {
    lines = [];
    process.stdout.write = ((text: string) => lines.push(text) > 0) as typeof write;
  });
  afterEach(() => {
    process.stdout.write = write;
  });

  test.each(["FoldLatency", "data_drift_score"])("%s is the one that functions emit", (name) => {
    const metrics = pipelineMetrics(announcingTopology(), "dev");
    metrics.measure([{ metric: name, value: 0.5 }]);
    metrics.publish();
    process.stdout.write = write;
    const line = JSON.parse(lines.join(""));
    const [{ Namespace, Dimensions, Metrics }] = line._aws.CloudWatchMetrics;
    expect(alarmOf(name)).toMatchObject({
      Namespace,
      MetricName: Metrics[0].Name,
      Dimensions: Dimensions[0].map((dimension: string) => ({ Name: dimension, Value: line[dimension] })),
    });
  });
});
