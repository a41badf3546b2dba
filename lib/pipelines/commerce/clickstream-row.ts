/**
 * A row of a clickstream table in the REES46 schema as an event. An empty cell is null where a field may be; a price that
 * is no number stays a text, which the schema refuses.
 */
export const CLICKSTREAM_COLUMNS: readonly string[] = [
  "event_time",
  "event_type",
  "product_id",
  "category_id",
  "category_code",
  "brand",
  "price",
  "user_id",
  "user_session",
];

export type ClickstreamRow = Readonly<Record<string, string | undefined>>;

export function eventOfRow({ category_code, brand, price, ...texts }: ClickstreamRow): unknown {
  return {
    ...texts,
    category_code: textOrNull(category_code),
    brand: textOrNull(brand),
    price: price === undefined ? undefined : numberOrText(price),
  };
}

function textOrNull(cell: string | undefined): string | null {
  return cell === undefined || cell === "" ? null : cell;
}

function numberOrText(cell: string): number | string {
  const value = Number(cell);
  return cell.trim() === "" || !Number.isFinite(value) ? cell : value;
}
