/** What a log's line tells of metrics, each once, in however many sets of dimensions it stands; other lines tell of none. */
import { readEmfLine } from "../../lambdas/local-metrics/emf-line.ts";

export function emfValues(line: string): ReadonlyMap<string, readonly number[]> {
  return new Map(readEmfLine(line).map(({ name, values }) => [name, values]));
}
