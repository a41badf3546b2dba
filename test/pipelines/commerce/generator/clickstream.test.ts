/** Visits as the generator makes them: funnels in their order, users with tastes, a shop that changes. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { CommerceEvent } from "../../../../lib/pipelines/commerce/commerce-event.ts";
import { Clickstream } from "../../../../lib/pipelines/commerce/generator/index.ts";
import { seededRandom } from "../../../../lib/pipelines/traffic/index.ts";
import { behavioursOf, generate, groupedBy, START } from "./generated.ts";

const HOUR_MS = 3_600_000;
const options = fc.record({
  seed: fc.integer({ min: 0, max: 0xffff_ffff }),
  users: fc.integer({ min: 1, max: 300 }),
  items: fc.integer({ min: 1, max: 300 }),
  fraudShare: fc.double({ min: 0, max: 1, noNaN: true }),
  lagMaxMs: fc.integer({ min: 0, max: 20_000 }),
  stepMs: fc.integer({ min: 1, max: 5000 }),
});

test("Clickstream makes events that the schema accepts, of any population, with fraud or without", () => {
  fc.assert(
    fc.property(options, (given) => {
      for (const event of generate(300, given).events) {
        const json: unknown = JSON.parse(JSON.stringify(event));
        expect(CommerceEvent["~standard"].validate(json)).toEqual({ value: event });
      }
    }),
  );
});

test("Clickstream makes every type of event, most of them looks", () => {
  const { events } = generate(60_000, { seed: 1, users: 20_000 });
  const share = (type: string) => events.filter((event) => event.event_type === type).length / 60_000;
  expect(share("view")).toBeGreaterThan(0.5);
  for (const type of ["click", "cart", "purchase", "remove_from_cart", "impression"]) {
    expect(share(type), type).toBeGreaterThan(0.005);
  }
  expect(share("cart")).toBeLessThan(share("click"));
  expect(share("purchase")).toBeLessThan(share("cart"));
});

test("Clickstream has nobody click on what they have not seen, or buy or remove what is not in the cart", () => {
  fc.assert(
    fc.property(options, (given) => {
      const { events } = generate(2000, { ...given, fraudShare: 0 });
      for (const steps of groupedBy(events, ({ user_id }) => user_id).values()) {
        let seen = new Set<unknown>();
        let cart = new Set<unknown>();
        let session: unknown;
        for (const step of steps) {
          if (step.event_type === "forget" || "product_ids" in step) continue;
          if (step.event_type !== "impression" && step.user_session !== session) {
            // What was recommended at the very beginning is the new visit's.
            if (session !== undefined) cart = new Set();
            session = step.user_session;
          }
          const { event_type: type, product_id: item } = step;
          if (type === "view" || type === "impression") seen = seen.add(item);
          else expect(type === "click" ? seen : type === "cart" ? seen : cart, type).toContain(item);
          if (type === "cart") cart.add(item);
          if (type === "purchase" || type === "remove_from_cart") cart.delete(item);
        }
      }
    }),
    { numRuns: 40 },
  );
});

test("Clickstream keeps a visit's events in order, each at a time of its own, at most the lag behind its slot", () => {
  fc.assert(
    fc.property(options, (given) => {
      const { clicks } = generate(500, given);
      clicks.forEach(({ timeMs }, i) => {
        const slotMs = START + i * given.stepMs;
        expect(timeMs).toBeGreaterThanOrEqual(slotMs - given.lagMaxMs - 1);
      });
      const visits = groupedBy(behavioursOf(clicks.map(({ event }) => event)), (event) => event.user_session);
      for (const steps of visits.values()) {
        const times = steps.map(({ event_time }) => Date.parse(event_time));
        expect(times).toEqual([...new Set(times)].toSorted((one, other) => one - other));
      }
    }),
    { numRuns: 40 },
  );
});

test("Clickstream without lag has each event at its slot", () => {
  const { clicks } = generate(3000, { seed: 2, fraudShare: 0.1 });
  expect(clicks.map(({ timeMs }) => timeMs)).toEqual(clicks.map((_, i) => START + 5 * i));
});

test("Clickstream has thousands of visits under way, and nobody in two of them", () => {
  const { events } = generate(40_000, { seed: 3, users: 20_000 });
  const visits = groupedBy(behavioursOf(events), ({ user_session }) => user_session);
  const spans = [...visits.values()].map((steps) => ({
    user: steps[0]?.user_id,
    firstMs: Date.parse(steps[0]?.event_time ?? ""),
    lastMs: Date.parse(steps.at(-1)?.event_time ?? ""),
  }));
  const middleMs = START + 100_000;
  expect(
    spans.filter(({ firstMs, lastMs }) => firstMs < middleMs && lastMs > middleMs).length,
  ).toBeGreaterThan(1000);
  for (const own of groupedBy(spans, ({ user }) => user).values()) {
    for (let i = 1; i < own.length; i++) expect(own[i]?.firstMs).toBeGreaterThan(own[i - 1]?.lastMs ?? 0);
  }
});

test("Clickstream has times between a visit's steps as irregular as people's", () => {
  const { events } = generate(60_000, { seed: 4, users: 20_000 });
  const visits = groupedBy(behavioursOf(events), ({ user_session }) => user_session);
  const variations = [...visits.values()]
    .filter((steps) => steps.length >= 12)
    .map((steps) => variationOfGaps(steps.map(({ event_time }) => Date.parse(event_time))));
  expect(variations.length).toBeGreaterThan(100);
  expect(variations.filter((variation) => variation < 0.3)).toEqual([]);
});

test("Clickstream asks for few items often and for many rarely", () => {
  const { events } = generate(60_000, { seed: 5 });
  const views = behavioursOf(events).filter(({ event_type }) => event_type === "view");
  const counts = [...groupedBy(views, ({ product_id }) => product_id).values()]
    .map(({ length }) => length)
    .toSorted((one, other) => other - one);
  const top = counts.slice(0, 50).reduce((sum, count) => sum + count, 0);
  expect(top / views.length).toBeGreaterThan(0.3);
  expect(counts.length).toBeGreaterThan(700);
});

test("Clickstream has users come back for the categories that they like", () => {
  const { events } = generate(60_000, { seed: 6, users: 300, stepMs: 500 });
  const byUser = groupedBy(behavioursOf(events), ({ user_id }) => user_id);
  const loyal = [...byUser.values()].filter((own) => {
    const categories = [...groupedBy(own, ({ category_id }) => category_id).values()];
    const three = categories.map(({ length }) => length).toSorted((one, other) => other - one);
    return three.slice(0, 3).reduce((sum, count) => sum + count, 0) / own.length > 0.6;
  });
  expect(loyal.length / byUser.size).toBeGreaterThan(0.8);
});

test("Clickstream sells more in the evening than at night", () => {
  const purchases = (hour: number) => {
    const fromMs = START - 12 * HOUR_MS + hour * HOUR_MS;
    const { events } = generate(60_000, { seed: 7, users: 20_000, fromMs });
    return events.filter(({ event_type }) => event_type === "purchase").length;
  };
  expect(purchases(20)).toBeGreaterThan(1.3 * purchases(8));
});

test("Clickstream has new users and new items come", () => {
  const { events } = generate(60_000, { seed: 8, users: 5000, items: 500 });
  const behaviours = behavioursOf(events);
  const users = new Set(behaviours.map(({ user_id }) => Number(user_id) - 500_000_000));
  const items = new Set(behaviours.map(({ product_id }) => Number(product_id) - 1_000_000));
  expect(Math.min(...users)).toBeGreaterThan(0);
  expect([...users].filter((number) => number > 5000).length).toBeGreaterThan(100);
  expect([...items].filter((number) => number > 500).length).toBeGreaterThan(5);
});

test("Clickstream gives an item one category, one brand, and a price that sales lower by a tenth", () => {
  const { events } = generate(40_000, { seed: 9, items: 300 });
  for (const own of groupedBy(behavioursOf(events), ({ product_id }) => product_id).values()) {
    expect(new Set(own.map(({ category_id, brand }) => `${category_id} ${brand}`)).size).toBe(1);
    const prices = own.map(({ price }) => price);
    expect(Math.min(...prices)).toBeGreaterThan(0.89 * Math.max(...prices));
  }
});

test("Clickstream leaves out brands and category codes as real feeds do", () => {
  const behaviours = behavioursOf(generate(20_000, { seed: 10 }).events);
  const share = (count: number) => count / behaviours.length;
  expect(share(behaviours.filter(({ brand }) => brand === undefined).length)).toBeCloseTo(0.15, 1);
  const codeless = share(behaviours.filter(({ category_code }) => category_code === null).length);
  expect(codeless).toBeGreaterThan(0.15);
  expect(codeless).toBeLessThan(0.45);
});

test("Clickstream never has a user come back who asked to be forgotten", () => {
  const { events } = generate(300_000, { seed: 11, users: 2000, stepMs: 50 });
  const forgotten = new Set<unknown>();
  let comebacks = 0;
  for (const event of events) {
    if (forgotten.has(event.user_id)) comebacks += 1;
    if (event.event_type === "forget") forgotten.add(event.user_id);
  }
  expect(comebacks).toBe(0);
  expect(forgotten.size).toBeGreaterThan(5);
});

test("Clickstream gives each event an id, and another run of the same seed others", () => {
  const ids = (fromMs: number) => generate(2000, { seed: 12, fromMs }).events.map(({ event_id }) => event_id);
  expect(new Set([...ids(START), ...ids(START + 1)]).size).toBe(4000);
});

test("Clickstream is the same from the same seed, and another from another", () => {
  fc.assert(
    fc.property(options, (given) => {
      const made = (seed: number) => {
        const { events, stream } = generate(100, { ...given, seed });
        return { events, episodes: stream.episodes() };
      };
      expect(made(given.seed)).toEqual(made(given.seed));
      expect(made(given.seed)).not.toEqual(made(given.seed ^ 1));
    }),
    { numRuns: 30 },
  );
});

test.each([
  [{ users: 0 }, "Cannot make 0 users: expected a whole number of at least 1"],
  [{ items: 1.5 }, "Cannot make 1.5 items: expected a whole number of at least 1"],
])("Clickstream refuses %j", (given, sentence) => {
  const whole = { users: 1, items: 1, fraudShare: 0, seed: 1, random: seededRandom(1) };
  expect(() => new Clickstream({ ...whole, ...given })).toThrow(sentence);
});

function variationOfGaps(times: readonly number[]): number {
  const gaps = times.slice(1).map((time, i) => time - (times[i] as number));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
  return Math.sqrt(variance) / mean;
}
