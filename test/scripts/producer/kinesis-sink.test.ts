/** PutRecords' answers and failures as the sender understands them, and targets that must be refused. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { KinesisClient, ProvisionedThroughputExceededException } from "@aws-sdk/client-kinesis";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { afterEach, expect, test } from "vitest";
import { kinesisSink } from "../../../scripts/producer/kinesis-sink.ts";
import { openKinesisTarget } from "../../../scripts/producer/kinesis-target.ts";
import type { CallFailure } from "../../../scripts/producer/record-sink.ts";
import { outgoing } from "./scripted-sink.ts";

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

const OWNER = "111122223333";
const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server that answers every request alike; `hang` takes requests and never answers. */
async function serve(
  reply: Reply | "hang",
): Promise<{ endpoint: string; requests: { target: string; body: unknown }[] }> {
  const requests: { target: string; body: unknown }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const target = String(request.headers["x-amz-target"]);
    requests.push({ target, body: JSON.parse(Buffer.concat(chunks).toString()) });
    if (reply === "hang") return;
    response.writeHead(reply.status, { "content-type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify(reply.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

function sinkAt(endpoint: string) {
  const client = new KinesisClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({ requestTimeout: 100, throwOnRequestTimeout: true }),
  });
  closing.push(() => client.destroy());
  return kinesisSink(client, "sensor-data");
}

async function failureOf(reply: Reply | "hang"): Promise<CallFailure> {
  const { endpoint } = await serve(reply);
  return sinkAt(endpoint)
    .put([outgoing("a1")])
    .then(
      () => expect.fail("the call was accepted"),
      (error: CallFailure) => error,
    );
}

function described(account: string): Reply {
  const StreamARN = `arn:aws:kinesis:us-east-1:${account}:stream/sensor-data`;
  return { status: 200, body: { StreamDescriptionSummary: { StreamARN } } };
}

test("kinesisSink() sends keys and bytes, and names the entries that were refused", async () => {
  const code = ProvisionedThroughputExceededException.name;
  const { endpoint, requests } = await serve({
    status: 200,
    body: {
      FailedRecordCount: 1,
      Records: [{ SequenceNumber: "1" }, { ErrorCode: code, ErrorMessage: "slow" }],
    },
  });
  expect(await sinkAt(endpoint).put([outgoing("a1"), outgoing("b2")])).toEqual([undefined, { code }]);
  expect(requests).toEqual([
    {
      target: "Kinesis_20131202.PutRecords",
      body: {
        StreamName: "sensor-data",
        Records: [
          { PartitionKey: "a", Data: Buffer.from("1").toString("base64") },
          { PartitionKey: "b", Data: Buffer.from("2").toString("base64") },
        ],
      },
    },
  ]);
});

test.each([
  ["throttled", 400, "ProvisionedThroughputExceededException"],
  ["throttled", 400, "KMSThrottlingException"],
  ["refused", 400, "ResourceNotFoundException"],
  ["refused", 400, "AccessDeniedException"],
  ["unknown", 500, "InternalFailure"],
  ["unknown", 503, "ServiceUnavailable"],
])("kinesisSink() finds a call %s by a %d %s", async (outcome, status, code) => {
  expect(await failureOf({ status, body: { __type: code, message: "why" } })).toMatchObject({
    outcome,
    code,
  });
});

test("kinesisSink() does not know what became of a call without an answer", async () => {
  expect((await failureOf("hang")).outcome).toBe("unknown");
});

test("kinesisSink() knows that a refused connection has carried nothing", async () => {
  const { endpoint } = await serve("hang");
  closing.splice(0).forEach((close) => {
    close();
  });
  await expect(sinkAt(endpoint).put([outgoing("a1")])).rejects.toMatchObject({
    outcome: "throttled",
    code: "ECONNREFUSED",
  });
});

test("openKinesisTarget() opens a stream on the loopback without an account", async () => {
  const { endpoint } = await serve(described(OWNER));
  const target = await openKinesisTarget({ stream: "sensor-data", endpoint });
  closing.push(target.close);
  expect(target.place).toBe(endpoint);
});

test("openKinesisTarget() refuses a stream of another account than the named one", async () => {
  const { endpoint } = await serve(described(OWNER));
  await expect(
    openKinesisTarget({ stream: "sensor-data", endpoint, account: "444455556666" }),
  ).rejects.toThrow(
    "it belongs to account 111122223333, not to 444455556666; name the right one with --account",
  );
});

test("openKinesisTarget() refuses an endpoint off the loopback, or AWS, unless an account is named", async () => {
  await expect(openKinesisTarget({ stream: "s", endpoint: "http://kinesis.example:4566" })).rejects.toThrow(
    "Cannot send to AWS: http://kinesis.example:4566 is not this machine and no account is named",
  );
});

test("openKinesisTarget() says which stream is missing and where", async () => {
  const { endpoint } = await serve({
    status: 400,
    body: { __type: "ResourceNotFoundException", message: "no" },
  });
  await expect(openKinesisTarget({ stream: "nowhere", endpoint })).rejects.toThrow(
    `Cannot send to stream nowhere: there is none at ${endpoint}; deploy it first, or name another with --stream`,
  );
});
