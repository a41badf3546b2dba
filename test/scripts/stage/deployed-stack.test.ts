/** A stack that cannot be found: what to do depends on whether it is not there, not to be seen, or nobody answers. */
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { expect, test } from "vitest";
import { clientConfig } from "../../../scripts/stage/client-config.ts";
import { stackOutputs } from "../../../scripts/stage/deployed-stack.ts";
import { FakeEndpoint } from "../../lambdas/fake-endpoint.ts";

async function lookAt(endpoint: string): Promise<unknown> {
  const target = { kind: "local" as const, endpoint };
  const client = new CloudFormationClient({ ...clientConfig(target), maxAttempts: 1 });
  try {
    return await stackOutputs(client, target, "tidewater-local-iot");
  } finally {
    client.destroy();
  }
}

async function refused(status: number, code: string): Promise<unknown> {
  const body = `<ErrorResponse><Error><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`;
  const endpoint = await FakeEndpoint.start(() => ({ status, body }));
  try {
    return await lookAt(endpoint.url);
  } finally {
    await endpoint.stop();
  }
}

test("a stack that is not there is to be deployed", async () => {
  await expect(refused(400, "ValidationError")).rejects.toThrow(
    "Cannot find stack tidewater-local-iot: it is not there; deploy it first",
  );
});

test("a stack that may not be looked at asks for other credentials", async () => {
  await expect(refused(403, "AccessDenied")).rejects.toThrow(
    "Cannot find stack tidewater-local-iot: AccessDenied; check the credentials and their permissions",
  );
});

test("where nothing answers, a local cloud is to be started", async () => {
  const endpoint = await FakeEndpoint.start(() => null);
  const { url } = endpoint;
  await endpoint.stop();
  await expect(lookAt(url)).rejects.toThrow(
    `Cannot find stack tidewater-local-iot: nothing answers at ${url}; start a local cloud with npm start -- --keep, or give its --endpoint`,
  );
});
