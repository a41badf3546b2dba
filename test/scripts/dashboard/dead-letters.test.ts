/** Goal: dead letters are counted, filtered and shown as they are, and nothing of a patient is among what is shown. */
import { describe, expect, it } from "vitest";
import {
  deadLettersModel,
  type QueueInput,
  replayCommand,
} from "../../../scripts/dashboard/models/dead-letters.ts";
import { parseDeadLetter } from "../../../scripts/replay-dlq/parse-dead-letter.ts";
import type { SampledLetter } from "../../../scripts/dashboard/sources/dead-letter-sample.ts";

const STAGE = "--stage local --endpoint http://127.0.0.1:4566";

function letter(pipeline: string, n: number, reason: string, data: string): SampledLetter {
  const message = {
    v: 1,
    pipeline,
    stream: "s",
    shardId: "shardId-000000000000",
    sequenceNumber: String(n),
    partitionKey: `key-of-${n}`,
    arrivedAt: new Date(1_767_225_600_000 + n).toISOString(),
    origin: `shardId-000000000000:${n}`,
    attempt: 1,
    reason,
    error: "value: expected a number, got a string",
    operator: null,
    data: Buffer.from(data).toString("base64"),
  };
  return { messageId: `${pipeline}-${n}`, letter: parseDeadLetter(pipeline, JSON.stringify(message)) };
}

function queue(pipeline: string, letters: readonly SampledLetter[]): QueueInput {
  return {
    pipeline,
    stageOptions: STAGE,
    ever: letters.length + 5,
    sample: { waiting: letters.length, letters },
    failure: null,
  };
}

const QUEUES = [
  queue("iot", [
    letter("iot", 1, "schema_violation", '{"sensor_id":"<img>"}'),
    letter("iot", 2, "malformed_json", "{"),
    letter("iot", 3, "schema_violation", "{}"),
  ]),
  queue("medical", [letter("medical", 4, "schema_violation", '{"patient_id":"secret"}')]),
];

describe("deadLettersModel", () => {
  it("counts by pipeline and reason, the most first", () => {
    expect(deadLettersModel(QUEUES, {}).reasons).toEqual([
      { pipeline: "iot", reason: "schema_violation", count: 2 },
      { pipeline: "iot", reason: "malformed_json", count: 1 },
      { pipeline: "medical", reason: "schema_violation", count: 1 },
    ]);
  });

  it("lists those that match, the newest first", () => {
    const ids = (filters: object) => deadLettersModel(QUEUES, filters).letters.map(({ id }) => id);
    expect(ids({})).toEqual(["medical-4", "iot-3", "iot-2", "iot-1"]);
    expect(ids({ pipeline: "iot", reason: "schema_violation" })).toEqual(["iot-3", "iot-1"]);
    expect(ids({ reason: "no_such" })).toEqual([]);
  });

  it("shows one whole, with its record and the command that would replay its like", () => {
    expect(deadLettersModel(QUEUES, { letter: "iot-1" }).detail).toMatchObject({
      key: "key-of-1",
      body: '{"sensor_id":"<img>"}',
      origin: "shardId-000000000000:1",
      command: `npm run replay-dlq -- --pipeline iot ${STAGE} --reason schema_violation`,
    });
  });

  it("shows neither record nor key of medical, nor of a pipeline that it does not know", () => {
    const unknown = queue("new-pipeline", [letter("new-pipeline", 9, "too_large", '{"name":"secret"}')]);
    for (const chosen of ["medical-4", "new-pipeline-9"]) {
      const model = deadLettersModel([...QUEUES.slice(1), unknown], { letter: chosen });
      expect(model.detail).toMatchObject({ key: null, body: null });
      expect(JSON.stringify(model)).not.toMatch(/secret|key-of/);
    }
  });

  it("shows the others when one queue may not be read", () => {
    const closed: QueueInput = {
      pipeline: "medical",
      stageOptions: STAGE,
      ever: 7,
      sample: null,
      failure: "no",
    };
    const model = deadLettersModel([QUEUES[0] as QueueInput, closed], {});
    expect(model.letters).toHaveLength(3);
    expect(model.queues[1]).toEqual({
      pipeline: "medical",
      ever: 7,
      waiting: null,
      looked: 0,
      failure: "no",
    });
  });
});

it("replayCommand takes no reason that is not a code", () => {
  const command = `npm run replay-dlq -- --pipeline iot ${STAGE}`;
  expect(replayCommand({ pipeline: "iot", stageOptions: STAGE }, "too_large")).toBe(
    `${command} --reason too_large`,
  );
  for (const reason of ["x; rm -rf /", "$(id)", "-execute", "a b"]) {
    expect(replayCommand({ pipeline: "iot", stageOptions: STAGE }, reason)).toBe(command);
  }
});
