import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  emptyPriceBook,
  learnInBook,
  learnPrice,
  levelInBook,
  logPrice,
  NO_PRICES,
  PRICE_BIN_LOG,
  type PriceBook,
  priceLevelOf,
  robustScore,
  SLOT_NAMES,
} from "../../../../lib/pipelines/commerce/fraud/index.ts";

const MANY = 1e6;
const learnAll = (prices: readonly number[], countMax = MANY) =>
  prices.reduce((history, price) => learnPrice(history, price, countMax), NO_PRICES);
const price = fc.double({ min: 0.01, max: 1e7, noNaN: true });
const anyNumber = fc.oneof(fc.double(), price, fc.constantFrom(0, -1, 1e308, 5e-324, Infinity, NaN));

function lowerMedian(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor((values.length - 1) / 2)] as number;
}

describe("the level of a price history", () => {
  it("is within its stated error of the median and the MAD of all prices", () => {
    fc.assert(
      fc.property(fc.array(price, { minLength: 1, maxLength: 60 }), (prices) => {
        const level = priceLevelOf(learnAll(prices));
        const logs = prices.map(logPrice);
        const median = lowerMedian(logs);
        const deviation = lowerMedian(logs.map((log) => Math.abs(log - median))) * 1.4826;
        expect(level?.count).toBe(prices.length);
        expect(Math.abs((level?.medianLog ?? NaN) - median)).toBeLessThanOrEqual(PRICE_BIN_LOG / 2 + 1e-9);
        // The median and each price are off by half a bin at most.
        expect(Math.abs((level?.spreadLog ?? NaN) - deviation)).toBeLessThanOrEqual(
          PRICE_BIN_LOG * 1.4826 + 1e-9,
        );
      }),
    );
  });

  it("is none for no prices, and free items are no prices", () => {
    expect(priceLevelOf(NO_PRICES)).toBeNull();
    expect(priceLevelOf(learnAll([0, -1, NaN]))).toBeNull();
  });

  it("has no spread when all prices are one", () => {
    expect(priceLevelOf(learnAll([20, 20, 20]))).toMatchObject({ count: 3, spreadLog: 0 });
  });
});

describe("a price history", () => {
  it("is bounded, whatever the prices", () => {
    fc.assert(
      fc.property(fc.array(anyNumber, { maxLength: 100 }), (prices) => {
        const history = learnAll(prices, 32);
        expect(history.length).toBeLessThanOrEqual(427);
        expect(priceLevelOf(history)?.count ?? 0).toBeLessThanOrEqual(32);
        expect(JSON.parse(JSON.stringify(history))).toEqual(history);
      }),
    );
  });

  it("keeps its median when it is halved, within its neighbours in rank", () => {
    fc.assert(
      fc.property(fc.array(price, { minLength: 9, maxLength: 9 }), (prices) => {
        const level = priceLevelOf(learnAll(prices, 8));
        const sorted = prices.map(logPrice).toSorted((one, other) => one - other);
        expect(level?.count).toBe(4);
        expect(level?.medianLog).toBeGreaterThanOrEqual((sorted[2] as number) - PRICE_BIN_LOG);
        expect(level?.medianLog).toBeLessThanOrEqual((sorted[6] as number) + PRICE_BIN_LOG);
      }),
    );
  });

  it("follows a changed price after as many events as it keeps", () => {
    const changed = learnAll([...new Array(200).fill(10), ...new Array(32).fill(100)], 32);
    expect(
      robustScore(100, priceLevelOf(changed) ?? { count: 0, medianLog: 0, spreadLog: 0 }, 0.05),
    ).toBeCloseTo(0, 0);
  });

  it("of a price just below 1 is itself as JSON", () => {
    const history = learnAll([0.98]);
    expect(JSON.parse(JSON.stringify(history))).toEqual(history);
    expect(Object.is(history[0], 0)).toBe(true);
  });

  it("is not changed by learning from it", () => {
    const history = learnAll([1, 2, 3]);
    const before = JSON.stringify(history);
    learnPrice(history, 2, MANY);
    expect(JSON.stringify(history)).toBe(before);
  });
});

describe("a price book", () => {
  it("gives each name its own level while there is room, against a history a name", () => {
    const names = fc.constantFrom<string | number>("a", 5, "__proto__", "constructor", "x".repeat(1_000));
    fc.assert(
      fc.property(fc.array(fc.tuple(names, price)), (learned) => {
        const book = learned.reduce(
          (next: PriceBook, [name, paid]) => learnInBook(next, name, paid, MANY),
          emptyPriceBook(997),
        );
        for (const name of ["a", 5, "__proto__", "constructor", "x".repeat(1_000), "never seen"]) {
          const own = learned.filter(([other]) => other === name).map(([, paid]) => paid);
          expect(levelInBook(book, name)).toEqual(priceLevelOf(learnAll(own)));
        }
        expect(JSON.parse(JSON.stringify(book))).toEqual(book);
      }),
    );
  });

  it("keeps at most four names a slot, and of these the often seen", () => {
    let book = emptyPriceBook(1);
    for (let i = 0; i < 100; i++) {
      book = learnInBook(learnInBook(book, "often", 10, 32), `name-${i}`, 10, 32);
    }
    expect(book[0]).toHaveLength(SLOT_NAMES);
    expect(levelInBook(book, "often")?.count).toBeGreaterThan(16);
    expect(levelInBook(book, "name-99")?.count).toBe(1);
    expect(levelInBook(book, "name-97")?.count).toBe(1);
    expect(levelInBook(book, "name-50")).toBeNull();
  });

  it('takes 5 and "5" for one name', () => {
    expect(levelInBook(learnInBook(emptyPriceBook(8), 5, 10, 32), "5")?.count).toBe(1);
  });

  it("needs a slot", () => {
    expect(() => emptyPriceBook(0)).toThrow(
      "Cannot make a price book of 0 slots: expected a whole number of at least 1",
    );
  });
});
