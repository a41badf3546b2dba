/**
 * Patient data stays out of all that functions print: every handler, with every pipeline, is given records, messages
 * and answers of AWS that are full of it, and neither the output nor what is thrown, which Lambda prints, has any.
 */
import { inspect } from "node:util";
import type { DynamoDBStreamEvent, SQSEvent } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { pipelines } from "../../lib/pipelines/index.ts";
import { type CapturedOutput, captureOutput } from "./captured-output.ts";
import { FakeEndpoint, type Script } from "./fake-endpoint.ts";
import { stubHandlerEnvironment } from "./handler-environment.ts";
import { keepingTable } from "./keeping-table.ts";
import { invoke } from "./invoke.ts";
import { kinesisRecord, recordOfBase64 } from "./kinesis-records.ts";
import { lateMessage } from "./late/late-messages.ts";

const NAME = "Quizzaciously";
const NUMBER = "7731554620";
const SENTENCE = "Zzyzx road accident";
const NEEDLES = [NAME, NUMBER, SENTENCE, "Zzyzx", ...[NAME, NUMBER, SENTENCE].map(base64)];

function base64(text: string): string {
  return Buffer.from(text).toString("base64").replace(/=+$/, "").slice(0, -1);
}

const TIMESTAMP = Date.UTC(2025, 11, 31, 23, 59, 59);
const note = `${SENTENCE}. ${NAME}, 72-year-old male, MRN ${NUMBER}. Diabetes. BP 142/88. Discharged home.`;
const medical = { id: NUMBER, patient_id: NAME, timestamp: TIMESTAMP, note };
const reading = {
  sensor_id: NAME,
  sensor_type: "temperature",
  value: 49,
  location: SENTENCE,
  timestamp: new Date(TIMESTAMP).toISOString(),
  status: "anomaly",
};

/** What may be read, and what may not in each way that there is. */
const CONTENTS: readonly string[] = [
  JSON.stringify(medical),
  JSON.stringify({ ...medical, age: NAME, [SENTENCE]: NUMBER }),
  JSON.stringify({ ...medical, id: { [NAME]: SENTENCE }, timestamp: NUMBER }),
  JSON.stringify({ ...medical, timestamp: Date.UTC(2099, 0, 1) }),
  JSON.stringify({ ...medical, patient_id: NAME.repeat(100) }),
  JSON.stringify(reading),
  JSON.stringify({ ...reading, value: SENTENCE, timestamp: NAME }),
  `{"id": ${NAME}, "note": "${SENTENCE}`,
  JSON.stringify({ $replay: { v: 1, origin: NAME, attempt: 1 }, data: SENTENCE }),
  NAME,
];

function hostileBatch() {
  const position = (i: number) => String(41 + i);
  const texts = CONTENTS.map((content, i) => kinesisRecord(content, position(i)));
  const bytes = kinesisRecord(
    Buffer.concat([Buffer.from(NAME), Buffer.from([0xff])]),
    position(texts.length),
  );
  return { Records: [...texts, bytes, recordOfBase64(`${NAME} *`, position(texts.length + 1))] };
}

/** Answers that take everything, but one operation, whose refusal quotes what it was sent. */
function refusing(operation: string): Script {
  const sound = keepingTable();
  return (request) => {
    if (!request.target.endsWith(operation)) return sound(request);
    return { status: 400, body: JSON.stringify({ __type: `patients#${NAME}`, message: SENTENCE }) };
  };
}

const REFUSED_PUBLISH = `<ErrorResponse><Error><Type>Sender</Type><Code>${NAME}</Code><Message>${SENTENCE}</Message></Error></ErrorResponse>`;

let endpoint: FakeEndpoint;
let output: CapturedOutput;

beforeEach(() => {
  output = captureOutput();
});

afterEach(async () => {
  output.release();
  vi.unstubAllEnvs();
  vi.resetModules();
  await endpoint.stop();
});

async function start(pipeline: string, stage: string, script: Script): Promise<void> {
  endpoint = await FakeEndpoint.start(script);
  stubHandlerEnvironment(endpoint, { pipeline, stage, more: { POWERTOOLS_LOG_LEVEL: "DEBUG" } });
}

/** What was printed, and what the runtime would print of an error thrown; "" when it was none. */
async function printed(
  call: () => Promise<unknown>,
): Promise<{ readonly text: string; readonly thrown: string }> {
  const thrown = await call().then(
    () => "",
    (error: unknown) => inspect(error, { depth: 10, showHidden: true }),
  );
  return { text: output.text(), thrown };
}

function expectNone({ text, thrown }: { readonly text: string; readonly thrown: string }): void {
  expect(NEEDLES.filter((needle) => `${text}${thrown}`.includes(needle))).toEqual([]);
}

describe.each(Object.keys(pipelines))("of the %s pipeline", (pipeline) => {
  it.each(["dev", "local"])(
    "the processor prints none on stage %s, whatever becomes of the records",
    async (stage) => {
      for (const operation of ["Nothing", "PutItem", "SendMessageBatch"]) {
        await start(pipeline, stage, refusing(operation));
        vi.resetModules();
        const { handler } = await import("../../lambdas/process/handler.ts");
        expectNone(await printed(() => invoke(handler, hostileBatch())));
        await endpoint.stop();
      }
      expect(output.text()).toMatch(/"message":"records_dead_lettered"/);
      expect(output.text()).toMatch(
        /"message":"batch_failed".*"error":"UnknownError"|"error":"UnknownError".*"message":"batch_failed"/,
      );
      await start(pipeline, stage, refusing("Nothing"));
    },
  );

  it("the processor throws no record that it cannot place", async () => {
    await start(pipeline, "dev", refusing("Nothing"));
    const { handler } = await import("../../lambdas/process/handler.ts");
    const misplaced = { ...kinesisRecord(note), eventID: NAME };
    const told = await printed(() => invoke(handler, { Records: [misplaced] }));
    expectNone(told);
    expect(told.thrown).toMatch(/Cannot finish the invocation: Error\n {4}at /);
  });

  it("the closer throws nothing of what the tables hold or answer", async () => {
    const hostile = { floor: { N: NAME }, body: { S: SENTENCE } };
    for (const script of [
      refusing("GetItem"),
      refusing("Query"),
      (() => ({ body: JSON.stringify({ Item: hostile, Items: [hostile] }) })) satisfies Script,
      (() => ({ body: `{"Item": ${NAME}` })) satisfies Script,
    ]) {
      await start(pipeline, "dev", script);
      vi.resetModules();
      const { handler } = await import("../../lambdas/close/handler.ts");
      expectNone(await printed(() => invoke(handler, {})));
      await endpoint.stop();
    }
    await start(pipeline, "dev", refusing("Nothing"));
  });

  it("the notifier prints nothing of what it announces or cannot announce", async () => {
    await start(pipeline, "dev", () => ({ status: 403, body: REFUSED_PUBLISH }));
    const { handler } = await import("../../lambdas/notify/handler.ts");
    const announced = [
      `[{"id": "${NAME}", "row": ${SENTENCE}`,
      JSON.stringify([{ operator: "anomalyAlerts", id: NAME, row: { note: SENTENCE } }]),
      JSON.stringify({ [NAME]: SENTENCE }),
      "null",
    ];
    for (const emissions of announced) {
      const NewImage = { emissions: { S: emissions } };
      const event = { Records: [{ eventName: "MODIFY", dynamodb: { SequenceNumber: "1", NewImage } }] };
      const told = await printed(() => invoke(handler, event as DynamoDBStreamEvent));
      expectNone(told);
      expect(told.thrown).toBe("");
    }
    expect(output.text()).toMatch(/"message":"alerts_not_published"/);
  });

  it("the late-data handler prints nothing of what it stores or cannot store", async () => {
    await start(pipeline, "dev", refusing("TransactWriteItems"));
    const { handler } = await import("../../lambdas/late/handler.ts");
    const messages = [
      lateMessage(1, { partitionKey: NAME, data: Buffer.from(note).toString("base64") }),
      lateMessage(2, { shardId: 7 as unknown as string, partitionKey: NAME }),
      lateMessage(3, { sequenceNumber: NAME }),
      { id: "4", body: `{"data": ${NAME}` },
      { id: "5", body: JSON.stringify([SENTENCE]) },
    ];
    const Records = messages.map(({ id, body }) => ({ messageId: id, body }));
    expectNone(await printed(() => invoke(handler, { Records } as unknown as SQSEvent)));
    expect(output.text()).toMatch(/"message":"late_events_not_stored"/);
    expect(output.text()).toMatch(/"field":"shardId"/);
  });
});
