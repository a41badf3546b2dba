/** The notifier as Lambda calls it, against an alert topic that a test scripts. */
import type { DynamoDBRecord } from "aws-lambda";
import { afterEach, describe, expect, it, vi } from "vitest";
import { invoke } from "../invoke.ts";
import { ENVIRONMENT } from "../../../lib/contract/index.ts";
import { FakeEndpoint } from "../fake-endpoint.ts";
import { stubHandlerEnvironment } from "../handler-environment.ts";

const TOPIC = "arn:aws:sns:us-east-1:000000000000:alerts";
const ACCEPTED =
  '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>';
const REFUSED =
  "<ErrorResponse><Error><Type>Sender</Type><Code>AuthorizationError</Code><Message>no</Message></Error></ErrorResponse>";
let endpoint: FakeEndpoint;

afterEach(async () => {
  vi.unstubAllEnvs();
  vi.resetModules();
  await endpoint.stop();
});

/** @param isAccepted whether the topic takes the n-th message. */
async function handlerOf(isAccepted: (n: number) => boolean = () => true) {
  endpoint = await FakeEndpoint.start(() =>
    isAccepted(endpoint.requests.length) ? { body: ACCEPTED } : { status: 403, body: REFUSED },
  );
  const more = { [ENVIRONMENT.alertTopicArn]: TOPIC, POWERTOOLS_LOG_LEVEL: "SILENT" };
  stubHandlerEnvironment(endpoint, { pipeline: "iot", stage: "dev", more });
  return (await import("../../../lambdas/notify/handler.ts")).handler;
}

interface Published {
  readonly alerts: readonly { readonly id: string; readonly alert: object }[];
  readonly severity: string;
}

function published(): Published[] {
  return endpoint.requests.map(({ body }) => {
    const form = new URLSearchParams(body);
    const entries = [1, 2].map((n) => [
      form.get(`MessageAttributes.entry.${n}.Name`),
      form.get(`MessageAttributes.entry.${n}.Value.StringValue`),
    ]);
    const { alerts } = JSON.parse(form.get("Message") ?? "");
    return { alerts, severity: Object.fromEntries(entries).severity };
  });
}

const alert = (id: string, severity?: string) => ({
  operator: "anomalyAlerts",
  id,
  row: severity === undefined ? {} : { severity },
});

/** A commit of a page as the table's change stream tells of it. */
function commit(n: number, emissions?: readonly object[]): DynamoDBRecord {
  const NewImage = emissions === undefined ? {} : { emissions: { S: JSON.stringify(emissions) } };
  return { eventName: "MODIFY", dynamodb: { SequenceNumber: String(n), NewImage } };
}

describe("the notifier's handler", () => {
  it("publishes what each commit announced, once, with the highest severity", async () => {
    const handler = await handlerOf();
    const Records = [
      commit(1, [alert("a", "info"), alert("b", "critical"), alert("c", "warning")]),
      commit(2),
      commit(3, [alert("d")]),
    ];
    expect(await invoke(handler, { Records })).toEqual({ batchItemFailures: [] });
    expect(published().map(({ alerts, severity }) => [alerts.map(({ id }) => id), severity])).toEqual([
      [["a", "b", "c"], "critical"],
      [["d"], "info"],
    ]);
  });

  it("gives back the first commit that it could not publish, and none behind it is published before", async () => {
    const handler = await handlerOf((n) => n !== 2);
    const Records = [1, 2, 3].map((n) => commit(n, [alert(`alert-${n}`)]));
    expect(await invoke(handler, { Records })).toEqual({ batchItemFailures: [{ itemIdentifier: "2" }] });
    expect(published().map(({ alerts }) => alerts[0]?.id)).toEqual(["alert-1", "alert-2"]);
  });

  it("splits what is too much for a message, and loses and repeats nothing", async () => {
    const handler = await handlerOf();
    const alerts = Array.from({ length: 50 }, (_, n) => alert(`alert-${n}-${"x".repeat(10_000)}`));
    await invoke(handler, { Records: [commit(1, alerts)] });
    const sizes = endpoint.requests.map(({ body }) =>
      Buffer.byteLength(new URLSearchParams(body).get("Message") ?? ""),
    );
    expect(Math.max(...sizes)).toBeLessThan(256 * 1024);
    expect(sizes.length).toBe(3);
    expect(published().flatMap((message) => message.alerts.map(({ id }) => id))).toEqual(
      alerts.map(({ id }) => id),
    );
  });

  it("carries nothing of operators that announce elsewhere", async () => {
    const handler = await handlerOf();
    const row = { operator: "results", id: "r", row: { severity: "critical" } };
    const Records = [commit(1, [row, alert("a", "warning"), row]), commit(2, [row])];
    expect(await invoke(handler, { Records })).toEqual({ batchItemFailures: [] });
    expect(published().map(({ alerts, severity }) => [alerts.map(({ id }) => id), severity])).toEqual([
      [["a"], "warning"],
    ]);
  });

  it("is silent about deletions and about an empty batch", async () => {
    const handler = await handlerOf();
    expect(
      await invoke(handler, { Records: [{ eventName: "REMOVE", dynamodb: { SequenceNumber: "1" } }] }),
    ).toEqual({
      batchItemFailures: [],
    });
    expect(await invoke(handler, { Records: [] })).toEqual({ batchItemFailures: [] });
    expect(endpoint.requests).toEqual([]);
  });
});
