/** Metrics of logged lines: made by a function on the local stage, by CloudWatch everywhere else. */
import { describe, expect, test } from "vitest";
import { EMF_FIELD } from "../../lambdas/local-metrics/emf-line.ts";
import { METRIC_NAMESPACE } from "../../lib/contract/index.ts";
import { oneResource, resourcesOf, templateOf } from "./synthesize.ts";

const FILTER = "AWS::Logs::SubscriptionFilter";
const GROUP = "AWS::Logs::LogGroup";
const local = templateOf("local");

function metricsFunction(): string | undefined {
  return Object.keys(resourcesOf(local, "AWS::Lambda::Function")).find((id) => id.startsWith("LocalMetrics"));
}

describe("stage local", () => {
  test("subscribes to the metric lines of every function but the one that reads them", () => {
    const filters = Object.values(resourcesOf(local, FILTER));
    const groups = Object.keys(resourcesOf(local, GROUP)).filter((id) => !id.startsWith("LocalMetrics"));
    expect(groups).toHaveLength(6);
    expect(filters.map(({ Properties }) => Properties.LogGroupName)).toEqual(groups.map((Ref) => ({ Ref })));
    for (const { Properties } of filters) {
      expect(Properties.FilterPattern).toBe(`"${EMF_FIELD}"`);
      expect(Properties.DestinationArn).toEqual({ "Fn::GetAtt": [metricsFunction(), "Arn"] });
    }
  });

  test("lets the function put metrics of the product's namespace, and no others", () => {
    const { PolicyDocument } = oneResource(local, "AWS::IAM::Policy", "LocalMetrics").Properties as {
      PolicyDocument: { Statement: readonly { Action: unknown }[] };
    };
    expect(PolicyDocument.Statement).toContainEqual({
      Effect: "Allow",
      Action: "cloudwatch:PutMetricData",
      Resource: "*",
      Condition: { StringEquals: { "cloudwatch:namespace": METRIC_NAMESPACE } },
    });
  });
});

test.each(["dev", "prod"] as const)("stage %s leaves it to CloudWatch, and counts nothing twice", (stage) => {
  expect(resourcesOf(templateOf(stage), FILTER)).toEqual({});
  const functions = Object.keys(resourcesOf(templateOf(stage), "AWS::Lambda::Function"));
  expect(functions.filter((id) => id.startsWith("LocalMetrics"))).toEqual([]);
});
