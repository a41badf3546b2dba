/** What is due comes in the order of its time, and of its arrival where times are equal. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { DueQueue } from "../../../../lib/pipelines/commerce/generator/due-queue.ts";

test("DueQueue gives what a sorted list would, whatever is pushed and asked when", () => {
  const push = fc.record({ push: fc.integer({ min: -5, max: 5 }) });
  const pop = fc.record({ popBy: fc.integer({ min: -6, max: 6 }) });
  fc.assert(
    fc.property(fc.array(fc.oneof(push, pop)), (calls) => {
      const queue = new DueQueue<number>();
      let listed: { readonly item: number; readonly atMs: number }[] = [];
      calls.forEach((call, item) => {
        if ("push" in call) {
          queue.push(item, call.push);
          listed = [...listed, { item, atMs: call.push }].toSorted((one, other) => one.atMs - other.atMs);
        } else {
          const due = listed.find(({ atMs }) => atMs <= call.popBy);
          expect(queue.popDue(call.popBy)).toBe(due?.item);
          listed = listed.filter((each) => each !== due);
        }
        expect(queue.size).toBe(listed.length);
      });
    }),
  );
});
