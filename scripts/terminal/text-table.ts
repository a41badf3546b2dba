/**
 * Rows of text under each other: the first columns, which are labels, to the left, and figures to the right.
 *
 * @param rows the head first; it has every column.
 * @param labels how many columns are labels.
 * @param indent what each line begins with.
 */
export function textTable(
  rows: readonly (readonly string[])[],
  { labels = 1, indent = "" }: { readonly labels?: number; readonly indent?: string } = {},
): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lineOf = (row: readonly string[]) =>
    row
      .map((cell, i) => (i < labels ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join("  ")
      .trimEnd();
  return rows.map((row) => indent + lineOf(row)).join("\n");
}
