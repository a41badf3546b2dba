/** What keeps data: keys and names as the contract says, encryption and TLS everywhere, nothing kept for ever. */
import { describe, expect, test } from "vitest";
import { STAGES, STATE, VIEW } from "../../lib/contract/index.ts";
import { oneResource, resourcesOf, templateOf } from "./synthesize.ts";

const template = templateOf("dev");
const TABLE = "AWS::DynamoDB::Table";
const state = oneResource(template, TABLE, "State").Properties;
const views = oneResource(template, TABLE, "Views").Properties;
const stream = oneResource(template, "AWS::Kinesis::Stream", "Source").Properties;
const output = oneResource(template, "AWS::Kinesis::Stream", "Publisher").Properties;
const QUEUE = "AWS::SQS::Queue";

describe("the stream", () => {
  test("is named after stage, pipeline and source, so that stages share an account", () => {
    expect(stream.Name).toBe("tidewater-dev-small-small-events");
  });

  test("has three provisioned shards and keeps a week", () => {
    expect(stream).toMatchObject({
      ShardCount: 3,
      RetentionPeriodHours: 168,
      StreamModeDetails: { StreamMode: "PROVISIONED" },
    });
  });
});

describe("the output stream", () => {
  test("is named after stage, pipeline and channel", () => {
    expect(output.Name).toBe("tidewater-dev-small-small-results");
  });

  test("is as large, as lasting and as encrypted as the stream that the pipeline reads", () => {
    const { Name: _name, ...rest } = output;
    const { Name: _source, ...expected } = stream;
    expect(rest).toEqual(expected);
  });
});

describe("the state table", () => {
  test("has the keys of the contract", () => {
    expect(state.KeySchema).toEqual([
      { AttributeName: STATE.partitionKey, KeyType: "HASH" },
      { AttributeName: STATE.sortKey, KeyType: "RANGE" },
    ]);
  });

  test("is paid by request, recoverable, and cleaned up by the contract's attribute", () => {
    expect(state).toMatchObject({
      BillingMode: "PAY_PER_REQUEST",
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: STATE.expiresAt, Enabled: true },
    });
  });

  test("carries new images on for the notifier", () => {
    expect(state.StreamSpecification).toEqual({ StreamViewType: "NEW_IMAGE" });
  });
});

describe("the view table", () => {
  test("has the keys of the contract", () => {
    expect(views.KeySchema).toEqual([
      { AttributeName: VIEW.partitionKey, KeyType: "HASH" },
      { AttributeName: VIEW.sortKey, KeyType: "RANGE" },
    ]);
  });

  test("is indexed by time as the contract says, with whole rows", () => {
    expect(views.GlobalSecondaryIndexes).toEqual([
      expect.objectContaining({
        IndexName: VIEW.timeIndex,
        KeySchema: [
          { AttributeName: VIEW.timePartitionKey, KeyType: "HASH" },
          { AttributeName: VIEW.timeSortKey, KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "ALL" },
      }),
    ]);
  });

  test("is cleaned up by the contract's attribute", () => {
    expect(views.TimeToLiveSpecification).toEqual({ AttributeName: VIEW.expiresAt, Enabled: true });
  });
});

describe("the side outputs", () => {
  test("keep dead letters and late events for the longest time that SQS offers", () => {
    const kept = ["SideOutputsDeadLetters", "SideOutputsLate"].map(
      (id) => oneResource(template, QUEUE, id).Properties,
    );
    expect(kept).toMatchObject([
      { QueueName: "tidewater-dev-dlq-small", MessageRetentionPeriod: 14 * 86_400 },
      { QueueName: "tidewater-dev-late-small", MessageRetentionPeriod: 14 * 86_400 },
    ]);
  });

  test("keep a body longer than the message that points to it", () => {
    expect(oneResource(template, "AWS::S3::Bucket").Properties.LifecycleConfiguration).toMatchObject({
      Rules: [{ ExpirationInDays: 15, Status: "Enabled" }],
    });
  });

  test("are open to nobody outside", () => {
    expect(oneResource(template, "AWS::S3::Bucket").Properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
  });
});

describe.each(STAGES)("stage %s", (stage) => {
  const staged = templateOf(stage);
  const isEncrypted: Readonly<Record<string, (properties: Readonly<Record<string, unknown>>) => boolean>> = {
    "AWS::Kinesis::Stream": ({ StreamEncryption }) => StreamEncryption !== undefined,
    "AWS::DynamoDB::Table": ({ SSESpecification }) =>
      (SSESpecification as { SSEEnabled?: boolean } | undefined)?.SSEEnabled === true,
    "AWS::SQS::Queue": ({ KmsMasterKeyId, SqsManagedSseEnabled }) =>
      KmsMasterKeyId !== undefined || SqsManagedSseEnabled === true,
    "AWS::SNS::Topic": ({ KmsMasterKeyId }) => KmsMasterKeyId !== undefined,
    "AWS::S3::Bucket": ({ BucketEncryption }) => BucketEncryption !== undefined,
  };

  test.each(Object.entries(isEncrypted))("encrypts every %s", (type, check) => {
    const resources = Object.entries(resourcesOf(staged, type));
    expect(resources.length).toBeGreaterThan(0);
    expect(resources.filter(([, { Properties }]) => !check(Properties)).map(([id]) => id)).toEqual([]);
  });

  test.each([
    ["AWS::SQS::Queue", "AWS::SQS::QueuePolicy", "Queues"],
    ["AWS::SNS::Topic", "AWS::SNS::TopicPolicy", "Topics"],
    ["AWS::S3::Bucket", "AWS::S3::BucketPolicy", "Bucket"],
  ])("speaks TLS only to every %s", (type, policyType, field) => {
    const guarded = Object.values(resourcesOf(staged, policyType)).flatMap(({ Properties }) => {
      const text = JSON.stringify(Properties.PolicyDocument);
      if (!/"Bool":\{"aws:SecureTransport":"false"\},?.*/.test(text) || !text.includes('"Deny"')) return [];
      return [Properties[field]].flat().map((reference) => JSON.stringify(reference));
    });
    const open = Object.keys(resourcesOf(staged, type)).filter((id) =>
      guarded.every((reference) => !reference.includes(`"${id}"`)),
    );
    expect(open).toEqual([]);
  });
});
