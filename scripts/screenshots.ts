/**
 * `npm run screenshots -- --url URL`: takes a picture of every view of a dashboard that is running, as `npm start` prints
 * its address: light, one dark and one of a phone.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Command, Option } from "commander";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { openBrowser } from "./dashboard/browser/open-browser.ts";
import { VIEWS, type ViewId } from "./dashboard/server/interest.ts";
import { projectPaths } from "./local-cloud/project-paths.ts";
import { wholeNumber } from "./process/options.ts";
import { type CommandCall, runCommand } from "./terminal/run-command.ts";

interface ScreenshotOptions {
  readonly url: string;
  readonly to: string;
  readonly wait: number;
  readonly range: string;
}

interface Shot {
  readonly view: ViewId;
  readonly name: string;
  readonly look: BrowserContextOptions;
}

const DESKTOP = { width: 1280, height: 860 };
const PHONE = { width: 390, height: 844 };
const IMAGES = "docs/images";
const WAIT_MAX_S = 600;
const READY_WITHIN_MS = 60_000;

const SHOTS: readonly Shot[] = [
  ...VIEWS.map((view): Shot => ({ view, name: view, look: { viewport: DESKTOP, colorScheme: "light" } })),
  { view: "iot", name: "iot-dark", look: { viewport: DESKTOP, colorScheme: "dark" } },
  { view: "overview", name: "overview-phone", look: { viewport: PHONE, colorScheme: "light" } },
];

const program = new Command("screenshots")
  .description("Takes a picture of every view of a running dashboard.")
  .requiredOption("--url <url>", "the dashboard's address, as npm start prints it")
  .addOption(
    new Option("--to <folder>", "where the pictures go").default(
      join(projectPaths.root, IMAGES),
      `${IMAGES} of this repository`,
    ),
  )
  .option("--range <range>", "the range of time: 5m, 15m, 1h, 6h", "5m")
  .option("--wait <s>", "seconds that a view has to fill", wholeNumber(1, WAIT_MAX_S), 15);

await runCommand<ScreenshotOptions>(program, takeAll);

async function takeAll({ options, signal }: CommandCall<ScreenshotOptions>): Promise<void> {
  await mkdir(options.to, { recursive: true });
  const browser = await openBrowser();
  signal.addEventListener("abort", () => void browser.close(), { once: true });
  try {
    for (const shot of SHOTS) {
      await take(browser, shot, options);
      process.stderr.write(`${shot.name}.png\n`);
    }
  } finally {
    await browser.close();
  }
}

async function take(browser: Browser, { view, name, look }: Shot, options: ScreenshotOptions): Promise<void> {
  const context = await browser.newContext({ ...look, locale: "en-GB" });
  try {
    const page = await context.newPage();
    await page.goto(`${options.url}#/${view}?range=${options.range}`);
    await page.waitForSelector('main[data-state="ready"]', { timeout: READY_WITHIN_MS });
    await page.waitForTimeout(options.wait * 1000);
    await page.screenshot({ path: join(options.to, `dashboard-${name}.png`) });
  } finally {
    await context.close();
  }
}
