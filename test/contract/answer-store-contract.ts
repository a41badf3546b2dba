/** What every store of answers must do. */
import { describe, expect, it } from "vitest";
import type { Answer, AnswerKey, AnswerStore } from "../../lib/pipelines/commerce/serving/index.ts";

const NOW_MS = Date.UTC(2026, 0, 1);

const key = (userId: string, question = "[10,null]"): AnswerKey => ({ userId, question });

function answerOf(product: string, items = 1): Answer {
  const reasons = [{ source: "globalTrend" as const, share: 1 }];
  const item = { product_id: product, score: 0.125, reasons };
  return { items: Array.from({ length: items }, () => item), source: "history", asOfMs: NOW_MS };
}

export function describeAnswerStore(name: string, makeStore: () => Promise<AnswerStore>): void {
  describe(`${name} keeps answers`, () => {
    it("of each user and question, and gives them in the order of the keys", async () => {
      const store = await makeStore();
      await store.put([
        { key: key("a"), answer: answerOf("p") },
        { key: key("a", '[5,"shoes"]'), answer: answerOf("q") },
        { key: key("b"), answer: answerOf("r", 50) },
      ]);
      const wanted = [key("b"), key("c"), key("a", '[5,"shoes"]'), key("a")];
      expect(await store.read(wanted)).toEqual([answerOf("r", 50), undefined, answerOf("q"), answerOf("p")]);
    });

    it("as they were put last, within one call too", async () => {
      const store = await makeStore();
      await store.put([{ key: key("a"), answer: answerOf("p") }]);
      const again = [answerOf("q"), answerOf("r")].map((answer) => ({ key: key("a"), answer }));
      await store.put(again);
      expect(await store.read([key("a")])).toEqual([answerOf("r")]);
    });

    it("of more users than one request to a table takes, whatever they are called", async () => {
      const store = await makeStore();
      const users = ["__proto__", "a#b", "ключ", ...Array.from({ length: 60 }, (_, i) => `user ${i}`)];
      await store.put(users.map((user) => ({ key: key(user), answer: answerOf(user) })));
      expect(await store.read(users.map((user) => key(user)))).toEqual(users.map((user) => answerOf(user)));
    });

    it("and gives one that is asked for twice in both places", async () => {
      const store = await makeStore();
      await store.put([{ key: key("a"), answer: answerOf("p") }]);
      expect(await store.read([key("a"), key("a")])).toEqual([answerOf("p"), answerOf("p")]);
    });
  });
}
