/** Records into a stream that takes some and refuses others: the order of each key, and nothing lost or repeated. */
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ENVIRONMENT } from "../../../lib/contract/index.ts";
import type { OutputRecord } from "../../../lambdas/publish/output-record.ts";
import { putInOrder } from "../../../lambdas/publish/put-in-order.ts";
import { FakeStream } from "./fake-stream.ts";

const THROTTLED = "ProvisionedThroughputExceededException";

let stream: FakeStream;
beforeEach(() => void vi.stubEnv(ENVIRONMENT.retryBaseMs, "1"));
afterEach(async () => {
  vi.unstubAllEnvs();
  await stream.stop();
});

function record(partitionKey: string, text: string, bytes = text.length): OutputRecord {
  return { partitionKey, data: Buffer.from(text), bytes };
}

/** `a1` is the first record of key `a`. */
const records = (...names: readonly string[]) => names.map((name) => record(name[0] ?? "", name));
const namesOf = (request: readonly { readonly text: string }[]) => request.map(({ text }) => text);
const textsOf = (remaining: readonly OutputRecord[]) =>
  remaining.map(({ data }) => Buffer.from(data).toString());

describe("putInOrder()", () => {
  it("puts one record of a key in a request, since a request has no order", async () => {
    stream = await FakeStream.start();
    const report = await putInOrder(stream.target(), records("a1", "b1", "a2", "c1", "b2", "a3"));
    expect(report).toEqual({ remaining: [], error: null });
    expect(stream.requests.map(namesOf)).toEqual([["a1", "b1", "c1"], ["a2", "b2"], ["a3"]]);
  });

  it("lets no record overtake a refused one of its key, while other keys go on", async () => {
    stream = await FakeStream.start(({ text }, request) =>
      text === "a1" && request < 3 ? THROTTLED : undefined,
    );
    await putInOrder(stream.target(), records("a1", "a2", "b1", "b2"));
    expect(stream.requests.map(namesOf)).toEqual([["a1", "b1"], ["a1", "b2"], ["a1"], ["a2"]]);
    expect(namesOf(stream.taken)).toEqual(["b1", "b2", "a1", "a2"]);
  });

  it("leaves over what is refused six times in a row, and all behind it of its key", async () => {
    stream = await FakeStream.start(({ key }) => (key === "a" ? THROTTLED : undefined));
    const { remaining, error } = await putInOrder(stream.target(), records("a1", "b1", "a2", "b2"));
    expect([textsOf(remaining), error]).toEqual([["a1", "a2"], THROTTLED]);
    expect(stream.requests).toHaveLength(6);
    expect(namesOf(stream.taken)).toEqual(["b1", "b2"]);
  });

  it("leaves everything over when the call itself fails, by the name of its error", async () => {
    stream = await FakeStream.start();
    const target = stream.target();
    await stream.stop();
    const { remaining, error } = await putInOrder(target, records("a1", "b1"));
    expect([textsOf(remaining), error]).toEqual([["a1", "b1"], expect.stringMatching(/Error/)]);
    stream = await FakeStream.start();
  });

  it("begins no call that could outlast the invocation", async () => {
    stream = await FakeStream.start();
    const { remaining, error } = await putInOrder(stream.target(1_000), records("a1"));
    expect([textsOf(remaining), error]).toEqual([["a1"], "TimeoutError"]);
    expect(stream.requests).toEqual([]);
  });

  it("puts at most 500 records in a request", async () => {
    stream = await FakeStream.start();
    const many = Array.from({ length: 501 }, (_, i) => record(`key-${i}`, String(i)));
    await putInOrder(stream.target(), many);
    expect(stream.requests.map(({ length }) => length)).toEqual([500, 1]);
  });

  it("puts at most 5 MiB in a request, keys included", async () => {
    stream = await FakeStream.start();
    const mebibyte = 1 << 20;
    const full = Array.from({ length: 5 }, (_, i) => record(`key-${i}`, String(i), mebibyte));
    await putInOrder(stream.target(), [...full, record("key-5", "5", 1)]);
    expect(stream.requests.map(namesOf)).toEqual([["0", "1", "2", "3", "4"], ["5"]]);
  });

  it("has nothing to do without records", async () => {
    stream = await FakeStream.start();
    expect(await putInOrder(stream.target(), [])).toEqual({ remaining: [], error: null });
    expect(stream.requests).toEqual([]);
  });

  it("keeps each key's order and loses and repeats nothing, whatever is refused", async () => {
    stream = await FakeStream.start();
    const keys = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 20 });
    const refusals = fc.infiniteStream(fc.boolean());
    await fc.assert(
      fc.asyncProperty(keys, refusals, async (drawn, refused) => {
        const own = await FakeStream.start(() => (refused.next().value === true ? THROTTLED : undefined));
        const sent = drawn.map((key, i) => record(key, `${key}${i}`));
        const { remaining } = await putInOrder(own.target(), sent);
        await own.stop();
        for (const key of "abcd") {
          const isOfKey = (text: string) => text.startsWith(key);
          const arrived = [...namesOf(own.taken), ...textsOf(remaining)].filter(isOfKey);
          expect(arrived).toEqual(textsOf(sent).filter(isOfKey));
        }
        for (const request of own.requests) {
          expect(new Set(request.map(({ key }) => key)).size).toBe(request.length);
        }
      }),
      { numRuns: 50 },
    );
  });
});
