/** A pipeline's service: that it is asked by IAM alone, what it keeps, and where it answers when nobody waits. */
import { describe, expect, test } from "vitest";
import { ANSWERS } from "../../lib/contract/index.ts";
import { oneResource, resourcesOf, templateOf } from "./synthesize.ts";

const template = templateOf("prod");

describe("the service", () => {
  test("has no address, and nobody is let in but by IAM", () => {
    expect(resourcesOf(template, "AWS::Lambda::Url")).toEqual({});
    const permissions = Object.values(resourcesOf(template, "AWS::Lambda::Permission"));
    const open = permissions.filter(({ Properties }) =>
      JSON.stringify(Properties).includes("ServiceFunction"),
    );
    expect(open).toEqual([]);
  });

  test("answers calls that nobody waits for into a queue, and gives up those that are old", () => {
    const queue = (id: string) => ({ "Fn::GetAtt": [expect.stringMatching(new RegExp(`^${id}`)), "Arn"] });
    expect(oneResource(template, "AWS::Lambda::EventInvokeConfig").Properties).toMatchObject({
      MaximumEventAgeInSeconds: 300,
      MaximumRetryAttempts: 2,
      DestinationConfig: {
        OnSuccess: { Destination: queue("ServiceAnswered") },
        OnFailure: { Destination: queue("ServiceUnanswered") },
      },
    });
  });

  test("keeps answers to those calls for an hour, encrypted, under the pipeline's name", () => {
    expect(oneResource(template, "AWS::SQS::Queue", "ServiceAnswered").Properties).toMatchObject({
      QueueName: "tidewater-prod-small-recommend-answers",
      MessageRetentionPeriod: 3_600,
      KmsMasterKeyId: expect.anything(),
    });
  });

  test("has a table of answers that is cleaned up, and that goes with the stack", () => {
    const table = oneResource(template, "AWS::DynamoDB::Table", "ServiceAnswers");
    expect(table).toMatchObject({
      DeletionPolicy: "Delete",
      Properties: {
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [
          { AttributeName: ANSWERS.partitionKey, KeyType: "HASH" },
          { AttributeName: ANSWERS.sortKey, KeyType: "RANGE" },
        ],
        TimeToLiveSpecification: { AttributeName: ANSWERS.expiresAt, Enabled: true },
        SSESpecification: { SSEEnabled: true, SSEType: "KMS" },
      },
    });
  });
});
