/**
 * What a field of a log line may hold: each kind admits a closed set of values, or numbers and positions that the
 * stream gave out. Anything else is withheld, whatever the types have let through.
 */
import { ENVELOPE_FIELDS, type EnvelopeField } from "../late/envelope-error.ts";
import type { RejectionReason } from "../../lib/engine/index.ts";
import { ROW_FAULTS, type RowFault } from "../publish/row-fault.ts";
import { knownErrorName } from "./error-name.ts";

export const WITHHELD = "withheld";

export interface FieldValues {
  readonly count: number;
  readonly shard: string;
  /** A sequence number; undefined where there is none. */
  readonly position: string | undefined;
  readonly reason: RejectionReason;
  readonly error: string;
  /** null where the error is not about a field. */
  readonly envelopeField: EnvelopeField | null;
  readonly rowFault: RowFault;
}

export type FieldKind = keyof FieldValues;

const REASONS: Readonly<Record<RejectionReason, true>> = {
  malformed_base64: true,
  malformed_utf8: true,
  malformed_json: true,
  schema_violation: true,
  future_timestamp: true,
  too_large: true,
  operator_error: true,
};

const SHARD = /^shardId-\d{1,20}$/;
const POSITION = /^\d{1,64}$/;

const ADMITS: Readonly<Record<FieldKind, (value: unknown) => boolean>> = {
  count: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  shard: (value) => typeof value === "string" && SHARD.test(value),
  position: (value) => value === undefined || (typeof value === "string" && POSITION.test(value)),
  reason: (value) => typeof value === "string" && Object.hasOwn(REASONS, value),
  error: (value) => knownErrorName(value) === value,
  rowFault: (value) => ROW_FAULTS.some((fault) => fault === value),
  envelopeField: (value) => value === null || ENVELOPE_FIELDS.some((field) => field === value),
};

export function admitted(kind: FieldKind, value: unknown): unknown {
  return ADMITS[kind](value) ? value : WITHHELD;
}
