/**
 * Views as files: `<view>.jsonl` with the final rows. A window's rows are kept until it retires, alerts are
 * written as their chunks close, and the latest rows when the input ends, so that memory is bounded by open
 * windows and keys. A history repeats its input, so its chunks are counted and not written.
 */
import { join } from "node:path";
import {
  accumulatedRowsOf,
  type AnyTopology,
  type Chunk,
  type DetectSection,
  type EventTimeMs,
  forgottenRows,
  type Json,
  liveRowsOf,
  type Page,
  type PaneKey,
  type SessionSection,
  type ViewRow,
  type ViewStore,
  viewName,
} from "../../lib/engine/index.ts";
import { JsonLines } from "./json-lines.ts";

export class FileViews implements ViewStore {
  readonly #files: ReadonlyMap<string, JsonLines>;
  readonly #topology: AnyTopology;
  /** Rows of windows that are not retired, by operator and window start, then by key. */
  readonly #open = new Map<string, Map<string, ViewRow>>();

  /** @param written the operators whose views are written; others may be there for these to read. */
  constructor(topology: AnyTopology, directory: string, written: readonly string[]) {
    this.#topology = topology;
    this.#files = new Map(
      written.map((name) => [name, new JsonLines(join(directory, `${viewName(name)}.jsonl`))]),
    );
  }

  async putRows(rows: readonly ViewRow[]): Promise<void> {
    for (const row of rows) {
      const id = `${row.operator}|${row.windowStartMs}`;
      const window = this.#open.get(id) ?? new Map<string, ViewRow>();
      const before = window.get(row.key);
      if (before === undefined || row.version > before.version) window.set(row.key, row);
      this.#open.set(id, window);
    }
  }

  async putChunks(chunks: readonly Chunk[]): Promise<void> {
    for (const { operator, entries } of chunks) {
      if (this.#hasRowsInHistory(operator)) this.#writeTexts(operator, entries);
    }
  }

  /** Writes the final rows of windows that have retired. */
  retire(keys: readonly PaneKey[]): void {
    for (const { operator, window } of keys) {
      const id = `${operator}|${window.startMs}`;
      for (const { row } of this.#open.get(id)?.values() ?? []) this.#write(operator, [row]);
      this.#open.delete(id);
    }
  }

  /** Writes what pages without windows hold at the end of the input. */
  async writeKeyed(pages: readonly Page[], nowMs: EventTimeMs): Promise<void> {
    for (const [name, { keyRows, accumulation }] of Object.entries(this.#topology.operators)) {
      if (!this.#files.has(name)) continue;
      if (this.#hasRowsInHistory(name)) {
        this.#writeTexts(
          name,
          pages.flatMap((page) => openEntries(name, page)),
        );
        const isForgotten = forgottenRows(this.#topology, name, pages);
        if (isForgotten !== undefined) await this.#files.get(name)?.drop(isForgotten);
      }
      if (keyRows !== undefined) this.#write(name, liveRowsOf(this.#topology, name, pages));
      if (accumulation !== undefined) this.#write(name, accumulatedRowsOf(this.#topology, name, pages));
    }
    for (const [name, { rows }] of Object.entries(this.#topology.derived ?? {})) {
      if (this.#files.has(name)) this.#write(name, rows(this.#topology, pages, nowMs));
    }
  }

  /** Rows written by view. */
  rows(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#files].map(([name, file]) => [viewName(name), file.rows]));
  }

  close(): void {
    for (const file of this.#files.values()) file.close();
  }

  /** A history of alerts, announcements or sessions is the view; that of a latest view repeats its input. */
  #hasRowsInHistory(operator: string): boolean {
    const kind = this.#topology.operators[operator]?.kind;
    return kind === "detect" || kind === "session";
  }

  #write(operator: string, rows: Iterable<Json>): void {
    const file = this.#files.get(operator);
    for (const row of rows) file?.write(row);
  }

  #writeTexts(operator: string, texts: readonly string[]): void {
    const file = this.#files.get(operator);
    for (const text of texts) file?.writeText(text);
  }
}

function openEntries(operator: string, { sections }: Page): string[] {
  const section = sections.get(operator)?.state as DetectSection | SessionSection | undefined;
  return (section?.journal ?? []).flatMap(({ entries }) => entries);
}
