/** The alarms of every pipeline, on the template: who is told, what is said, and that none looks at nothing. */
import { describe, expect, test } from "vitest";
import { ALARM_CATEGORIES, SEVERITIES, stackName } from "../../lib/contract/index.ts";
import { pipelines } from "../../lib/pipelines/index.ts";
import { alarmsOf, metricsOf, PIPELINES, pipelineTemplate } from "./pipeline-templates.ts";
import { oneResource, resourcesOf, smallStack, templateOf } from "./synthesize.ts";

const ALARM = "AWS::CloudWatch::Alarm";
const COMPOSITE = "AWS::CloudWatch::CompositeAlarm";
const template = templateOf("dev");

function alarmNamed(name: string, pipeline = "iot", stage: "dev" | "local" = "dev") {
  const full = new RegExp(`^${stackName(stage, pipeline)}-(?:critical|warning|info)-${name}$`);
  const found = alarmsOf(pipelineTemplate(pipeline, stage)).filter(({ AlarmName }) => full.test(AlarmName));
  expect(found).toHaveLength(1);
  return found[0] as NonNullable<(typeof found)[0]>;
}

function idOf(type: string, prefix: string): string {
  return Object.keys(resourcesOf(template, type)).find((id) => id.startsWith(prefix)) ?? "";
}

describe.each(PIPELINES)("every alarm of %s", (pipeline) => {
  const alarms = alarmsOf(pipelineTemplate(pipeline, "dev"));
  const shortName = (name: string) => name.replace(`${stackName("dev", pipeline)}-`, "");

  test.each(alarms.map((alarm) => [shortName(alarm.AlarmName), alarm] as const))(
    "%s looks at something, is heard, and says what to do",
    (name, alarm) => {
      for (const { Dimensions } of metricsOf(alarm)) {
        expect(Dimensions.length).toBeGreaterThan(0);
        for (const { Value } of Dimensions) expect(Value).toBeTruthy();
      }
      expect(metricsOf(alarm).length).toBeGreaterThan(0);
      const [severity = "", ...words] = name.split("-");
      expect(SEVERITIES).toContain(severity);
      const topic = {
        Ref: expect.stringContaining(`AlarmsTopics${severity[0]?.toUpperCase()}${severity.slice(1)}`),
      };
      expect(alarm.AlarmActions).toEqual([topic]);
      expect(alarm.OKActions).toEqual([topic]);
      const anchor = words.join("-").toLowerCase();
      expect(alarm.AlarmDescription).toMatch(
        new RegExp(`^[A-Z].*\\. What to do: docs/runbook\\.md#${anchor}$`),
      );
      expect(alarm.TreatMissingData).toMatch(/^(?:not)?[bB]reaching$/);
      expect(alarm.DatapointsToAlarm).toBeLessThanOrEqual(alarm.EvaluationPeriods);
    },
  );

  test("has its own name", () => {
    const names = alarms.map(({ AlarmName }) => AlarmName);
    expect(new Set(names).size).toBe(names.length);
  });

  test("is critical and then part of the one that is all of them, or it is not", () => {
    const all = resourcesOf(pipelineTemplate(pipeline, "dev"), ALARM);
    const critical = Object.entries(all).flatMap(([id, { Properties }]) =>
      String(Properties.AlarmName).includes("-critical-") ? [id] : [],
    );
    const { Properties } = oneResource(pipelineTemplate(pipeline, "dev"), COMPOSITE);
    const rule = JSON.stringify(Properties.AlarmRule);
    expect(critical.filter((id) => rule.includes(`"${id}","Arn"`))).toEqual(critical);
    expect(rule.split('"Fn::GetAtt"')).toHaveLength(critical.length + 1);
    expect(Properties.AlarmName).toBe(`${stackName("dev", pipeline)}-critical-unhealthy`);
    expect(Properties.AlarmDescription).toContain("docs/runbook.md#unhealthy");
    expect(Properties.AlarmActions).toEqual([{ Ref: expect.stringContaining("AlarmsTopicsCritical") }]);
  });
});

describe("thresholds", () => {
  test.each(PIPELINES)("of %s's latency are its objectives, each once", (pipeline) => {
    const { processingLatency } = pipelines[pipeline]?.slo ?? { processingLatency: {} };
    const found = alarmsOf(pipelineTemplate(pipeline, "dev"))
      .filter(({ MetricName }) => MetricName === "ProcessingLatency")
      .map(({ ExtendedStatistic, Threshold }) => [ExtendedStatistic, Threshold]);
    expect(Object.fromEntries(found)).toEqual(processingLatency);
  });

  test.each(PIPELINES)(
    "of %s's event-time lag are over what disorder and delivery take anyway",
    (pipeline) => {
      const outOfOrdernessMs = pipelines[pipeline]?.source.watermark.outOfOrdernessMs ?? Number.NaN;
      expect(alarmNamed("event-time-lag", pipeline).Threshold).toBe(outOfOrdernessMs + 1_000 + 1_000);
    },
  );

  test("are those that were asked for", () => {
    const ask = (name: string, pipeline?: string) => {
      const { Threshold, DatapointsToAlarm: m, EvaluationPeriods: n, Period } = alarmNamed(name, pipeline);
      return [Threshold, `${m} of ${n}`, Period];
    };
    expect(ask("consumer-lag")).toEqual([1_000, "5 of 5", undefined]);
    expect(ask("event-time-lag")[1]).toBe("1 of 1");
    expect(ask("data_drift_score", "medical")).toEqual([0.2, "10 of 10", 60]);
    expect(ask("commit-failures")).toEqual([0, "1 of 1", 300]);
    expect(ask("latency-slo-p99", "medical")[0]).toBe(30);
    expect(ask("latency-slo-p95", "commerce")[0]).toBe(75);
  });
});

describe("a stage", () => {
  test("local has no alarm that its emulator refuses, or that looks at a metric it does not have", () => {
    const local = pipelineTemplate("medical", "local");
    local.resourceCountIs(COMPOSITE, 0);
    for (const alarm of alarmsOf(local)) {
      expect(alarm.Metrics).toBeUndefined();
      expect(["Tidewater", "AWS/Lambda Errors"]).toContain(
        alarm.Namespace === "Tidewater" ? alarm.Namespace : `${alarm.Namespace} ${alarm.MetricName}`,
      );
    }
    expect(alarmsOf(local).length).toBeGreaterThan(20);
  });

  test("has its own dimensions, so that stages in one account do not share metrics", () => {
    const stageOf = (stage: "dev" | "local") =>
      alarmNamed("dlq-rate", "iot", stage).Dimensions?.find(({ Name }) => Name === "stage")?.Value;
    expect([stageOf("dev"), stageOf("local")]).toEqual(["dev", "local"]);
  });

  test("takes the runbook's address", () => {
    const { alarms } = smallStack("dev", { runbookUrl: "https://wiki.example/runbook" });
    expect(alarms.specs.length).toBeGreaterThan(0);
    expect(alarms.descriptionOf("memory", "It is full.")).toBe(
      "It is full. What to do: https://wiki.example/runbook#memory",
    );
  });

  test("has alarms of every category and severity", () => {
    const { specs } = smallStack("dev").alarms;
    expect([...new Set(specs.map(({ category }) => category))].sort()).toEqual([...ALARM_CATEGORIES].sort());
    expect([...new Set(specs.map(({ severity }) => severity))].sort()).toEqual([...SEVERITIES].sort());
  });
});

describe("an alarm on a pipeline's own metric", () => {
  const ofSmall = (metric: string) =>
    alarmsOf(template).filter(({ MetricName }) => MetricName === metric)[0] ?? { AlarmName: "none" };

  test("is as its rule says", () => {
    expect(ofSmall("data_drift_score")).toMatchObject({
      AlarmName: "tidewater-dev-small-warning-data_drift_score",
      Statistic: "Maximum",
      Threshold: 0.2,
      ComparisonOperator: "GreaterThanThreshold",
      Period: 60,
      EvaluationPeriods: 10,
      DatapointsToAlarm: 10,
      TreatMissingData: "notBreaching",
    });
    expect(ofSmall("FoldLatency")).toMatchObject({
      AlarmName: "tidewater-dev-small-critical-FoldLatency",
      ExtendedStatistic: "p99",
      Threshold: 30,
      EvaluationPeriods: 1,
      DatapointsToAlarm: 1,
    });
  });

  test("is not made for a metric without a rule", () => {
    expect(ofSmall("CacheHits").AlarmName).toBe("none");
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
    const policy = oneResource(template, "AWS::SNS::TopicPolicy", `AlarmsTopics${severity}`).Properties;
    const { Statement } = policy.PolicyDocument as { Statement: { Effect: string }[] };
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
