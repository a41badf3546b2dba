/**
 * The Chromium that the npm package `@sparticuz/chromium` carries (Linux on x64), unpacked once into `.local/browser/`.
 * It is built beside its place and renamed into it: at its final name it is whole.
 */
import { execFile } from "node:child_process";
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { createBrotliDecompress } from "node:zlib";
import { projectPaths } from "../../local-cloud/project-paths.ts";

const PACKAGE = join(dirname(projectPaths.bin), "@sparticuz/chromium");
/** The libraries that a bare machine lacks. */
const LIBRARIES = "al2023";
const EXECUTABLE = 0o755;

export interface UnpackedBrowser {
  readonly executable: string;
  readonly libraries: string;
}

export async function unpackBrowser(): Promise<UnpackedBrowser> {
  const { version } = JSON.parse(await readFile(join(PACKAGE, "package.json"), "utf8"));
  const place = join(projectPaths.local, "browser", version);
  if (!existsSync(place)) await unpackTo(place);
  return { executable: join(place, "chromium"), libraries: join(place, LIBRARIES, "lib") };
}

async function unpackTo(place: string): Promise<void> {
  await mkdir(dirname(place), { recursive: true });
  const building = await mkdtemp(`${place}.`);
  try {
    await decompress("chromium.br", join(building, "chromium"), EXECUTABLE);
    const archive = join(building, "libraries.tar");
    await decompress(`${LIBRARIES}.tar.br`, archive);
    await mkdir(join(building, LIBRARIES));
    await promisify(execFile)("tar", ["-xf", archive, "-C", join(building, LIBRARIES)]);
    await rm(archive);
    // Another starter may have been faster: its browser is as good.
    await rename(building, place).catch((error: unknown) => {
      if (!existsSync(place)) throw error;
    });
  } finally {
    await rm(building, { recursive: true, force: true });
  }
}

function decompress(name: string, target: string, mode = 0o644): Promise<void> {
  const source = createReadStream(join(PACKAGE, "bin", name));
  return pipeline(source, createBrotliDecompress(), createWriteStream(target, { mode }));
}
