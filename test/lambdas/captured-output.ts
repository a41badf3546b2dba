/** All that a function writes while it is captured: logs, metrics and warnings. */
const STREAMS = [process.stdout, process.stderr];

export interface CapturedOutput {
  readonly text: () => string;
  /** The lines that CloudWatch would take metrics from, read. */
  readonly metricLines: () => any[];
  readonly release: () => void;
}

export function captureOutput(): CapturedOutput {
  const writes = STREAMS.map(({ write }) => write);
  let output = "";
  for (const stream of STREAMS) {
    stream.write = ((text: string | Uint8Array) => {
      output += typeof text === "string" ? text : Buffer.from(text).toString("utf8");
      return true;
    }) as typeof stream.write;
  }
  return {
    text: () => output,
    metricLines: () =>
      output
        .split("\n")
        .filter((line) => line.includes('"_aws"'))
        .map((line) => JSON.parse(line)),
    release: () => {
      STREAMS.forEach((stream, i) => {
        stream.write = writes[i] as typeof stream.write;
      });
    },
  };
}
