/** The key: who decrypts with it, who only encrypts, who administers it, and who does neither whatever IAM says. */
import { describe, expect, test } from "vitest";
import { ACCOUNT, keyAllows, keyStatements, type KeyRequest, roleArn, rolesWith } from "./key-access.ts";
import { resourcesOf, templateOf } from "./synthesize.ts";

const template = templateOf("prod");
const FUNCTIONS = ["Closer", "Late", "Notifier", "Processor", "Publisher", "Service"].map(
  (name) => `${name}FunctionRole`,
);
const OPERATORS = ["ReadersAmender", "ReadersDeadLetters"];
const RESULTS = "ReadersResults";
const CALLER = "ReadersCaller";

/** What reads the content of what is encrypted, or would let somebody else read it. */
const DECRYPTING = ["kms:CreateGrant", "kms:Decrypt", "kms:ReEncryptFrom"];
const ENCRYPTING = ["kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext"];
const SERVICES = ["dynamodb", "kinesis", "logs", "s3", "sns", "sqs"];

const admin: KeyRequest["caller"] = { arn: `arn:aws:iam::${ACCOUNT}:role/Admin` };
const OF_ANOTHER_ACCOUNT = roleArn(rolesWith(template, "kms:Decrypt")[0] ?? "").replace(
  ACCOUNT,
  "210987654321",
);
const accountRoot: KeyRequest["caller"] = { arn: `arn:aws:iam::${ACCOUNT}:root` };
const deployer: KeyRequest["caller"] = {
  arn: `arn:aws:iam::${ACCOUNT}:role/cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-eu-west-1`,
};

/** Straight to KMS, or through any service that keeps something here. */
const WAYS = [undefined, ...SERVICES].map((service) =>
  service === undefined ? {} : { "kms:ViaService": `${service}.eu-west-1.amazonaws.com` },
);

/** `action via service` of what the key's policy leaves to the caller's own policies. */
function permittedTo(caller: KeyRequest["caller"], actions: readonly string[]): readonly string[] {
  return actions.flatMap((action) =>
    WAYS.filter((context) => keyAllows(template, { action, caller, context })).map(
      (context) => `${action} via ${context["kms:ViaService"]?.split(".")[0] ?? "nothing"}`,
    ),
  );
}

function withoutHash(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, "");
}

/** All roles of the stack to which the key's policy and their own permit the action. */
function rolesThatMay(action: string): readonly string[] {
  const listed = Object.keys(resourcesOf(template, "AWS::IAM::Role")).filter((id) =>
    keyAllows(template, { action, caller: { arn: roleArn(id) }, context: {} }),
  );
  const permitted = rolesWith(template, action);
  return listed
    .filter((id) => permitted.includes(id))
    .map(withoutHash)
    .sort();
}

describe("the pipeline's key", () => {
  test("decrypts for functions and for the roles of people, and for no other role of the stack", () => {
    expect(rolesThatMay("kms:Decrypt")).toEqual([...FUNCTIONS, ...OPERATORS, RESULTS, CALLER].sort());
  });

  test.each(["kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptTo"])(
    "encrypts (%s) for functions and operators, and for nobody who only reads",
    (action) => {
      expect(rolesThatMay(action)).toEqual([...FUNCTIONS, ...OPERATORS].sort());
    },
  );

  test("asks of each role the same as the role's own policy", () => {
    const listed = Object.keys(resourcesOf(template, "AWS::IAM::Role")).filter((id) =>
      keyAllows(template, { action: "kms:Decrypt", caller: { arn: roleArn(id) } }),
    );
    expect(rolesWith(template, "kms:Decrypt")).toEqual(listed.sort());
  });

  test.each([
    ["an administrator", admin],
    ["the account's root user", accountRoot],
    ["a role named like one that may", { arn: `${roleArn("Processor")}FunctionRole` }],
    ["a role of another account that is named like one that may", { arn: OF_ANOTHER_ACCOUNT }],
  ])("decrypts nothing for %s, straight or through a service, and takes no grant", (_, caller) => {
    expect(permittedTo(caller, DECRYPTING)).toEqual([]);
  });

  test("encrypts for others what they put into a stream, and nothing else", () => {
    expect(permittedTo(admin, ENCRYPTING)).toEqual(["kms:GenerateDataKey via kinesis"]);
  });

  test("serves CloudFormation's role through DynamoDB alone, which makes tables", () => {
    expect(permittedTo(deployer, DECRYPTING)).toEqual(DECRYPTING.map((action) => `${action} via dynamodb`));
  });

  test("is administered by whom the account lets, so that nobody is locked out of its policy", () => {
    const needed = ["kms:PutKeyPolicy", "kms:GetKeyPolicy", "kms:DescribeKey", "kms:ScheduleKeyDeletion"];
    const refused = needed.filter((action) => !keyAllows(template, { action, caller: deployer }));
    expect(refused).toEqual([]);
  });

  test("is administered by no function and none of the roles for people", () => {
    const administering = ["kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:CreateGrant"];
    expect(administering.flatMap((action) => rolesWith(template, action))).toEqual([]);
  });

  test("names every action in full, and trusts the account and two services", () => {
    const statements = keyStatements(template);
    expect(statements.flatMap(({ Action }) => Action).filter((action) => action.includes("*"))).toEqual([]);
    expect([...new Set(statements.flatMap(({ Principal }) => Object.values(Principal)))].sort()).toEqual([
      `arn:aws:iam::${ACCOUNT}:root`,
      "cloudwatch.amazonaws.com",
      "logs.eu-west-1.amazonaws.com",
    ]);
  });

  test.each([
    ["the pipeline's log groups", "/tidewater-prod-small/processor", true],
    ["another pipeline's", "/tidewater-prod-other/processor", false],
  ])("serves CloudWatch Logs for %s: %s, %s", (_, logGroup, isServed) => {
    const arn = `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:${logGroup}`;
    const caller = { service: "logs.eu-west-1.amazonaws.com" };
    const context = { "kms:EncryptionContext:aws:logs:arn": arn };
    expect(keyAllows(template, { action: "kms:Decrypt", caller, context })).toBe(isServed);
  });

  test.each([
    ["the pipeline's own", "tidewater-prod-small-critical-x", true],
    ["another's", "somebody-elses", false],
  ])("serves alarms that are %s: %s, %s", (_, name, isServed) => {
    const context = {
      "aws:SourceAccount": ACCOUNT,
      "aws:SourceArn": `arn:aws:cloudwatch:eu-west-1:${ACCOUNT}:alarm:${name}`,
    };
    const caller = { service: "cloudwatch.amazonaws.com" };
    expect(keyAllows(template, { action: "kms:Decrypt", caller, context })).toBe(isServed);
  });
});
