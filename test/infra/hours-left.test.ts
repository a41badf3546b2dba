/** The metric of the hours left to replay, as an alarm takes it. */
import { Alarm, ComparisonOperator } from "aws-cdk-lib/aws-cloudwatch";
import { Template } from "aws-cdk-lib/assertions";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { Duration, Stack } from "aws-cdk-lib/core";
import { expect, it } from "vitest";
import { hoursLeftToReplay } from "../../lib/infra/side-outputs/index.ts";

it("hoursLeftToReplay() counts down from the time to replay by the age of the queue's oldest message", () => {
  const stack = new Stack();
  const queue = new Queue(stack, "Queue");
  new Alarm(stack, "Alarm", {
    metric: hoursLeftToReplay(queue, Duration.hours(72)),
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    threshold: 24,
    evaluationPeriods: 1,
  });
  const [alarm] = Object.values(Template.fromStack(stack).findResources("AWS::CloudWatch::Alarm"));
  const metrics = alarm?.Properties.Metrics;
  expect(metrics[0]).toMatchObject({ Expression: "72 - age / 3600", ReturnData: true });
  expect(metrics[1]).toMatchObject({
    Id: "age",
    ReturnData: false,
    MetricStat: {
      Stat: "Maximum",
      Period: 300,
      Metric: {
        Namespace: "AWS/SQS",
        MetricName: "ApproximateAgeOfOldestMessage",
        Dimensions: [{ Name: "QueueName", Value: { "Fn::GetAtt": [expect.any(String), "QueueName"] } }],
      },
    },
  });
});
