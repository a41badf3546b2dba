/** What a pipeline's events are like in a file, so that they can be sent again at other times. */
export interface ReplayFormat {
  /** The columns that a table of events must have. */
  readonly columns: readonly string[];
  /** The event that a row of a table stands for, its cells being texts. */
  readonly eventOf: (row: Readonly<Record<string, string>>) => unknown;
  /** The JSON in a line's text, as the pipeline reads it; throws where it is none. */
  readonly parse: (text: string) => unknown;
  /** Milliseconds since 1970; undefined for what is no event with a time. */
  readonly timeOf: (event: unknown) => number | undefined;
  /** The event, which has a time, at another one. */
  readonly withTime: (event: unknown, timeMs: number) => unknown;
  readonly partitionKeyOf: (event: unknown) => string;
  /** What statistics are broken down by. */
  readonly typeOf: (event: unknown) => string;
}
