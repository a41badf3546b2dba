/** The list of what may be logged holds at run time too, whatever is passed in its place. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { knownErrorName } from "../../../lambdas/aws/error-name.ts";
import { WITHHELD } from "../../../lambdas/aws/log-fields.ts";
import { LOG_EVENTS, type LogEventName, type LogFields, log } from "../../../lambdas/aws/logging.ts";
import { sourceFiles } from "../../style/source-files.ts";
import { type CapturedOutput, captureOutput } from "../captured-output.ts";

const NAME = "Quizzaciously";
const HOSTILE: readonly unknown[] = [
  NAME,
  `shardId-000000000001 ${NAME}`,
  `41\n${NAME}`,
  `${NAME} Error`,
  new Error(NAME),
  Object.assign(new Error("x"), { name: NAME }),
  { toString: () => NAME, toJSON: () => NAME },
  { [NAME]: NAME },
  [NAME],
  Object.assign([1], { toJSON: () => NAME }),
  -1,
  1.5,
  Number.NaN,
  true,
  (): string => NAME,
];

let output: CapturedOutput;
const lines = () =>
  output
    .text()
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));

beforeEach(() => {
  output = captureOutput();
});

afterEach(() => output.release());

describe("log()", () => {
  it("writes an event with the fields that it names", () => {
    log("batch_failed", { shardId: "shardId-000000000003", from: "41", error: "TimeoutError" });
    log("records_dead_lettered", {
      shardId: "shardId-000000000003",
      reason: "malformed_json",
      count: 2,
      from: "0",
      to: undefined,
    });
    log("late_events_not_stored", { error: "EnvelopeError", field: null, count: 0 });
    output.release();
    expect(lines()).toMatchObject([
      {
        level: "ERROR",
        message: "batch_failed",
        shardId: "shardId-000000000003",
        from: "41",
        error: "TimeoutError",
      },
      { level: "WARN", message: "records_dead_lettered", reason: "malformed_json", count: 2, from: "0" },
      { level: "ERROR", message: "late_events_not_stored", error: "EnvelopeError", count: 0 },
    ]);
  });

  it.each(Object.keys(LOG_EVENTS) as LogEventName[])("lets nothing else into a field of %s", (name) => {
    const fields = Object.keys(LOG_EVENTS[name].fields);
    for (const value of HOSTILE) {
      const given = Object.fromEntries([...fields, "note", "message", NAME].map((field) => [field, value]));
      log(name, given as unknown as LogFields<typeof name>);
    }
    output.release();
    expect(output.text()).not.toContain(NAME);
    expect(lines()).toHaveLength(HOSTILE.length);
    for (const line of lines()) {
      expect(line.message).toBe(name);
      expect(fields.map((field) => line[field])).toEqual(fields.map(() => WITHHELD));
    }
  });

  it("is the only way to print from the functions, beside the lines of metrics, which are numbers", () => {
    const files = ["lambdas", "lib/engine", "lib/pipelines", "lib/contract"].flatMap((room) =>
      sourceFiles(room),
    );
    const printing = files.filter(({ text }) =>
      /\bconsole\.|process\.std(?:out|err)|new Logger\b/.test(text),
    );
    expect(printing.map(({ path }) => path)).toEqual([
      "lambdas/aws/logging.ts",
      "lambdas/aws/pipeline-metrics.ts",
    ]);
  });
});

describe("knownErrorName()", () => {
  it.each(["Error", "TypeError", "TransactionCanceledException", "InternalServerError", "SlowDown"])(
    "tells %s",
    (name) => {
      expect(knownErrorName(name)).toBe(name);
    },
  );

  it.each([
    NAME,
    "",
    "error",
    "Patient 7731 Error",
    "7731Error",
    "Müller-Error",
    `${"A".repeat(60)}Error`,
    "Error\nTypeError",
    undefined,
    { toString: () => "Error" },
  ])("does not tell %j", (name) => {
    expect(knownErrorName(name)).toBe("UnknownError");
  });
});
