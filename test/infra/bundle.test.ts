/** The bundles: the same bytes every time, modules that load by themselves, small enough to start quickly. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ENVIRONMENT } from "../../lib/contract/index.ts";
import { type Bundle, buildBundles } from "../../lib/infra/function/index.ts";

/** Node compiles a bundle on every cold start. */
const BUNDLE_BYTES_MAX = 1_500_000;

const bundles = buildBundles();
const directory = mkdtempSync(join(tmpdir(), "tidewater-bundles-"));

afterAll(() => rmSync(directory, { recursive: true }));

describe("buildBundles()", () => {
  test("makes the same bytes from any folder, so that an unchanged handler is not deployed again", () => {
    const script = `
      import { buildBundles } from ${JSON.stringify(join(process.cwd(), "lib/infra/function/bundle.ts"))};
      console.log(JSON.stringify([...buildBundles()].map(([name, { hash }]) => [name, hash])));
    `;
    const args = ["--input-type=module-typescript", "--eval", script];
    const elsewhere = execFileSync(process.execPath, args, { cwd: tmpdir(), encoding: "utf8" });
    expect(JSON.parse(elsewhere)).toEqual([...bundles].map(([name, { hash }]) => [name, hash]));
  });

  test("says nothing of the machine it ran on", () => {
    const texts = [...bundles.values()].flatMap(({ files }) => [...files.values()].map(String));
    expect(texts.filter((text) => Buffer.from(text).includes(process.cwd()))).toEqual([]);
  });
});

describe.each([...bundles])("the bundle of %s", (name, bundle) => {
  test("is one module and its source map", () => {
    expect([...bundle.files.keys()]).toEqual(["index.mjs", "index.mjs.map"]);
    expect(bundle.files.get("index.mjs")?.length).toBeLessThan(BUNDLE_BYTES_MAX);
  });

  test("needs nothing beside it, and exports a handler", () => {
    expect(exportsOf(name, bundle)).toEqual(["handler"]);
  });
});

/** Loads the bundle in a folder without any packages, as Lambda does. */
function exportsOf(name: string, { files }: Bundle): readonly string[] {
  const file = join(directory, `${name}.mjs`);
  writeFileSync(file, files.get("index.mjs") ?? "");
  const script = `console.log(JSON.stringify(Object.keys(await import(${JSON.stringify(file)}))))`;
  const told = Object.values(ENVIRONMENT).map((variable) => [variable, "told"]);
  const parsed = {
    [ENVIRONMENT.retryBaseMs]: "5",
    [ENVIRONMENT.retryCapMs]: "50",
    [ENVIRONMENT.settings]: "{}",
  };
  const region = { PIPELINE: "iot", AWS_REGION: "eu-west-1" };
  const env = { ...process.env, ...Object.fromEntries(told), ...parsed, ...region };
  return JSON.parse(execFileSync(process.execPath, ["--eval", script], { env, encoding: "utf8" }));
}
