/**
 * A shop's events from a file, in the order of the file, which must be that of event time: a REES46 clickstream (CSV or JSON
 * lines) or invoices (CSV), plain or gzipped, told apart by their columns. Each step is what happens between two
 * predictions: one event of a clickstream, one invoice.
 */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import type { Interaction, InteractionKind } from "../../lib/pipelines/commerce/recommend/interaction.ts";
import { parseIdentifiersWhole } from "../../lib/pipelines/commerce/whole-identifiers.ts";
import { UserError } from "../terminal/user-error.ts";

export interface ShopStep {
  /** Where the file does not say who it was, each invoice is somebody's of its own. */
  readonly userId: string;
  readonly interactions: readonly Interaction[];
}

interface OpenInvoice extends ShopStep {
  readonly id: string;
  readonly interactions: Interaction[];
}

type Row = Readonly<Record<string, unknown>>;

const FIRST_GZIP_BYTES = 0x1f8b;
const CLICKSTREAM_COLUMNS = ["event_time", "event_type", "product_id", "user_id", "user_session"];
const INVOICE_COLUMNS = ["event_time", "invoice", "event_type", "stock_code", "customer_id"];
const KINDS: ReadonlySet<unknown> = new Set(["view", "cart", "remove_from_cart", "purchase"]);

export type ShopFileKind = "clickstream" | "invoices";

export interface ShopFile {
  readonly kind: ShopFileKind;
  readonly steps: AsyncIterable<ShopStep>;
}

export async function openShopFile(path: string): Promise<ShopFile> {
  const rows = rowsOf(path)[Symbol.asyncIterator]();
  const first = await rows.next();
  if (first.done === true) throw new UserError(`Cannot use ${path}: it has no events; give one a line`);
  const kind = kindOf(first.value, path);
  const all = chained(first.value, rows);
  return { kind, steps: kind === "clickstream" ? clickstreamSteps(all, path) : invoiceSteps(all, path) };
}

function kindOf(row: Row, path: string): ShopFileKind {
  if (CLICKSTREAM_COLUMNS.every((column) => column in row)) return "clickstream";
  if (INVOICE_COLUMNS.every((column) => column in row)) return "invoices";
  throw new UserError(
    `Cannot use ${path}: its columns are ${Object.keys(row).join(", ")}; ` +
      `give ${CLICKSTREAM_COLUMNS.join(", ")} or ${INVOICE_COLUMNS.join(", ")}`,
  );
}

async function* clickstreamSteps(rows: AsyncIterable<Row>, path: string): AsyncGenerator<ShopStep> {
  let event = 0;
  for await (const row of rows) {
    event++;
    if (!KINDS.has(row["event_type"])) continue;
    const interaction: Interaction = {
      kind: row["event_type"] as InteractionKind,
      atMs: timeOf(row, `${path}, event ${event}`),
      productId: String(row["product_id"]),
      categoryId: textOf(row["category_id"]) ?? textOf(row["category_code"]),
      brand: textOf(row["brand"]),
      price: numberOf(row["price"]),
      basketId: String(row["user_session"]),
    };
    yield { userId: String(row["user_id"]), interactions: [interaction] };
  }
}

/** Lines of one invoice stand together; cancellations are not choices and are left out. */
async function* invoiceSteps(rows: AsyncIterable<Row>, path: string): AsyncGenerator<ShopStep> {
  let line = 0;
  let invoice: OpenInvoice | undefined;
  for await (const row of rows) {
    line++;
    if (row["event_type"] !== "purchase") continue;
    const id = String(row["invoice"]);
    if (invoice?.id !== id) {
      if (invoice !== undefined) yield invoice;
      const customerId = textOf(row["customer_id"]);
      const userId: string = customerId === null ? `invoice ${id}` : `customer ${customerId}`;
      invoice = { id, userId, interactions: [] };
    }
    invoice.interactions.push({
      kind: "purchase",
      atMs: timeOf(row, `${path}, event ${line}`),
      productId: String(row["stock_code"]),
      categoryId: null,
      brand: null,
      price: numberOf(row["unit_price"]),
      basketId: id,
    });
  }
  if (invoice !== undefined) yield invoice;
}

async function* rowsOf(path: string): AsyncGenerator<Row> {
  const text = await unpacked(path);
  if (/\.jsonl(\.gz)?$/.test(path)) {
    let number = 0;
    for await (const line of createInterface({ input: text, crlfDelay: Infinity })) {
      number++;
      if (line.trim() !== "") yield parseLine(line, `${path}, line ${number}`);
    }
    return;
  }
  const parser = parse({ columns: true, bom: true, skip_empty_lines: true });
  text.on("error", (error) => parser.destroy(error));
  try {
    for await (const row of text.pipe(parser)) yield row as Row;
  } catch (error) {
    const code = (error as { readonly code?: string }).code ?? "unreadable";
    throw new UserError(
      `Cannot read ${path}: ${code}; give CSV with a header, or JSON lines in a .jsonl file`,
      {
        cause: error,
      },
    );
  }
}

async function unpacked(path: string): Promise<Readable> {
  try {
    const file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    await file.close();
    const isPacked = bytesRead === 2 && buffer.readUInt16BE(0) === FIRST_GZIP_BYTES;
    const bytes = createReadStream(path);
    return isPacked ? bytes.pipe(createGunzip()) : bytes;
  } catch (error) {
    const state = (error as { readonly code?: string }).code ?? "unreadable";
    throw new UserError(`Cannot read ${path}: ${state}; give a file with --input`, { cause: error });
  }
}

function parseLine(line: string, place: string): Row {
  try {
    const row = parseIdentifiersWhole(line);
    if (typeof row === "object" && row !== null) return row as Row;
  } catch {
    throw new UserError(`Cannot read ${place}: it is not JSON; give one object a line`);
  }
  throw new UserError(`Cannot read ${place}: it is no object; give one object a line`);
}

async function* chained(first: Row, rest: AsyncIterator<Row>): AsyncGenerator<Row> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

/** REES46 writes `2019-10-01 00:00:00 UTC`; milliseconds since 1970 are taken as well. */
function timeOf(row: Row, place: string): number {
  const value = row["event_time"];
  if (typeof value === "number" && Number.isFinite(value)) return value;
  const time =
    typeof value === "string" ? Date.parse(value.replace(/^(\S+) (\S+) UTC$/, "$1T$2Z")) : Number.NaN;
  if (Number.isFinite(time)) return time;
  throw new UserError(
    `Cannot read ${place}: event_time: expected an ISO 8601 date and time, got a ${typeof value}`,
  );
}

function textOf(value: unknown): string | null {
  return value === undefined || value === null || value === "" ? null : String(value);
}

function numberOf(value: unknown): number | null {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}
