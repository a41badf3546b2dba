/** The event source mappings: what Lambda is told about delivering, retrying and giving up. */
import { Template } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";
import { STREAM_RETENTION } from "../../lib/infra/source/index.ts";
import { oneResource, resourcesOf, smallStack, templateOf } from "./synthesize.ts";

const ESM = "AWS::Lambda::EventSourceMapping";
const template = templateOf("dev");
const processor = oneResource(template, ESM, "Processor").Properties;
const closer = oneResource(template, ESM, "Closer").Properties;

describe("the processor's mapping", () => {
  test("starts at the oldest record, since LATEST skips what arrives while it is made", () => {
    expect(processor.StartingPosition).toBe("TRIM_HORIZON");
  });

  test("reports partial failures and halves batches that crash", () => {
    expect(processor).toMatchObject({
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      BisectBatchOnFunctionError: true,
    });
  });

  test("waits for no fuller batch", () => {
    expect(processor).toMatchObject({ BatchSize: 500, MaximumBatchingWindowInSeconds: 0 });
  });

  test("keeps a shard's order", () => {
    expect(processor.ParallelizationFactor).toBe(1);
  });

  test("retries a bounded number of times", () => {
    expect(processor.MaximumRetryAttempts).toBe(50);
  });

  test("gives up days before the stream forgets, so that positions can be replayed", () => {
    const hoursLeft = STREAM_RETENTION.toHours() - Number(processor.MaximumRecordAgeInSeconds) / 3600;
    expect(hoursLeft).toBe(72);
  });

  test("sends the positions of what it gives up to the dead letters", () => {
    const [deadLetters] = Object.keys(resourcesOf(template, "AWS::SQS::Queue")).filter((id) =>
      id.startsWith("SideOutputsDeadLetters"),
    );
    expect(processor.DestinationConfig).toEqual({
      OnFailure: { Destination: { "Fn::GetAtt": [deadLetters, "Arn"] } },
    });
  });

  test("counts what it polls, filters and drops", () => {
    expect(processor.MetricsConfig).toEqual({ Metrics: ["EventCount"] });
  });

  test("is refused with its reason when asked for several batches of a shard at once", () => {
    expect(() => smallStack("dev", { parallelizationFactor: 2 })).toThrow(
      /^Cannot set parallelizationFactor to 2: .*order by partition key only.*add shards to go faster$/,
    );
  });

  test("is made when asked for one batch of a shard at a time", () => {
    const asked = Template.fromStack(smallStack("dev", { parallelizationFactor: 1 }));
    expect(asked.toJSON()).toEqual(template.toJSON());
  });
});

describe("the closer's mapping", () => {
  test("makes all nudges that wait one run", () => {
    expect(closer).toMatchObject({ BatchSize: 10, ScalingConfig: { MaximumConcurrency: 2 } });
  });

  test("hides a nudge for six time-outs of the function", () => {
    const timeout = Number(
      oneResource(template, "AWS::Lambda::Function", "CloserFunction").Properties.Timeout,
    );
    const queue = oneResource(template, "AWS::SQS::Queue", "CloserNudges").Properties;
    expect(queue.VisibilityTimeout).toBe(6 * timeout);
  });

  test("lets a nudge fail visibly before it expires", () => {
    const { VisibilityTimeout, MessageRetentionPeriod, RedrivePolicy } = oneResource(
      template,
      "AWS::SQS::Queue",
      "CloserNudges",
    ).Properties;
    const { maxReceiveCount } = RedrivePolicy as { maxReceiveCount: number };
    expect(maxReceiveCount * Number(VisibilityTimeout)).toBeLessThan(Number(MessageRetentionPeriod));
  });

  test("is helped by a tick every minute", () => {
    expect(oneResource(template, "AWS::Events::Rule").Properties.ScheduleExpression).toBe("rate(1 minute)");
  });
});

describe.each(["Notifier", "Publisher"])("the mapping of the %s", (follower) => {
  const mapping = oneResource(template, ESM, follower).Properties;

  test("follows the state table's changes", () => {
    const [table] = Object.keys(resourcesOf(template, "AWS::DynamoDB::Table")).filter((id) =>
      id.startsWith("State"),
    );
    expect(mapping.EventSourceArn).toEqual({ "Fn::GetAtt": [table, "StreamArn"] });
  });

  test("wakes the function only for commits that announce something", () => {
    const { Filters } = mapping.FilterCriteria as { Filters: { Pattern: string }[] };
    expect(Filters.map(({ Pattern }) => JSON.parse(Pattern))).toEqual([
      { dynamodb: { NewImage: { emissions: { S: [{ exists: true }] } } } },
    ]);
  });

  test("gives up half a day before the change stream forgets", () => {
    expect(mapping).toMatchObject({
      StartingPosition: "TRIM_HORIZON",
      MaximumRecordAgeInSeconds: 12 * 3600,
      MaximumRetryAttempts: 50,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    });
  });

  test("keeps its failures apart from the pipeline's dead letters, whose replay reads another stream", () => {
    expect(JSON.stringify(mapping.DestinationConfig)).toContain(`${follower}Unsent`);
  });
});

test("two functions at most follow the state table, as many as DynamoDB serves", () => {
  const mappings = Object.values(resourcesOf(template, ESM));
  const followers = mappings.filter(({ Properties }) =>
    JSON.stringify(Properties.EventSourceArn).includes("StreamArn"),
  );
  expect(followers).toHaveLength(2);
});
