/** The house's import rules: arrows point one way (docs/architecture.md, "The house"). */
import { existsSync } from "node:fs";
import { dirname, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { importsOf, sourceFiles } from "./source-files.ts";

/** For each room: the rooms and packages that it may import. */
const RULES: Readonly<Record<string, readonly (string | RegExp)[]>> = {
  "lib/engine": ["lib/engine", "@datadog/sketches-js", "immutable"],
  "lib/contract": ["lib/contract"],
  "lib/pipelines": [
    "lib/pipelines",
    "lib/engine",
    "lib/contract",
    "arktype",
    "dataloader",
    "lru-cache",
    "pure-rand",
    /^pure-rand\//,
  ],
  "lib/testing": ["lib/testing", "lib/engine", "lib/contract"],
  "lib/infra": [
    "lib/infra",
    "lib/pipelines",
    "lib/engine",
    "lib/contract",
    /^aws-cdk-lib/,
    "constructs",
    "esbuild",
    /^node:/,
  ],
  lambdas: [
    "lambdas",
    "lib/engine",
    "lib/pipelines",
    "lib/contract",
    /^@aws-/,
    /^@smithy\//,
    "lru-cache",
    "aws-lambda",
    /^node:/,
  ],
};

/** Rooms inside of the engine that know nothing of operators. */
const BELOW_OPERATORS = ["lib/engine/time", "lib/engine/window", "lib/engine/aggregate", "lib/engine/state"];

function targetOf(file: string, specifier: string): string {
  return specifier.startsWith(".") ? normalize(`${dirname(file)}/${specifier}`) : specifier;
}

describe("imports", () => {
  for (const [room, allowed] of Object.entries(RULES)) {
    it(`of ${room} go only where they may`, () => {
      const files = sourceFiles(room);
      expect(files.length).toBeGreaterThan(0);
      const wrong = files.flatMap(({ path, text }) =>
        importsOf(text)
          .map((specifier) => targetOf(path, specifier))
          .filter((target) => !allowed.some((rule) => isAllowed(rule, target)))
          .map((target) => `${path} -> ${target}`),
      );
      expect(wrong).toEqual([]);
    });
  }

  it("of the engine's lower rooms never reach operators", () => {
    const files = BELOW_OPERATORS.flatMap((room) => sourceFiles(room));
    const wrong = files.flatMap(({ path, text }) =>
      importsOf(text)
        .map((specifier) => targetOf(path, specifier))
        .filter((target) => target.startsWith("lib/engine/operator"))
        .map((target) => `${path} -> ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it("never point at bin, scripts or test from the product's rooms", () => {
    const wrong = ["lib", "lambdas", "bin"].flatMap((room) =>
      sourceFiles(room).flatMap(({ path, text }) =>
        importsOf(text)
          .map((specifier) => targetOf(path, specifier))
          .filter((target) => /^(bin|scripts|test)\//.test(target))
          .map((target) => `${path} -> ${target}`),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it("name files that exist", () => {
    const missing = ["lib", "lambdas", "bin", "scripts", "test"].flatMap((room) =>
      sourceFiles(room).flatMap(({ path, text }) =>
        importsOf(text)
          .filter((specifier) => specifier.startsWith("."))
          .map((specifier) => targetOf(path, specifier))
          .filter((target) => !existsSync(target)),
      ),
    );
    expect(missing).toEqual([]);
  });
});

function isAllowed(rule: string | RegExp, target: string): boolean {
  if (rule instanceof RegExp) return rule.test(target);
  return target === rule || target.startsWith(`${rule}/`);
}
