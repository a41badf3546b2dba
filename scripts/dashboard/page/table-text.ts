/**
 * What is shown, as a file. In CSV a text that a spreadsheet would take for a formula gets an apostrophe in front: records
 * come from anybody. Figures stay figures.
 */
export type Cell = string | number | null;

export interface Table {
  /** A short name, good for a file's. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Spreadsheets pass over blanks in front of a formula. */
const FORMULA = /^\s*[=+\-@\t\r]/;

export function csvText({ columns, rows }: Table): string {
  return [columns, ...rows].map((row) => `${row.map(csvCell).join(",")}\r\n`).join("");
}

export function csvCell(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function jsonText(tables: readonly Table[]): string {
  const entries = tables.map(({ name, columns, rows }) => [
    name,
    rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i] ?? null]))),
  ]);
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}
