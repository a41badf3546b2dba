/** Shops' files become steps: one event of a clickstream, one invoice. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { openShopFile, type ShopStep } from "../../../scripts/evaluate/shop-file.ts";

const folder = mkdtempSync(join(tmpdir(), "shop-file-"));
afterAll(() => rmSync(folder, { recursive: true }));

const CLICKS = "event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session";
const INVOICES = "event_time,invoice,event_type,stock_code,quantity,unit_price,customer_id,country";

async function stepsOf(name: string, content: string | Buffer): Promise<ShopStep[]> {
  const path = join(folder, name);
  writeFileSync(path, content);
  const steps: ShopStep[] = [];
  for await (const step of (await openShopFile(path)).steps) steps.push(step);
  return steps;
}

const view = {
  userId: "7",
  interactions: [
    {
      kind: "view",
      atMs: Date.UTC(2019, 9, 1, 0, 0, 4),
      productId: "12",
      categoryId: "99",
      brand: null,
      price: 35.5,
      basketId: "s1",
    },
  ],
};

test("a clickstream's event is a step, from CSV, packed CSV and JSON lines alike", async () => {
  const csv = `${CLICKS}\n2019-10-01 00:00:04 UTC,view,12,99,,,35.50,7,s1\n`;
  const event = { event_time: "2019-10-01T00:00:04Z", event_type: "view", product_id: 12, category_id: 99 };
  const json = JSON.stringify({ ...event, category_code: null, price: 35.5, user_id: 7, user_session: "s1" });
  expect(await stepsOf("clicks.csv", csv)).toEqual([view]);
  expect(await stepsOf("clicks.csv.gz", gzipSync(csv))).toEqual([view]);
  expect(await stepsOf("clicks.jsonl", `${json}\n\n`)).toEqual([view]);
});

test("identifiers in JSON lines keep all their digits, as in the pipeline", async () => {
  const line = (user: string) =>
    `{"event_time":"2019-10-01T00:00:04Z","event_type":"view","product_id":12,"category_id":99,"price":35.5,"user_id":${user},"user_session":"s1"}\n`;
  const steps = await stepsOf("digits.jsonl", line("9007199254740993") + line("9007199254740992"));
  expect(steps.map(({ userId }) => userId)).toEqual(["9007199254740993", "9007199254740992"]);
});

test("an invoice is one step with all its lines; cancellations are none, nobody's invoices are strangers'", async () => {
  const steps = await stepsOf(
    "invoices.csv",
    [
      INVOICES,
      "2010-12-01T08:26:00Z,1,purchase,85123A,6,2.55,17850,United Kingdom",
      "2010-12-01T08:26:00Z,1,purchase,71053,6,,17850,United Kingdom",
      "2010-12-01T09:41:00Z,C2,cancel,D,-1,27.5,14527,United Kingdom",
      "2010-12-01T11:52:00Z,3,purchase,22139,56,0.0,,United Kingdom",
    ].join("\n"),
  );
  expect(
    steps.map(({ userId, interactions }) => [
      userId,
      interactions.map(({ productId, price, basketId }) => [productId, price, basketId]),
    ]),
  ).toEqual([
    [
      "customer 17850",
      [
        ["85123A", 2.55, "1"],
        ["71053", null, "1"],
      ],
    ],
    ["invoice 3", [["22139", 0, "3"]]],
  ]);
});

test("a file that is none of these is refused with what is expected, and no value of a record", async () => {
  await expect(stepsOf("empty.csv", "")).rejects.toThrow("it has no events");
  await expect(stepsOf("other.csv", "a,b\n1,2\n")).rejects.toThrow("its columns are a, b");
  await expect(stepsOf("bad.jsonl", "secret\n")).rejects.toThrow(
    /line 1: it is not JSON; give one object a line$/,
  );
  const badTime = `${CLICKS}\nsecret,view,12,99,,,35.50,7,s1\n`;
  await expect(stepsOf("time.csv", badTime)).rejects.toThrow(
    /event 1: event_time: expected an ISO 8601 date and time, got a string$/,
  );
});
