/** What is wrong with a late event's envelope, by field: what the field holds is not told. */
export const ENVELOPE_FIELDS = [
  "envelope",
  "v",
  "eventTime",
  "watermark",
  "arrivedAt",
  "late",
  "operator",
  "operators",
  "windowStart",
  "windowEnd",
  "allowedLatenessMs",
  "shardId",
  "sequenceNumber",
  "partitionKey",
  "data",
  "overflow",
  "bucket",
  "key",
] as const;

export type EnvelopeField = (typeof ENVELOPE_FIELDS)[number];

export class EnvelopeError extends TypeError {
  override readonly name = "EnvelopeError";
  readonly field: EnvelopeField;

  constructor(field: EnvelopeField, expected: string) {
    super(`Cannot read a late event: ${field} is not ${expected}`);
    this.field = field;
  }
}
