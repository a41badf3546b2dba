/**
 * The local cloud for real: the emulator, the CDK, a small app of a stream, a function and a table.
 * What goes in by Kinesis comes out as a row, twice on one endpoint, and nothing is left running afterwards.
 */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { PutRecordCommand } from "@aws-sdk/client-kinesis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BareEmulator } from "../../support/bare-emulator.ts";
import { type LocalCloud, withLocalCloud } from "../../../scripts/local-cloud/local-cloud.ts";
import { silentSteps } from "../../../scripts/terminal/steps.ts";

const INSTALL_AND_DEPLOY_MS = 180_000;
const APPLIED_WITHIN_MS = 20_000;
const APP = "node test/scripts/local-cloud/fixtures/app.ts";
/** Puts one record, and waits for its row. */
async function roundTrip(
  { clients, outputs }: LocalCloud,
  partitionKey: string,
): Promise<string | undefined> {
  const { StreamName, TableName } = outputs["fixture-local"] ?? {};
  const Data = Buffer.from(`data of ${partitionKey}`);
  await clients.kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: partitionKey, Data }));
  const deadline = performance.now() + APPLIED_WITHIN_MS;
  while (performance.now() < deadline) {
    const { Item } = await clients.dynamodb.send(
      new GetItemCommand({ TableName, Key: { pk: { S: partitionKey } } }),
    );
    if (Item?.data?.S === `data of ${partitionKey}`) return Item.node?.S;
    await delay(20);
  }
  throw new Error(`Cannot find the row of ${partitionKey}: it did not come within ${APPLIED_WITHIN_MS} ms`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("withLocalCloud() on its own emulator", () => {
  test(
    "deploys, carries a record from stream to table on the pinned Node, and leaves nothing running",
    async () => {
      let seen: LocalCloud | undefined;
      const node = await withLocalCloud({ pipelines: ["iot"], app: APP, steps: silentSteps }, (cloud) => {
        seen = cloud;
        return roundTrip(cloud, "first");
      });
      expect(node).toBe(process.version);
      expect(seen?.outputs["fixture-local"]?.Pipelines).toBe("iot");
      expect(isAlive(seen?.emulatorPid ?? 0)).toBe(false);
      expect(await readdir(seen?.runPath ?? "")).not.toContain("state");
    },
    INSTALL_AND_DEPLOY_MS,
  );

  test(
    "says so when the emulator dies underneath",
    async () => {
      const run = withLocalCloud(
        { pipelines: ["iot"], app: APP, steps: silentSteps },
        async ({ emulatorPid }) => {
          process.kill(emulatorPid ?? 0, "SIGKILL");
          await Promise.withResolvers<never>().promise;
        },
      );
      await expect(run).rejects.toThrow(
        /^Cannot go on with the emulator: it ended by itself with SIGKILL; .*emulator\.log$/,
      );
    },
    INSTALL_AND_DEPLOY_MS,
  );

  test(
    "reports what the CDK said when the app does not synthesize",
    async () => {
      const app = "node test/scripts/local-cloud/fixtures/no-such-app.ts";
      const run = withLocalCloud({ pipelines: ["iot"], app, steps: silentSteps }, async () => {});
      await expect(run).rejects.toThrow(/^Cannot synth the stacks: the CDK failed.*no-such-app/s);
    },
    INSTALL_AND_DEPLOY_MS,
  );
});

describe("withLocalCloud() on a given endpoint", () => {
  let emulator: BareEmulator;

  beforeAll(async () => {
    emulator = await BareEmulator.start();
  }, INSTALL_AND_DEPLOY_MS);

  afterAll(async () => {
    await emulator.stop();
  });

  test(
    "works a second time on the same endpoint, and takes its stacks down",
    async () => {
      const options = { pipelines: ["iot"], app: APP, steps: silentSteps, endpoint: emulator.endpoint };
      await withLocalCloud({ ...options, keep: true }, (cloud) => roundTrip(cloud, "kept"));
      await withLocalCloud(options, (cloud) => roundTrip(cloud, "second"));
      const describeStack = emulator.clients.cloudformation.send(
        new DescribeStacksCommand({ StackName: "fixture-local" }),
      );
      await expect(describeStack).rejects.toThrow(/does not exist/);
    },
    INSTALL_AND_DEPLOY_MS,
  );

  test("keeps the emulator's files inside its run directory", async () => {
    const names = await readdir(join(emulator.run.statePath));
    expect(names.some((name) => name.startsWith("ministack-"))).toBe(true);
  });
});
