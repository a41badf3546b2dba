/**
 * cdk-nag's packs on the stack as it would stand in prod. Each finding is acknowledged by a reason below, for exactly the
 * resources that have it: a new finding fails, and so does a reason for one that is gone.
 */
import { AwsSolutionsChecks, HIPAASecurityChecks, type NagPack, ServerlessChecks } from "cdk-nag";
import { describe, expect, test } from "vitest";
import { smallStack } from "./synthesize.ts";

interface Acknowledged {
  readonly on: readonly string[];
  readonly because: string;
}

const FUNCTIONS = [
  "Closer/Function",
  "Late/Function",
  "Notifier/Function",
  "Processor/Function",
  "Publisher/Function",
  "Service/Function",
];
const POLICIES = FUNCTIONS.map((name) => `${name}Role/DefaultPolicy`);
const READERS = ["Readers/Amender", "Readers/Caller", "Readers/DeadLetters", "Readers/Results"];
const OVERFLOW = ["SideOutputs/Overflow"];
const ENDS = ["Notifier/Unsent", "Publisher/Unsent", "Service/Unanswered", "SideOutputs/DeadLetters"];
const ANSWERED = "Service/Answered";
const ANSWERS = ["Service/Answers/Table"];

const AWS_SOLUTIONS: Readonly<Record<string, Acknowledged>> = {
  "AwsSolutions-KDS3": {
    on: ["Source/Stream", "Publisher/Output/Stream"],
    because: "A key of the account's own can be audited and revoked; the pack warns only that it costs more",
  },
  "AwsSolutions-DDB3": {
    on: ANSWERS,
    because: "A cache of half a minute: losing it costs time, and people's answers are kept no longer",
  },
  "AwsSolutions-SQS3": {
    on: [...ENDS, ANSWERED],
    because:
      "These queues are dead-letter queues, or answers for the one who asked; nothing consumes them by itself, so nothing is to be led on",
  },
  "AwsSolutions-S1": {
    on: OVERFLOW,
    because:
      "One function writes it and two roles read it; data events in CloudTrail tell more than access logs",
  },
  "AwsSolutions-IAM5[Resource::*]": {
    on: POLICIES,
    because: "X-Ray's puts and the listing of DynamoDB streams know no resources",
  },
  "AwsSolutions-IAM5[Resource::<SideOutputsOverflow2F7A6436.Arn>/*]": {
    on: [
      "Processor/FunctionRole/DefaultPolicy",
      "Readers/Amender/DefaultPolicy",
      "Readers/DeadLetters/DefaultPolicy",
    ],
    because: "The objects of one bucket, which holds nothing else",
  },
};

const HIPAA: Readonly<Record<string, Acknowledged>> = {
  "HIPAA.Security-DynamoDBInBackupPlan": {
    on: ["State/Table", "Views/Table", ...ANSWERS],
    because: "Point-in-time recovery goes back 35 days; a backup plan is the account's own to make",
  },
  "HIPAA.Security-DynamoDBPITREnabled": { on: ANSWERS, because: "See AwsSolutions-DDB3" },
  "HIPAA.Security-S3BucketLoggingEnabled": { on: OVERFLOW, because: "See AwsSolutions-S1" },
  "HIPAA.Security-S3BucketReplicationEnabled": {
    on: OVERFLOW,
    because: "Its objects live for 15 days, and their records are in the stream for the first seven",
  },
  "HIPAA.Security-S3BucketVersioningEnabled": {
    on: OVERFLOW,
    because: "An object is named by its record and only ever written again with the same bytes",
  },
  "HIPAA.Security-IAMNoInlinePolicy": {
    on: [...POLICIES, ...READERS.map((name) => `${name}/DefaultPolicy`)],
    because: "A policy that belongs to one role goes with it, and cannot be attached to another",
  },
  "HIPAA.Security-LambdaConcurrency": {
    on: FUNCTIONS,
    because:
      "Shards bound the processor, the notifier and the publisher; mappings bound the closer and the late-data handler, to 2; the service's callers are known to IAM",
  },
  "HIPAA.Security-LambdaDLQ": {
    on: FUNCTIONS,
    because:
      "Mappings and the service's asynchronous calls have destinations; the closer's tick is made anew in a minute",
  },
  "HIPAA.Security-LambdaInsideVPC": {
    on: FUNCTIONS,
    because:
      "They speak to AWS alone, over TLS, with permissions by resource; a network of their own adds nothing",
  },
};

const SERVERLESS: Readonly<Record<string, Acknowledged>> = {
  "Serverless-SQSRedrivePolicy": {
    on: ["Closer/FailedNudges", "Late/Failed", ...ENDS, ANSWERED],
    because: "These queues are the ends of the redrive; an answer that nobody takes is of no use later",
  },
  "Serverless-LambdaDLQ": { on: FUNCTIONS, because: "See HIPAA.Security-LambdaDLQ" },
  "Serverless-LambdaEventSourceMappingDestination": {
    on: ["Closer/Mapping", "Late/Mapping"],
    because: "A queue's own redrive policy takes what fails, a mapping from SQS has no destination",
  },
  "Serverless-EventBusDLQ": {
    on: ["Closer/Tick"],
    because: "A tick that is lost is followed by the next within a minute",
  },
};

describe.each<[string, NagPack, Readonly<Record<string, Acknowledged>>]>([
  ["AwsSolutions", new AwsSolutionsChecks(), AWS_SOLUTIONS],
  ["HIPAA.Security", new HIPAASecurityChecks(), HIPAA],
  ["Serverless", new ServerlessChecks(), SERVERLESS],
])("the pack %s", (_, pack, acknowledged) => {
  test("finds nothing but what is acknowledged with a reason", () => {
    const expected = Object.entries(acknowledged).map(([rule, { on }]) => [rule, [...on].sort()]);
    expect(findings(pack)).toEqual(Object.fromEntries(expected));
  });
});

/** Paths inside the stack by rule. */
function findings(pack: NagPack): Readonly<Record<string, readonly string[]>> {
  const stack = smallStack("prod");
  const { violations } = pack.validateScope(stack);
  const byRule = violations.map(({ ruleName, violatingResources }) => {
    const paths = violatingResources.map(({ constructPath = "" }) =>
      constructPath.replace(`${stack.stackName}/`, "").replace(/\/Resource$/, ""),
    );
    return [ruleName, paths.sort()];
  });
  return Object.fromEntries(byRule);
}
