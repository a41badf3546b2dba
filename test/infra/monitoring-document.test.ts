/** docs/monitoring.md names what there is. */
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { METRICS } from "../../lib/contract/index.ts";
import { PANELS } from "../../lib/infra/index.ts";

const text = readFileSync("docs/monitoring.md", "utf8");

test("it names every metric", () => {
  expect(Object.keys(METRICS).filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});

test("its table names no metric that there is not", () => {
  const rows = text.split("\n").filter((line) => line.startsWith("| "));
  const named = rows.flatMap((row) => [...row.matchAll(/`(\w+)`/g)].map(([, name]) => name ?? ""));
  expect(named.filter((name) => !Object.hasOwn(METRICS, name))).toEqual(["InferenceLatency"]);
});

test("it names every panel of the dashboards", () => {
  expect(Object.keys(PANELS).filter((name) => !text.includes(name))).toEqual([]);
});

test("it links to files that exist", () => {
  const links = [...text.matchAll(/\]\(([^)#]+)\)/g)].map(([, path]) => path ?? "");
  expect(links.filter((path) => !existsSync(`docs/${path}`))).toEqual([]);
});
