/**
 * Builds the engine with one replacement in one file, in memory: the code on disk stays as it is, and the engine
 * needs no hooks for it.
 */
import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { build, type Plugin } from "esbuild";
import type { Core } from "../../lib/testing/world.ts";
import type { Topologies } from "../../test/simulation/run-seed.ts";
import type { Mutation } from "./mutation.ts";

/** The topology's operators are the engine's too: both come out of one bundle. */
const ENTRIES = ["./lib/engine/index.ts", "./test/simulation/topologies.ts"];

export interface Mutant {
  readonly core: Core;
  readonly topologies: Topologies;
}

/** @throws Error when the file does not hold the mutation's text exactly once. */
export async function buildMutant(root: string, mutation: Mutation): Promise<Mutant> {
  const { outputFiles } = await build({
    stdin: { contents: ENTRIES.map((path) => `export * from "${path}";`).join("\n"), resolveDir: root },
    bundle: true,
    format: "esm",
    platform: "node",
    write: false,
    // Only the sketches' wire format needs it, which nothing here uses.
    external: ["protobufjs/minimal"],
    plugins: [replacing(root, mutation)],
  });
  const code = outputFiles[0]?.contents ?? new Uint8Array();
  const built = await import(`data:text/javascript;base64,${Buffer.from(code).toString("base64")}`);
  return { core: built as Core, topologies: built as Topologies };
}

function replacing(root: string, { name, file, from, to }: Mutation): Plugin {
  return {
    name: "mutation",
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (relative(root, path) !== file) return undefined;
        const parts = (await readFile(join(root, file), "utf8")).split(from);
        if (parts.length !== 2) {
          throw new Error(`Cannot mutate ${file} (${name}): its text occurs ${parts.length - 1} times`);
        }
        return { contents: parts.join(to), loader: "ts" };
      });
    },
  };
}
