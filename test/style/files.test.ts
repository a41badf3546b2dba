/** The house's measures: small files, small functions, no clock in the engine, nothing left to do, documents that lead somewhere. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
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

describe("the documents", () => {
  const documents = ["README.md", ...readdirSync("docs").map((name) => `docs/${name}`)]
    .filter((path) => path.endsWith(".md"))
    .map((path) => ({ path, text: readFileSync(path, "utf8") }));

  it("name only npm scripts that exist", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
    const named = documents.flatMap(({ text }) =>
      [...text.matchAll(/npm run ([a-z-]+)/g)].map(([, name]) => name ?? ""),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it("link only to files that exist, and to headings that these have", () => {
    const broken = documents.flatMap(({ path, text }) =>
      [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)]
        .filter(([, file = "", heading]) => {
          const target = file === "" ? path : join(dirname(path), file);
          return !existsSync(target) || (heading !== undefined && !headingsOf(target).includes(heading));
        })
        .map(([link]) => `${path}: ${link}`),
    );
    expect(broken).toEqual([]);
  });
});

/** The headings of a document as GitHub names them in links. */
function headingsOf(path: string): readonly string[] {
  return [...readFileSync(path, "utf8").matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
