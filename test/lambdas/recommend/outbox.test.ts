/** What a container writes when its answers have gone out, with a stream that a test scripts and answers in memory. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Outbox, type OutboxReport } from "../../../lambdas/recommend/outbox.ts";
import { ENVIRONMENT } from "../../../lib/contract/index.ts";
import type { Impression } from "../../../lib/pipelines/commerce/commerce-event.ts";
import type { KeptAnswer } from "../../../lib/pipelines/commerce/serving/index.ts";
import { MemoryAnswers } from "../../support/memory-answers.ts";
import { FakeStream, type Refusal } from "../publish/fake-stream.ts";

let stream: FakeStream;
beforeEach(() => vi.stubEnv(ENVIRONMENT.retryBaseMs, "1"));
afterEach(async () => {
  vi.unstubAllEnvs();
  await stream.stop();
});

async function outboxWith(refusal?: Refusal) {
  stream = await FakeStream.start(refusal);
  const answers = new MemoryAnswers();
  const reports: OutboxReport[] = [];
  const outbox = new Outbox({
    answers,
    stream: stream.target(),
    onWritten: (report) => reports.push(report),
  });
  return { outbox, answers, reports };
}

const impression = (user: string, id = `${user}-1`): Impression => ({
  event_id: id,
  event_time: "2026-01-01T00:00:00.000Z",
  event_type: "impression",
  user_id: user,
  product_ids: ["p", "q"],
  variant: "recommend-v1",
});

const kept = (userId: string): KeptAnswer => ({
  key: { userId, question: "[10,null]" },
  answer: { items: [], source: "global_trend", asOfMs: 0 },
});

describe("Outbox", () => {
  it("puts impressions under their users and answers into the table, all that waits at once", async () => {
    const { outbox, answers, reports } = await outboxWith();
    for (const user of ["a", "b", "c"]) outbox.tell(impression(user));
    outbox.keep(kept("a"));
    await outbox.flush();
    expect(stream.requests).toHaveLength(1);
    expect(stream.taken.map(({ key, text }) => [key, JSON.parse(text)])).toEqual(
      ["a", "b", "c"].map((user) => [user, impression(user)]),
    );
    expect(await answers.read([kept("a").key])).toEqual([kept("a").answer]);
    expect(reports).toEqual([{ impressions: 3, impressionFailures: 0, answerFailures: 0, error: null }]);
  });

  it("writes what came while it was writing with the next writes", async () => {
    const { outbox, reports } = await outboxWith();
    outbox.tell(impression("a"));
    const first = outbox.flush();
    for (const user of ["b", "c", "d"]) {
      outbox.tell(impression(user));
      void outbox.flush();
    }
    await first;
    expect(reports.map(({ impressions }) => impressions)).toEqual([1, 3]);
    expect(stream.taken.map(({ key }) => key)).toEqual(["a", "b", "c", "d"]);
  });

  it("writes also what comes at the very end of the last writes, before it says that all is written", async () => {
    stream = await FakeStream.start();
    let last: Promise<void> | undefined;
    const outbox = new Outbox({
      answers: new MemoryAnswers(),
      stream: stream.target(),
      onWritten() {
        if (last !== undefined) return;
        last = Promise.resolve().then(() => {
          outbox.tell(impression("b"));
          return outbox.flush();
        });
      },
    });
    outbox.tell(impression("a"));
    await outbox.flush();
    await last;
    expect(stream.taken.map(({ key }) => key)).toEqual(["a", "b"]);
  });

  it("does nothing where nothing waits", async () => {
    const { outbox, reports } = await outboxWith();
    await outbox.flush();
    expect([stream.requests, reports]).toEqual([[], []]);
  });

  it("tries impressions again that the stream refused, and counts those that it never takes", async () => {
    const throttled = "ProvisionedThroughputExceededException";
    const { outbox, reports } = await outboxWith(({ key }, request) => {
      if (key === "never") return throttled;
      return request === 1 ? throttled : undefined;
    });
    outbox.tell(impression("later"));
    outbox.tell(impression("never"));
    await outbox.flush();
    expect(stream.taken.map(({ key }) => key)).toEqual(["later"]);
    expect(reports).toEqual([{ impressions: 1, impressionFailures: 1, answerFailures: 0, error: throttled }]);
  });

  it("gives answers up that the table does not take, and tells the impressions all the same", async () => {
    const { outbox, answers, reports } = await outboxWith();
    answers.failure = new TypeError("no table");
    outbox.keep(kept("a"));
    outbox.tell(impression("a"));
    await outbox.flush();
    expect(stream.taken).toHaveLength(1);
    expect(reports).toEqual([
      { impressions: 1, impressionFailures: 0, answerFailures: 1, error: "TypeError" },
    ]);
  });

  it("holds a bounded number, and counts what it cannot hold", async () => {
    const { outbox, reports } = await outboxWith();
    for (let i = 0; i < 5_002; i++) {
      outbox.tell(impression(`user ${i}`));
      outbox.keep(kept(`user ${i}`));
    }
    await outbox.flush();
    expect(reports).toEqual([{ impressions: 5_000, impressionFailures: 2, answerFailures: 2, error: null }]);
  });
});
