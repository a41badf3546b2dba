/**
 * A transform edits a record before it is replayed: the default export of a module that the user names. It gives the
 * new bytes, or null to leave the record where it is. Only the bytes change: key and origin stay the original's.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { UserError } from "../terminal/user-error.ts";
import { originText } from "./dead-letter.ts";
import { bytesOf, type FoundRecord } from "./found-record.ts";
import { errorName, type Hindrance } from "./outcome.ts";

export interface TransformRecord {
  readonly data: Buffer;
  /** The data as UTF-8. */
  readonly text: string;
  readonly reason: string;
  readonly error: string;
  readonly operator: string | null;
  readonly partitionKey: string;
  /** `<shardId>:<sequenceNumber>` of the record as it first arrived. */
  readonly origin: string;
  /** How often the processor has judged it so far: 0 for a record of a lost batch. */
  readonly attempt: number;
  /** ISO 8601; null where it is not known. */
  readonly arrivedAt: string | null;
}

export type TransformResult = string | Uint8Array | null;
export type Transform = (record: TransformRecord) => TransformResult | Promise<TransformResult>;

export interface LoadedTransform {
  readonly apply: Transform;
  /** Of the module's file, in hex: what an audit compares. Files that it imports are not in it. */
  readonly sha256: string;
}

/** @throws UserError when there is no such module, or nothing in it that can be called. */
export async function loadTransform(path: string): Promise<LoadedTransform> {
  const file = resolve(path);
  const refuse = (state: string, cause?: unknown) =>
    new UserError(`Cannot use transform ${path}: ${state}; name an ES module with a default function`, {
      cause,
    });
  const source = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw refuse(`it cannot be read (${error.code})`, error);
  });
  const sha256 = createHash("sha256").update(source).digest("hex");
  const module = await import(pathToFileURL(file).href).catch((error: unknown) => {
    throw refuse(`it cannot be loaded (${error instanceof Error ? error.message : errorName(error)})`, error);
  });
  if (typeof module.default !== "function") throw refuse("its default export is no function");
  return { apply: module.default as Transform, sha256 };
}

/** Base64 of the bytes to replay, or why there are none. */
export async function transformed(record: FoundRecord, transform: Transform): Promise<string | Hindrance> {
  const { reason, error, operator, partitionKey, origin, attempt, arrivedAtMs, wire } = record;
  const data = bytesOf(wire);
  const arrivedAt = arrivedAtMs === null ? null : new Date(arrivedAtMs).toISOString();
  const identity = { partitionKey, origin: originText(origin), attempt, arrivedAt };
  try {
    const result = await transform({
      data,
      text: data.toString("utf8"),
      reason,
      error,
      operator,
      ...identity,
    });
    if (result === null) return { outcome: "skipped", error: null };
    if (typeof result === "string") return Buffer.from(result, "utf8").toString("base64");
    if (result instanceof Uint8Array) return Buffer.from(result).toString("base64");
    return { outcome: "failed", error: "TypeError" };
  } catch (thrown) {
    return { outcome: "failed", error: errorName(thrown) };
  }
}
