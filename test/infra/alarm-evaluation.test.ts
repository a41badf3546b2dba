/**
 * When alarms go off: their templates evaluated on recorded minutes, by CloudWatch's documented rules. All that the local
 * cloud cannot show stands here: metric math, M of N, missing data, and the composite.
 */
import { describe, expect, it, test } from "vitest";
import { stackName } from "../../lib/contract/index.ts";
import { type Recorded, seriesOf, statesOf } from "../support/alarm-evaluation.ts";
import { alarmsOf, type CfnAlarm, pipelineTemplate } from "./pipeline-templates.ts";

const template = pipelineTemplate("iot", "dev");

function alarm(name: string): CfnAlarm {
  const found = alarmsOf(template).find(({ AlarmName }) => AlarmName.endsWith(`-${name}`));
  if (found === undefined) throw new Error(`Cannot find alarm ${name}`);
  return found;
}

const none = undefined;
const times = <Value>(count: number, value: Value): readonly Value[] =>
  Array.from({ length: count }, () => value);

/** The first minute, from 0, after which the alarm is on; -1 for never. */
const firesAt = (name: string, recorded: Recorded) => statesOf(alarm(name), recorded).indexOf("ALARM");
const endsAs = (name: string, recorded: Recorded) => statesOf(alarm(name), recorded).at(-1);

/** A thousand records a second, all of them accounted for in the minute in which they came. */
const WELL = {
  IncomingRecords: times(10, 60_000),
  Applied: times(10, 59_000),
  ExpiredLate: times(10, 120),
  DeadLettered: times(10, 310),
  Duplicates: times(10, 560),
  Heartbeats: times(10, 10),
  IteratorAge: times(10, 150),
  Invocations: times(10, 1_800),
};

describe("consumer-lag", () => {
  it("is quiet while all that comes is processed", () => {
    expect(seriesOf(alarm("consumer-lag"), WELL)).toEqual(times(10, 150));
    expect(endsAs("consumer-lag", WELL)).toBe("OK");
  });

  it("goes off five minutes after a processor has stopped, of which nobody measures an age", () => {
    const stopped = (series: readonly number[]) => [...series.slice(0, 3), ...times(7, none)];
    const recorded = {
      IncomingRecords: WELL.IncomingRecords,
      Applied: stopped(WELL.Applied),
      ExpiredLate: stopped(WELL.ExpiredLate),
      DeadLettered: stopped(WELL.DeadLettered),
      Duplicates: stopped(WELL.Duplicates),
      IteratorAge: stopped(WELL.IteratorAge),
    };
    expect(firesAt("consumer-lag", recorded)).toBe(7);
  });

  it("sees a backlog that neither grows nor shrinks, by its age", () => {
    const behind = { ...WELL, IteratorAge: times(10, 5_000) };
    expect(seriesOf(alarm("consumer-lag"), behind)).toEqual(times(10, 5_000));
    expect(firesAt("consumer-lag", behind)).toBe(4);
  });

  it("is not fooled by figures that come a minute late", () => {
    const late = { ...WELL, Applied: [...WELL.Applied.slice(0, 9), none] };
    expect(endsAs("consumer-lag", late)).toBe("OK");
  });

  it("takes 1,000 records and not one fewer", () => {
    const waiting = (ageMs: number) => firesAt("consumer-lag", { ...WELL, IteratorAge: times(10, ageMs) });
    expect([waiting(1_000), waiting(1_001)]).toEqual([-1, 4]);
  });
});

describe("processor-down", () => {
  const calls = (...Invocations: readonly (number | undefined)[]) => ({
    IncomingRecords: times(Invocations.length, 100),
    Invocations,
  });

  it("goes off in the third minute in which records come and nobody is called", () => {
    expect(firesAt("processor-down", calls(30, none, none, none))).toBe(3);
    expect(firesAt("processor-down", calls(30, none, none, 1, none, none))).toBe(-1);
  });

  it("is quiet where nothing comes", () => {
    expect(endsAs("processor-down", { IncomingRecords: times(5, none), Invocations: times(5, none) })).toBe(
      "OK",
    );
  });

  it("is quiet while the processor is called and fails: that is another alarm's", () => {
    expect(endsAs("processor-down", calls(1, 1, 1, 1))).toBe("OK");
    expect(firesAt("processor-errors", { Errors: [0, 1, 1] })).toBe(2);
  });
});

describe("conservation", () => {
  const hour = (changes: Readonly<Record<string, number>>) => {
    const sums = { IncomingRecords: 3_600_000, Applied: 3_600_000, IteratorAge: 200, ...changes };
    return Object.fromEntries(Object.entries(sums).map(([name, value]) => [name, [value]]));
  };

  test.each([
    ["all accounted for", {}, -1],
    ["what is in flight at the edges of the hour", { Applied: 3_600_000 - 3_600 }, -1],
    ["records lost beyond a thousandth", { Applied: 3_600_000 - 3_701 }, 0],
    ["as many missing as are waiting in a backlog", { Applied: 3_000_000, IteratorAge: 600_000 }, -1],
    ["a backlog that is being worked off", { Applied: 4_000_000 }, -1],
    ["a few records of a quiet pipeline missing", { IncomingRecords: 500, Applied: 400 }, -1],
    ["more of a quiet pipeline missing", { IncomingRecords: 500, Applied: 398 }, 0],
    [
      "each kind of outcome counts",
      { Applied: 3_000_000, Duplicates: 300_000, ExpiredLate: 299_000, DeadLettered: 1_000 },
      -1,
    ],
  ])("%s", (_, changes, at) => {
    expect(firesAt("conservation", hour(changes))).toBe(at);
  });

  it("says nothing of an hour in which nobody was called", () => {
    expect(endsAs("conservation", { IncomingRecords: [1_000], IteratorAge: [none] })).toBe("OK");
  });
});

describe("dlq-hours-left", () => {
  it("goes off when less than a day is left of the three in which positions can be replayed", () => {
    const hours = (...ages: readonly number[]) => ({
      ApproximateAgeOfOldestMessage: ages.map((age) => age * 3600),
    });
    expect(seriesOf(alarm("dlq-hours-left"), hours(0, 48, 49))).toEqual([72, 24, 23]);
    expect(firesAt("dlq-hours-left", hours(0, 48, 49))).toBe(2);
  });

  it("is quiet while the queue is empty", () => {
    expect(endsAs("dlq-hours-left", { ApproximateAgeOfOldestMessage: times(3, none) })).toBe("OK");
  });
});

describe("sums of refusals", () => {
  it("goes off in the third of five minutes in which Lambda refuses to run a function", () => {
    expect(firesAt("functions-throttled", { Throttles: [1, 0, 2, 0, 1] })).toBe(4);
    expect(firesAt("functions-throttled", { Throttles: [1, 0, 0, 0, 1] })).toBe(-1);
  });

  it("goes off when DynamoDB refuses for five minutes, whichever of the tables", () => {
    expect(firesAt("tables-throttled", { WriteThrottleEvents: times(5, 3) })).toBe(4);
    expect(firesAt("tables-throttled", { WriteThrottleEvents: [3, 3, none, 3, 3] })).toBe(-1);
  });
});

describe("how long something must be bad, and what silence means", () => {
  test("latency: two of three minutes, so that it fires within two periods and a single slow minute does not", () => {
    expect(firesAt("latency-slo-p99", { ProcessingLatency: [20, 130, 130] })).toBe(2);
    expect(firesAt("latency-slo-p99", { ProcessingLatency: [20, 130, 20, 20, 130] })).toBe(-1);
    expect(firesAt("latency-slo-p99", { ProcessingLatency: [30, 30, 30] })).toBe(-1);
  });

  test("latency: back to OK when traffic ends", () => {
    const recorded = { ProcessingLatency: [130, 130, ...times(6, none)] };
    expect(statesOf(alarm("latency-slo-p99"), recorded).slice(1)).toContain("ALARM");
    expect(endsAs("latency-slo-p99", recorded)).toBe("OK");
  });

  test("the closer: five minutes without a run, failing or silent", () => {
    expect(firesAt("closer-stalled", { CloserRuns: [1, ...times(8, none)] })).toBeGreaterThanOrEqual(5);
    expect(endsAs("closer-stalled", { CloserRuns: [1, ...times(8, none)] })).toBe("ALARM");
    expect(firesAt("closer-stalled", { CloserRuns: [1, 0, 0, 0, 0, 0] })).toBe(5);
    expect(endsAs("closer-stalled", { CloserRuns: [0, 0, 0, 0, 1] })).toBe("OK");
  });

  test("rates: a minute of few records is outvoted by those beside it", () => {
    expect(firesAt("dlq-rate", { DeadLetterRate: [0.5, 100, 0.5, 0.5, 0.5] })).toBe(-1);
    expect(firesAt("dlq-rate", { DeadLetterRate: [0.5, 20, 20, 20] })).toBe(3);
    expect(firesAt("late-rate", { late_data_rate: times(5, 5.1) })).toBe(4);
    expect(firesAt("late-rate", { late_data_rate: times(5, 5) })).toBe(-1);
  });

  test("one failed commit is enough, and over when the next five minutes have none", () => {
    expect(statesOf(alarm("commit-failures"), { CommitFailures: [0, 1, 0] })).toEqual(["OK", "ALARM", "OK"]);
  });
});

describe("the composite", () => {
  it("is on when some critical alarm is: it is their disjunction", () => {
    const [composite] = Object.values(template.findResources("AWS::CloudWatch::CompositeAlarm"));
    const parts = composite?.Properties.AlarmRule["Fn::Join"][1] as readonly unknown[];
    const text = parts.map((part) => (typeof part === "string" ? part : "x")).join("");
    const critical = alarmsOf(template).filter(({ AlarmName }) =>
      AlarmName.startsWith(`${stackName("dev", "iot")}-critical-`),
    );
    expect(text).toBe(`(${critical.map(() => 'ALARM("x")').join(" OR ")})`);
  });
});
