/** The late-data handler: how the late queue feeds it, and where a message goes that it cannot take. */
import { describe, expect, test } from "vitest";
import { logGroupPrefix } from "../../lib/infra/function/index.ts";
import { oneResource, resourcesOf, smallStack, templateOf } from "./synthesize.ts";

const template = templateOf("dev");
const mapping = oneResource(template, "AWS::Lambda::EventSourceMapping", "Late").Properties;
const handler = oneResource(template, "AWS::Lambda::Function", "LateFunction").Properties;
const queue = oneResource(template, "AWS::SQS::Queue", "SideOutputsLate").Properties;

function idOf(type: string, prefix: string): string {
  return Object.keys(resourcesOf(template, type)).find((id) => id.startsWith(prefix)) ?? "";
}

describe("the late-data handler's mapping", () => {
  test("takes from the late queue", () => {
    const lateQueue = idOf("AWS::SQS::Queue", "SideOutputsLate");
    expect(mapping.EventSourceArn).toEqual({ "Fn::GetAtt": [lateQueue, "Arn"] });
  });

  test("waits some seconds for fuller batches, gives back single messages, and runs twice at once at most", () => {
    expect(mapping).toMatchObject({
      BatchSize: 500,
      MaximumBatchingWindowInSeconds: 3,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
  });

  test("hides a message for six time-outs of the function and the wait for a fuller batch", () => {
    const waited = 6 * Number(handler.Timeout) + Number(mapping.MaximumBatchingWindowInSeconds);
    expect(Number(queue.VisibilityTimeout)).toBeGreaterThanOrEqual(waited);
  });
});

describe("a late event that cannot be stored", () => {
  const failed = oneResource(template, "AWS::SQS::Queue", "LateFailed").Properties;

  test("goes to a queue of its own after five attempts, apart from the pipeline's dead letters", () => {
    const failures = idOf("AWS::SQS::Queue", "LateFailed");
    expect(queue.RedrivePolicy).toEqual({
      deadLetterTargetArn: { "Fn::GetAtt": [failures, "Arn"] },
      maxReceiveCount: 5,
    });
    expect(failed.QueueName).toBe("tidewater-dev-small-failed-late");
  });

  test("is kept for the longest time that SQS offers", () => {
    expect(failed.MessageRetentionPeriod).toBe(14 * 86_400);
  });
});

test("the late-data handler logs to a group by its name", () => {
  const group = oneResource(template, "AWS::Logs::LogGroup", "LateFunctionLogs").Properties;
  expect(group.LogGroupName).toBe(`${logGroupPrefix(smallStack("dev"))}late`);
  expect(handler.FunctionName).toBe("tidewater-dev-small-late");
});
