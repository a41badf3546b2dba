/**
 * The lines of a log group, read on from where the last look ended: what was read once costs nothing the next time.
 * Invariant: each line is told once.
 */
import { type CloudWatchLogsClient, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";

/** Lines become visible a little out of order: the last seconds are read again, and known lines passed over. */
const OVERLAP_MS = 2_000;
/** What one answer holds; an emulator ends there, without saying that there is more. */
const LINES_AN_ANSWER = 10_000;

export interface LogLine {
  readonly timestampMs: number;
  readonly message: string;
}

export class LogTail {
  readonly #client: CloudWatchLogsClient;
  readonly #logGroupName: string;
  #newestMs: number;
  #readFromMs: number;
  #seen = new Map<string, number>();

  /** @param fromMs older lines are not read. */
  constructor(client: CloudWatchLogsClient, logGroupName: string, fromMs: number) {
    this.#client = client;
    this.#logGroupName = logGroupName;
    this.#newestMs = fromMs;
    this.#readFromMs = fromMs;
  }

  /** The lines that have become visible since the last look; looks must not overlap. */
  async read(): Promise<readonly LogLine[]> {
    const lines: LogLine[] = [];
    let fromMs: number | undefined = this.#readFromMs;
    while (fromMs !== undefined) fromMs = await this.#readFrom(fromMs, lines);
    this.#readFromMs = Math.max(this.#readFromMs, this.#newestMs - OVERLAP_MS);
    this.#seen = new Map([...this.#seen].filter(([, timestampMs]) => timestampMs >= this.#readFromMs));
    return lines;
  }

  /** Where to read on, when an answer was full and named no next one. */
  async #readFrom(startTime: number, lines: LogLine[]): Promise<number | undefined> {
    const request = { logGroupName: this.#logGroupName, startTime };
    let isCutShort = false;
    for await (const { events = [], nextToken } of paginateFilterLogEvents(
      { client: this.#client },
      request,
    )) {
      isCutShort = nextToken === undefined && events.length >= LINES_AN_ANSWER;
      for (const { eventId, logStreamName, timestamp = 0, message = "" } of events) {
        this.#newestMs = Math.max(this.#newestMs, timestamp);
        // Not every emulator gives events an id; a line with its place and time is as good.
        const id = eventId ?? `${logStreamName} ${timestamp} ${message}`;
        if (this.#seen.has(id)) continue;
        this.#seen.set(id, timestamp);
        lines.push({ timestampMs: timestamp, message });
      }
    }
    return isCutShort && this.#newestMs > startTime ? this.#newestMs : undefined;
  }
}
