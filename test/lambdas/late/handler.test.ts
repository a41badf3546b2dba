/** The late-data handler as Lambda calls it, against a table that a test scripts. */
import type { SQSEvent } from "aws-lambda";
import { describe, expect, it } from "vitest";
import { invoke } from "../invoke.ts";
import type { Message } from "../../../lambdas/late/store-messages.ts";
import type { Script } from "../fake-endpoint.ts";
import { HandlerUnderTest } from "../handler-under-test.ts";
import { lateMessage } from "./late-messages.ts";

const under = new HandlerUnderTest();

const cancelled = (...codes: readonly string[]) => ({
  status: 400,
  body: JSON.stringify({
    __type: "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
    Message: "Transaction cancelled",
    CancellationReasons: codes.map((Code) => ({ Code })),
  }),
});

async function handlerOf(script: Script) {
  const load = () => import("../../../lambdas/late/handler.ts");
  const { handler } = await under.start(script, { pipeline: "iot", stage: "dev" }, load);
  return handler;
}

function batch(...messages: readonly Message[]): SQSEvent {
  const Records = messages.map(({ id, body }) => ({ messageId: id, body }));
  return { Records } as unknown as SQSEvent;
}

const emf = () => under.output.metricLines();
const keysOf = (body: string) =>
  JSON.parse(body).TransactItems.map(({ Put }: { Put: { Item: { sk: { S: string } } } }) => Put.Item.sk.S);

describe("the late-data handler", () => {
  it("stores a batch with its count in one transaction, and measures its classes", async () => {
    const handler = await handlerOf(() => ({ body: "{}" }));
    const veryLate = { watermark: "2026-01-01T01:00:00.000Z" };
    const messages = [lateMessage(1), lateMessage(2), lateMessage(3, veryLate)];
    expect(await invoke(handler, batch(...messages))).toEqual({ batchItemFailures: [] });
    expect(under.endpoint.requests.map(({ target }) => target)).toEqual([
      "DynamoDB_20120810.TransactWriteItems",
    ]);
    expect(keysOf(under.endpoint.requests[0]?.body ?? "")).toHaveLength(4);
    expect(emf()).toMatchObject([{ pipeline: "iot", JustLate: 2, VeryLate: 1, Stale: 0, ClockSkew: 0 }]);
  });

  it("leaves out of its write what is stored already, and counts it no more", async () => {
    const handler = await handlerOf(() =>
      under.endpoint.requests.length === 1
        ? cancelled("None", "ConditionalCheckFailed", "None")
        : { body: "{}" },
    );
    expect(await invoke(handler, batch(lateMessage(1), lateMessage(2)))).toEqual({ batchItemFailures: [] });
    const [first, second] = under.endpoint.requests.map(({ body }) => keysOf(body));
    expect(second).toEqual([first[0], first[2]]);
    expect(emf()).toMatchObject([{ JustLate: 1 }]);
  });

  it("tries again when another transaction is in its way", async () => {
    const handler = await handlerOf(() =>
      under.endpoint.requests.length < 3 ? cancelled("TransactionConflict", "None") : { body: "{}" },
    );
    expect(await invoke(handler, batch(lateMessage(1)))).toEqual({ batchItemFailures: [] });
    expect(under.endpoint.requests).toHaveLength(3);
  });

  it("gives back what it could not store or read, and says nothing of what is in it", async () => {
    const handler = await handlerOf(() => cancelled("ValidationError", "None"));
    const unreadable = { id: "unreadable", body: '{"v":1,"shardId":"secret"}' };
    expect(await invoke(handler, batch(lateMessage(1, { partitionKey: "secret" }), unreadable))).toEqual({
      batchItemFailures: [{ itemIdentifier: "unreadable" }, { itemIdentifier: "message-1" }],
    });
    expect(under.output.text()).toMatch(/"message":"late_events_not_stored"/);
    expect(under.output.text()).toMatch(/"error":"TransactionCanceledException"/);
    expect(under.output.text()).not.toMatch(/secret|c2VjcmV0/);
    expect(emf()).toEqual([]);
  });

  it("has nothing to do with an empty batch", async () => {
    const handler = await handlerOf(() => ({ body: "{}" }));
    expect(await invoke(handler, batch())).toEqual({ batchItemFailures: [] });
    expect(under.endpoint.requests).toEqual([]);
  });
});
