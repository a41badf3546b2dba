/** Writes the ground truth of a run to a file: a line of JSON for each thing that the pipeline must find. */
import { writeFile } from "node:fs/promises";
import { UserError } from "../terminal/user-error.ts";
import type { Episode } from "./produced-record.ts";

/** @throws UserError when the file cannot be written. */
export async function writeEpisodes(episodes: readonly Episode[], path: string): Promise<void> {
  const lines = episodes.map((episode) => `${JSON.stringify(episode)}\n`);
  try {
    await writeFile(path, lines.join(""));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(`Cannot write ${path}: ${code ?? message}; choose another file with --episodes`, {
      cause: error,
    });
  }
}
