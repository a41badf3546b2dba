/**
 * One progress bar on stderr, for work whose size is known: a label, a bar, a percentage, and a few words of figures.
 * Invariant: in a pipe it writes nothing at all, so a log holds no half-drawn bars.
 */
import { SingleBar } from "cli-progress";

export interface ProgressBar {
  /** `done` in the unit of `total`; `detail` is what stands behind the bar. */
  update(done: number, detail?: string): void;
  /** Leaves the finished bar on its line and gives the terminal back. */
  stop(): void;
}

export interface ProgressBarOptions {
  readonly label: string;
  readonly total: number;
  readonly stream?: NodeJS.WriteStream;
}

const SILENT: ProgressBar = { update() {}, stop() {} };

/** A running bar on a terminal, a silent one elsewhere. */
export function startProgressBar({ label, total, stream = process.stderr }: ProgressBarOptions): ProgressBar {
  if (!stream.isTTY) return SILENT;
  const bar = new SingleBar({
    format: "{label} {bar} {percentage}%  {detail}",
    stream,
    barsize: 30,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    hideCursor: true,
    linewrap: false,
    // Ctrl-C is the command's to handle; the bar would otherwise end the process by itself.
    gracefulExit: false,
  });
  bar.start(total, 0, { label, detail: "" });
  return {
    update: (done, detail) => bar.update(Math.min(done, total), detail === undefined ? {} : { detail }),
    stop: () => bar.stop(),
  };
}
