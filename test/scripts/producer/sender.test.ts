/** What a sink refuses is sent again, and nothing else; the records of a key arrive in their order. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { ATTEMPTS_MAX, backoffMs } from "../../../scripts/producer/backoff.ts";
import { CallFailure, type OutgoingRecord } from "../../../scripts/producer/record-sink.ts";
import { SendQueue } from "../../../scripts/producer/send-queue.ts";
import { type SentCall, sendAll } from "../../../scripts/producer/sender.ts";
import { type Answer, outgoing, ScriptedSink } from "./scripted-sink.ts";
import { VirtualClock } from "./virtual-clock.ts";

function setUp(names: readonly string[], answers: readonly Answer[]) {
  const clock = new VirtualClock();
  const sink = new ScriptedSink(clock, answers, 10);
  const queue = new SendQueue<OutgoingRecord>();
  for (const name of names) queue.push(outgoing(name));
  const calls: SentCall<OutgoingRecord>[] = [];
  const options = {
    sink,
    queue,
    clock,
    random: () => 0.5,
    onCall: (call: SentCall<OutgoingRecord>) => calls.push(call),
  };
  return { clock, sink, queue, calls, send: () => sendAll(options) };
}

const refuse =
  (...keys: string[]): Answer =>
  (record) =>
    keys.includes(record.partitionKey);

test("sendAll() sends one call when all is accepted", async () => {
  const { sink, calls, send } = setUp(["a1", "b1", "c1"], []);
  await send();
  expect(sink.calls).toEqual([["a1", "b1", "c1"]]);
  expect(calls.map(({ accepted, ...call }) => ({ ...call, accepted: accepted.length }))).toEqual([
    { accepted: 3, refused: 0, isOutcomeUnknown: false, latencyMs: 10 },
  ]);
});

test("sendAll() sends only the refused entries again, in their order, before later ones of their keys", async () => {
  //   call 1   a1 b1 c1 d1    b and d refused
  //   call 2   b1 d1 a2       d refused again; b2 waits behind b1
  //   call 3   d1 b2
  const { sink, send } = setUp(["a1", "b1", "c1", "d1", "a2", "b2"], [refuse("b", "d"), refuse("d")]);
  await send();
  expect(sink.calls).toEqual([
    ["a1", "b1", "c1", "d1"],
    ["b1", "d1", "a2"],
    ["d1", "b2"],
  ]);
  expect(sink.accepted).toEqual(["a1", "c1", "b1", "a2", "d1", "b2"]);
});

test("sendAll() waits twice as long before each attempt, up to a cap, half of it at even odds", async () => {
  const answers = new Array<Answer>(ATTEMPTS_MAX - 1).fill(() => true);
  const { clock, send } = setUp(["a1"], answers);
  await send();
  const waits = clock.sleptMs.filter((durationMs) => durationMs !== 10);
  expect(waits).toEqual([50, 100, 200, 400, 800, 1600, 2500]);
});

test("sendAll() gives up after eight attempts and leaves the record in the queue", async () => {
  const { sink, queue, send } = setUp(["a1", "b1"], new Array<Answer>(20).fill(refuse("a")));
  await expect(send()).rejects.toMatchObject({
    name: "SendFailure",
    code: "ProvisionedThroughputExceededException",
    message: "refused 8 times (ProvisionedThroughputExceededException)",
  });
  expect(sink.calls.length).toBe(8);
  expect(queue.nextCall()).toEqual([{ record: outgoing("a1"), attempts: 8 }]);
});

test("sendAll() does not repeat what is refused for good", async () => {
  const denied = new CallFailure("refused", "AccessDeniedException", "AccessDeniedException: no");
  const { sink, queue, send } = setUp(["a1"], [denied]);
  await expect(send()).rejects.toThrow("refused (AccessDeniedException: no)");
  expect([sink.calls.length, queue.size]).toEqual([1, 1]);
});

test("sendAll() sends all of a call again that had no answer, and says that it may be there twice", async () => {
  const silence = new CallFailure("unknown", "TimeoutError", "TimeoutError");
  const { sink, calls, send } = setUp(["a1", "b1"], [silence]);
  await send();
  expect(sink.calls).toEqual([
    ["a1", "b1"],
    ["a1", "b1"],
  ]);
  expect(calls.map(({ refused, isOutcomeUnknown }) => [refused, isOutcomeUnknown])).toEqual([
    [2, true],
    [0, false],
  ]);
});

test("sendAll() passes a bug in the sink on", async () => {
  const { send } = setUp(["a1"], [new TypeError("a bug")]);
  await expect(send()).rejects.toThrow(TypeError);
});

test("sendAll() delivers every record once and each key in order, whatever is refused", async () => {
  const key = fc.constantFrom("a", "b", "c", "d", "e");
  // Each answer refuses some positions; fewer answers than attempts, so that nothing is given up.
  const answer = fc.array(fc.nat({ max: 4 }), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(key, { maxLength: 30 }),
      fc.array(answer, { maxLength: 7 }),
      async (keys, drawn) => {
        const names = keys.map((name, i) => `${name}${i}`);
        const answers = drawn.map(
          (positions): Answer =>
            (_, i) =>
              positions.includes(i),
        );
        const { sink, send } = setUp(names, answers);
        await send();
        expect(sink.accepted.toSorted()).toEqual(names.toSorted());
        for (const name of ["a", "b", "c", "d", "e"]) {
          const ofKey = (all: readonly string[]) => all.filter((each) => each.startsWith(name));
          expect(ofKey(sink.accepted)).toEqual(ofKey(names));
        }
        for (const call of sink.calls) expect(new Set(call.map((each) => each[0])).size).toBe(call.length);
      },
    ),
  );
});

test("backoffMs() is between nothing and the doubled base, at most the cap", () => {
  expect([1, 2, 6, 7, 50].map((attempts) => backoffMs(attempts, () => 1))).toEqual([
    100, 200, 3200, 5000, 5000,
  ]);
  expect(backoffMs(5, () => 0)).toBe(0);
});
