/** Saves what is shown as files of the browser. */
import { h } from "./dom.ts";
import { csvText, jsonText, type Table } from "./table-text.ts";

/** Time enough for the browser to begin with one file before the next. */
const REVOKE_MS = 10_000;

export function saveCsv(view: string, tables: readonly Table[]): void {
  for (const table of tables) save(`tidewater-${view}-${table.name}.csv`, "text/csv", csvText(table));
}

export function saveJson(view: string, tables: readonly Table[]): void {
  save(`tidewater-${view}.json`, "application/json", jsonText(tables));
}

function save(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), REVOKE_MS);
}
