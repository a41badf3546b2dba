/**
 * The steps of a long command, on stderr: what runs, how long it has taken, what came of it.
 * On a terminal the running step is one live line; in a pipe each step is one plain line, written when it ends.
 * Invariant: a step that throws is marked as failed and the error goes on to the caller unchanged.
 */
import pc from "picocolors";
import { formatDuration } from "./format-duration.ts";

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const FRAME_MS = 100;
const CLEAR_LINE = "\r\u001b[2K";

export interface Step {
  /** A few words behind the title: live on a terminal, the last ones kept on the finished line. */
  detail(text: string): void;
}

export interface Steps {
  run<Result>(title: string, work: (step: Step) => Promise<Result>): Promise<Result>;
}

/** Steps that nobody watches: for tests, and for commands whose stderr is their own. */
export const silentSteps: Steps = {
  run: (_, work) => work({ detail() {} }),
};

/** A step list on the stream. Steps run one after the other: only one line can be live. */
export function createSteps(stream: NodeJS.WriteStream = process.stderr): Steps {
  const isLive = Boolean(stream.isTTY);
  // Left to itself picocolors judges by stdout, which may be a pipe while a person watches stderr.
  const paint = pc.createColors(isLive && !process.env.NO_COLOR && process.env.TERM !== "dumb");

  function line(mark: string, title: string, text: string, elapsedMs: number): string {
    const elapsed = formatElapsed(elapsedMs);
    const head = `${mark} ${title}  ${paint.dim(elapsed)}`;
    // A live line must not wrap: the next redraw would clear only its last row. The mark takes one column.
    const columns = isLive ? (stream.columns ?? 80) - title.length - elapsed.length - 7 : text.length;
    const shown = text.slice(0, Math.max(0, columns));
    return shown === "" ? head : `${head}  ${paint.dim(shown)}`;
  }

  async function run<Result>(title: string, work: (step: Step) => Promise<Result>): Promise<Result> {
    const startedAtMs = performance.now();
    let text = "";
    let frame = 0;

    function draw(): void {
      frame += 1;
      const mark = paint.cyan(FRAMES[frame % FRAMES.length] ?? "");
      stream.write(`${CLEAR_LINE}${line(mark, title, text, performance.now() - startedAtMs)}`);
    }
    function finish(mark: string): void {
      stream.write(
        `${isLive ? CLEAR_LINE : ""}${line(mark, title, text, performance.now() - startedAtMs)}\n`,
      );
    }

    const timer = isLive ? setInterval(draw, FRAME_MS) : undefined;
    timer?.unref();
    try {
      const result = await work({
        detail: (next) => {
          text = next;
        },
      });
      finish(isLive ? paint.green("✔") : "ok    ");
      return result;
    } catch (error) {
      finish(isLive ? paint.red("✖") : "failed");
      throw error;
    } finally {
      clearInterval(timer);
    }
  }

  return { run };
}

/** Spinner times tick in tenths of a second; milliseconds would only flicker. */
function formatElapsed(elapsedMs: number): string {
  return elapsedMs < 60_000 ? `${(elapsedMs / 1000).toFixed(1)} s` : formatDuration(elapsedMs);
}
