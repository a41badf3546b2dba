/** The page as the browser gets it: its script and styles bundled from source when it is first asked for. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

export interface PageFiles {
  readonly html: string;
  readonly script: string;
  readonly styles: string;
}

const PAGE = join(import.meta.dirname, "../page");

export async function buildPage(): Promise<PageFiles> {
  const { outputFiles } = await build({
    entryPoints: [
      { in: join(PAGE, "main.ts"), out: "page" },
      { in: join(PAGE, "styles.css"), out: "page" },
    ],
    outdir: PAGE,
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    target: "es2022",
    legalComments: "none",
    logLevel: "silent",
  });
  const textOf = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? "";
  return {
    html: await readFile(join(PAGE, "index.html"), "utf8"),
    script: textOf(".js"),
    styles: textOf(".css"),
  };
}
