/**
 * A headless Chromium for screenshots and tests: the one that CHROMIUM names, one that is installed, else the one that
 * the npm package `@sparticuz/chromium` carries, so that a fresh machine needs nothing by hand.
 */
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";
import { UserError } from "../../terminal/user-error.ts";
import { unpackBrowser } from "./unpack-browser.ts";

const INSTALLED = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
];

/** Containers run as root, where Chromium's own sandbox cannot; only pages of this machine are ever opened. */
const ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"];
const LAUNCH_TIMEOUT_MS = 60_000;

/** @throws UserError that says how to install a browser. */
export async function openBrowser(environment: NodeJS.ProcessEnv = process.env): Promise<Browser> {
  const given = environment.CHROMIUM;
  const known = given ?? INSTALLED.find((path) => existsSync(path));
  try {
    return known === undefined ? await openBundled(environment) : await launch(known, environment);
  } catch (error) {
    throw new UserError(
      "Cannot start a browser: install Chromium (Debian: apt-get install chromium), or name one with CHROMIUM=/path/to/chromium",
      { cause: error },
    );
  }
}

/** The machine's own libraries where it has them: they are the newer ones. */
async function openBundled(environment: NodeJS.ProcessEnv): Promise<Browser> {
  const { executable, libraries } = await unpackBrowser();
  try {
    return await launch(executable, environment);
  } catch {
    return launch(executable, { ...environment, LD_LIBRARY_PATH: libraries });
  }
}

function launch(executablePath: string, env: NodeJS.ProcessEnv): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ARGUMENTS,
    env: env as Record<string, string>,
    timeout: LAUNCH_TIMEOUT_MS,
  });
}
