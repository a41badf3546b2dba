/**
 * A handler as Lambda gets it: one minified ECMAScript module with everything it imports, AWS SDK included, and its
 * source map beside it. Made by esbuild in this process: no container, no package manager, all handlers in one pass.
 * Invariant: the same sources give the same bytes and so the same hash, wherever the project stands.
 */
import { createHash } from "node:crypto";
import { basename, dirname, resolve } from "node:path";
import { buildSync, type OutputFile } from "esbuild";

export type HandlerName = "process" | "close" | "notify" | "publish" | "late" | "recommend" | "local-metrics";

/** Entry points by handler; known by path only, nothing of theirs is imported here. */
const ENTRIES: Readonly<Record<HandlerName, string>> = {
  process: "lambdas/process/handler.ts",
  close: "lambdas/close/handler.ts",
  notify: "lambdas/notify/handler.ts",
  publish: "lambdas/publish/handler.ts",
  late: "lambdas/late/handler.ts",
  recommend: "lambdas/recommend/handler.ts",
  "local-metrics": "lambdas/local-metrics/handler.ts",
};

const PROJECT_ROOT = resolve(import.meta.dirname, "../../..");

/** Some dependencies are CommonJS and call `require` for Node's own modules, which a module does not have. */
const REQUIRE_BANNER =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

export interface Bundle {
  /** Of all files' contents. */
  readonly hash: string;
  /** `index.mjs` exports `handler`; `index.mjs.map` leads from it back to the sources. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

let bundles: ReadonlyMap<string, Bundle> | undefined;

/** The handlers that answer when a pipeline is asked. */
const SERVICES: readonly HandlerName[] = ["recommend"];

export function isService(name: string): name is HandlerName {
  return SERVICES.some((service) => service === name);
}

/** The handler's bundle; all are built when the first is asked for. */
export function handlerBundle(name: HandlerName): Bundle {
  bundles ??= buildBundles();
  const bundle = bundles.get(name);
  if (bundle === undefined) throw new Error(`Cannot find the bundle of handler ${name}: it was not built`);
  return bundle;
}

/** Builds every handler anew. */
export function buildBundles(): ReadonlyMap<string, Bundle> {
  const { outputFiles } = buildSync({
    absWorkingDir: PROJECT_ROOT,
    entryPoints: Object.entries(ENTRIES).map(([out, entry]) => ({ in: entry, out: `${out}/index` })),
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    write: false,
    bundle: true,
    minify: true,
    // Errors are told apart, and logged, by their names.
    keepNames: true,
    platform: "node",
    target: "node24",
    format: "esm",
    mainFields: ["module", "main"],
    banner: { js: REQUIRE_BANNER },
    // An optional peer of the sketch library, wanted only when a sketch is sent as protobuf: never here.
    external: ["protobufjs/minimal"],
    sourcemap: "linked",
    // Stack traces need positions only; the sources are in the repository.
    sourcesContent: false,
    legalComments: "none",
    charset: "utf8",
    logLevel: "warning",
  });
  const byHandler = Map.groupBy(outputFiles, ({ path }) => basename(dirname(path)));
  return new Map([...byHandler].map(([name, files]) => [name, bundleOf(files)]));
}

function bundleOf(outputs: readonly OutputFile[]): Bundle {
  const sorted = outputs.map(({ path, contents }) => ({ name: basename(path), contents }));
  sorted.sort((one, other) => (one.name < other.name ? -1 : 1));
  const hash = createHash("sha256");
  for (const { name, contents } of sorted) hash.update(`${name}:${contents.length}:`).update(contents);
  return { hash: hash.digest("hex"), files: new Map(sorted.map(({ name, contents }) => [name, contents])) };
}
