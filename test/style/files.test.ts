/** The house's measures: small files, small functions, no clock in the engine, nothing left to do. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { functionsOf } from "./functions.ts";
import { sourceFiles } from "./source-files.ts";

const PRODUCT = ["lib", "lambdas", "bin", "scripts"].flatMap((folder) => sourceFiles(folder));
const FILE_LINES_MAX = 250;
const FUNCTION_LINES_MAX = 60;

describe("source files", () => {
  it(`have at most ${FILE_LINES_MAX} lines`, () => {
    const long = PRODUCT.filter(({ text }) => text.split("\n").length > FILE_LINES_MAX).map(
      ({ path }) => path,
    );
    expect(long).toEqual([]);
  });

  it(`have functions of at most ${FUNCTION_LINES_MAX} lines`, () => {
    const long = PRODUCT.flatMap(({ path, text }) =>
      functionsOf(text)
        .filter(({ lines }) => lines > FUNCTION_LINES_MAX)
        .map(({ name, lines }) => `${path}: ${name} has ${lines}`),
    );
    expect(long).toEqual([]);
  });

  it("say first what they are", () => {
    const bare = PRODUCT.filter(
      ({ path }) => !path.endsWith("index.ts") && !path.startsWith("lib/engine/index"),
    )
      .filter(({ text }) => !text.startsWith("/**"))
      .map(({ path }) => path);
    expect(bare).toEqual([]);
  });

  it("leave nothing to do and no one-letter rooms", () => {
    const left = PRODUCT.filter(({ text }) => /\b(?:TODO|FIXME|XXX)\b/.test(text)).map(({ path }) => path);
    const vague = PRODUCT.filter(({ path }) =>
      /(?:^|\/)(?:utils?|helpers?|types|misc|common)(?:\.ts|\/)/.test(path),
    );
    expect([...left, ...vague.map(({ path }) => path)]).toEqual([]);
  });

  it("of the engine and the pipelines know no clock, no randomness and no machine", () => {
    const banned =
      /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\brandomUUID\b|from "node:|\bprocess\.|\bBuffer\b/;
    const impure = ["lib/engine", "lib/pipelines"]
      .flatMap((room) => sourceFiles(room))
      .filter(({ text }) => banned.test(text))
      .map(({ path }) => path);
    expect(impure).toEqual([]);
  });
});

describe("the README", () => {
  const readme = readFileSync("README.md", "utf8");

  it("names only npm scripts that exist", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
    const named = [...readme.matchAll(/npm run ([a-z-]+)/g)].map(([, name]) => name ?? "");
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it("links only to files that exist", () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path]) => path ?? "");
    expect(links.filter((path) => !fileExists(path))).toEqual([]);
  });
});

function fileExists(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}
