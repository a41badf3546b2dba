/** Goal: the page stays small, and brings everything that it needs. */
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { buildPage } from "../../../scripts/dashboard/server/page-files.ts";

const BYTES_MAX = 300_000;

it("buildPage makes a page of less than 300 kB when it is compressed, and asks nothing of other hosts", async () => {
  const { html, script, styles } = await buildPage();
  expect(gzipSync(html + script + styles).length).toBeLessThan(BYTES_MAX);
  expect(script.length).toBeGreaterThan(10_000);
  expect(html + styles).not.toMatch(/https?:\/\//);
  const addresses = script.match(/https?:\/\/[^"'`\s]+/g) ?? [];
  expect(addresses.filter((address) => !address.startsWith("http://www.w3.org/"))).toEqual([]);
});
