/**
 * Goal: the dashboard shows what the tables hold, live, and does no harm whatever records say.
 * Method: a deployed stack under traffic, its pages in a real headless browser; figures on the page are compared with
 * the tables through the queries once the traffic has ended.
 */
import { readFile } from "node:fs/promises";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventTime } from "../../../lib/engine/index.ts";
import { metricsDuring } from "../../../lib/pipelines/iot/queries.ts";
import { riskDistributionDuring } from "../../../lib/pipelines/medical/queries.ts";
import { openBrowser } from "../../../scripts/dashboard/browser/open-browser.ts";
import { count } from "../../../scripts/dashboard/page/format.ts";
import { accountedFor, pipelineTotals } from "../../../scripts/start/totals.ts";
import { LiveStack, until, WatchedPage } from "./live-stack.ts";

const PIPELINES = ["iot", "medical", "commerce"];
const WAIT_MS = 60_000;
const HOSTILE = [
  '<img src=x onerror="window.harmed=1">',
  '"><script>window.harmed=2</script>',
  '=HYPERLINK("http://192.0.2.1")',
  "@SUM(1)",
] as const;

let stack: LiveStack;
let browser: Browser;
let watched: WatchedPage;

beforeAll(async () => {
  [stack, browser] = await Promise.all([LiveStack.start(PIPELINES), openBrowser()]);
  for (const pipeline of PIPELINES) stack.produce(pipeline, 30);
  await stack.send("iot", "hostile", HOSTILE.map(hostileReading));
  watched = await WatchedPage.open(browser);
  await untilAllFlow();
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await stack?.stop();
}, 120_000);

function hostileReading(sensorId: string) {
  return {
    sensor_id: sensorId,
    sensor_type: "temperature",
    location: "<b>roof</b>",
    value: 49,
    timestamp: new Date().toISOString(),
    status: "anomaly",
  };
}

async function untilAllFlow(): Promise<void> {
  for (const pipeline of PIPELINES) {
    const { state } = stack.handle(pipeline);
    await until(`${pipeline} flows`, 120_000, async () => accountedFor(await pipelineTotals(state)) > 50);
  }
}

async function show(hash: string): Promise<void> {
  const { page } = watched;
  await page.goto(`${stack.dashboard.url}#/${hash}`);
  await page.waitForSelector('main[data-state="ready"]', { timeout: WAIT_MS });
}

describe("the dashboard of a running stack", { timeout: 180_000 }, () => {
  for (const view of ["overview", "iot", "medical", "commerce", "streams", "dead-letters"]) {
    it(`shows ${view}, and its figures change by themselves`, async () => {
      await show(view);
      const before = await watched.figures();
      expect(Object.keys(before).length).toBeGreaterThan(2);
      await until("a figure has changed", WAIT_MS, async () => {
        return JSON.stringify(await watched.figures()) !== JSON.stringify(before);
      });
    });
  }

  it("draws the topology with the rates on its arrows", async () => {
    await show("topology");
    const { page } = watched;
    expect(await page.$$eval(".graph", (graphs) => graphs.length)).toBe(3);
    expect(await page.textContent(".graph >> nth=0")).toContain("windowed-metrics");
    await until("records flow", WAIT_MS, async () => (await page.$$(".flow.live")).length > 0);
  });

  it("filters by type, keeps the filter in its address, and goes back", async () => {
    await show("iot");
    const { page } = watched;
    await page.selectOption(".filters select >> nth=0", "humidity");
    await until("one type is left", WAIT_MS, async () => (await page.$$(".multiples .card")).length === 1);
    expect(page.url()).toContain("type=humidity");
    await page.reload();
    await page.waitForSelector('main[data-state="ready"]', { timeout: WAIT_MS });
    expect(await page.textContent(".multiples h2")).toBe("humidity");
    await page.selectOption(".filters select >> nth=0", "");
    await until("all types are back", WAIT_MS, async () => (await page.$$(".multiples .card")).length > 5);
  });

  it("stands still while it is paused, and goes on after", async () => {
    await show("overview");
    const { page } = watched;
    await page.keyboard.press("p");
    await page.waitForSelector('.state[data-state="paused"]');
    const before = JSON.stringify(await watched.figures());
    const accounted = async () => accountedFor(await pipelineTotals(stack.handle("iot").state));
    const then = await accounted();
    await until("the tables have moved on", WAIT_MS, async () => (await accounted()) > then + 60);
    expect(JSON.stringify(await watched.figures())).toBe(before);
    await page.keyboard.press("p");
    await until(
      "figures move again",
      WAIT_MS,
      async () => JSON.stringify(await watched.figures()) !== before,
    );
  });

  it("reaches every view by the keyboard", async () => {
    const { page } = watched;
    await show("overview");
    await page.keyboard.press("5");
    await page.waitForSelector('nav a[aria-current]:has-text("Streams")');
    await page.keyboard.press("?");
    await page.waitForSelector("dialog[open]");
    await page.keyboard.press("Escape");
    await page.waitForSelector("dialog[open]", { state: "detached" });
  });

  it("serves ten tabs of one browser, though it opens six connections at most", async () => {
    const context = await browser.newContext({ locale: "en-GB" });
    const tabs = await Promise.all(Array.from({ length: 10 }, () => WatchedPage.open(browser, context)));
    await Promise.all(
      tabs.map(async ({ page }) => {
        await page.goto(`${stack.dashboard.url}#/overview`, { timeout: WAIT_MS });
        await page.waitForSelector('main[data-state="ready"]', { timeout: WAIT_MS });
      }),
    );
    const before = await Promise.all(tabs.map((tab) => tab.figures()));
    await Promise.all(
      tabs.map((tab, i) =>
        until("every tab moves", WAIT_MS, async () => {
          return JSON.stringify(await tab.figures()) !== JSON.stringify(before[i]);
        }),
      ),
    );
    expect(tabs.flatMap(({ complaints }) => complaints)).toEqual([]);
    await context.close();
  });

  it("shows a dead letter with its record and the command that replays it, and of medical no content", async () => {
    const { page } = watched;
    await show("dead-letters?pipeline=iot");
    await page.click(".feed .link >> nth=0", { timeout: WAIT_MS });
    await page.waitForSelector(".record:not([hidden])", { timeout: WAIT_MS });
    expect(await page.textContent(".commands code")).toContain(
      "npm run replay-dlq -- --pipeline iot --stage local",
    );
    await show("dead-letters?pipeline=medical");
    await page.click(".feed .link >> nth=0", { timeout: WAIT_MS });
    await page.waitForSelector(".facts dd", { timeout: WAIT_MS });
    expect(await page.textContent(".facts")).toContain("withheld");
    expect(await page.isVisible(".record")).toBe(false);
  });
});

describe("the dashboard when the traffic has ended", { timeout: 240_000 }, () => {
  beforeAll(() => stack.drain(), 180_000);

  async function eventually(key: string, expected: string): Promise<void> {
    let shown = "";
    await until(`${key} is ${expected}`, WAIT_MS, async () => {
      shown = (await watched.figures())[key] ?? "";
      return shown === expected;
    }).catch(() => {});
    expect(shown).toBe(expected);
  }

  it("shows what became of every record as the state tables have it", async () => {
    await show("overview");
    for (const pipeline of PIPELINES) {
      const totals = await pipelineTotals(stack.handle(pipeline).state);
      const { applied, expiredLate, deadLettered, duplicates } = totals;
      const parts = `applied ${count(applied)} + too late ${count(expiredLate)} + dead-lettered ${count(deadLettered)} + duplicates ${count(duplicates)}`;
      await eventually(`${pipeline}.balance`, `${count(accountedFor(totals))} accounted for = ${parts}`);
    }
  });

  it("shows as many readings and assessments as the queries count", async () => {
    const range = { fromMs: eventTime(Date.now() - 3 * 3_600_000), toMs: eventTime(Date.now() + 3_600_000) };
    const { topology: iot, ...iotStores } = stack.handle("iot");
    const windows = await metricsDuring(iot, iotStores, range);
    const readings = windows.reduce((sum, row) => sum + Number(row.count), 0);
    await show("iot?range=1h");
    await eventually("iot.readings", count(readings));
    const { topology: medical, ...medicalStores } = stack.handle("medical");
    const risks = await riskDistributionDuring(medical, medicalStores, range);
    const assessed = risks.reduce((sum, row) => sum + Number(row.assessments), 0);
    await show("medical?range=6h");
    await eventually("medical.assessed", count(assessed));
  });

  it("shows hostile sensor ids as the texts that they are", async () => {
    const { page } = watched;
    for (const sensor of HOSTILE) {
      await show(`iot?${new URLSearchParams({ range: "1h", sensor })}`);
      await until(
        "the sensor is shown",
        WAIT_MS,
        async () => (await page.textContent(".sensor-title")) === sensor,
      );
      expect(await page.$$eval("main img, main script, main b", (elements) => elements.length)).toBe(0);
    }
    expect(await page.evaluate("window.harmed")).toBeUndefined();
  });

  it("saves what it shows, and no cell of it is a formula", async () => {
    const { page } = watched;
    await show(`iot?${new URLSearchParams({ range: "1h", location: "<b>roof</b>" })}`);
    const rows = page.locator('[aria-label="Alert feed"] tbody tr');
    await until("all hostile alerts are shown", WAIT_MS, async () => (await rows.count()) === HOSTILE.length);
    await page.click("summary");
    const saved: Promise<string>[] = [];
    page.on("download", (download) => {
      if (download.suggestedFilename() === "tidewater-iot-alerts.csv") {
        saved.push(download.path().then((path) => readFile(path, "utf8")));
      }
    });
    await page.click('.menu-items button:has-text("CSV")');
    await until("the file is saved", WAIT_MS, async () => saved.length === 1);
    const text = (await saved[0]) ?? "";
    expect(text.trim().split("\r\n")).toHaveLength(1 + HOSTILE.length);
    expect(text).toContain(`"'=HYPERLINK(""http://192.0.2.1"")"`);
    expect(text).toContain(`"'@SUM(1)"`);
    expect(text).not.toMatch(/(?:^|,)"?[=@+]/m);
  });

  it("has complained of nothing, and asked nobody but this machine", () => {
    expect(watched.complaints).toEqual([]);
    expect([...watched.hosts]).toEqual(["127.0.0.1"]);
  });
});
