/**
 * A handler as one ESM file: everything in it, the SDK too, so that what was tested is what runs. The asset's
 * hash is that of its content, so that an unchanged handler is not deployed again.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Code } from "aws-cdk-lib/aws-lambda";
import { buildSync } from "esbuild";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const BUNDLES = join(ROOT, ".local", "bundles");

/** CommonJS packages inside of the bundle still call `require`. */
const REQUIRE_BANNER =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

/** @param entry the handler's file below the project's root. */
export function bundleHandler(entry: string): Code {
  const directory = join(BUNDLES, entry.replace(/\.ts$/, "").replaceAll("/", "-"));
  mkdirSync(directory, { recursive: true });
  buildSync({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile: join(directory, "index.mjs"),
    bundle: true,
    platform: "node",
    target: "node24",
    format: "esm",
    mainFields: ["module", "main"],
    minify: true,
    keepNames: true,
    sourcemap: "linked",
    sourcesContent: false,
    legalComments: "none",
    banner: { js: REQUIRE_BANNER },
    // An optional peer of the sketch library, required only when a sketch is sent as protobuf: never here.
    external: ["protobufjs/minimal"],
    logLevel: "warning",
  });
  return Code.fromAsset(directory);
}
