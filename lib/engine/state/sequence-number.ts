/**
 * A sequence number is a record's position in its shard: a decimal string, zero-padded to a fixed width, so
 * that the order of the strings is the order of the numbers.
 *
 * Kinesis makes numbers of 56 digits; a DynamoDB number holds 38 and a JavaScript number 15. They are
 * therefore never numbers here.
 */
export type SequenceNumber = string & { readonly __brand: "sequence-number" };

/** Wider than Kinesis' 56 digits, so that a longer one would still sort correctly. */
export const SEQUENCE_NUMBER_WIDTH = 64;

/** The position before the first record of any shard. */
export const BEFORE_FIRST = "0".repeat(SEQUENCE_NUMBER_WIDTH) as SequenceNumber;

const DIGITS = /^\d{1,64}$/;

/** Pads a decimal string; throws a RangeError for anything that is not 1 to 64 digits. */
export function sequenceNumber(digits: string): SequenceNumber {
  if (!DIGITS.test(digits)) {
    throw new RangeError(
      `Cannot read a sequence number: expected 1 to ${SEQUENCE_NUMBER_WIDTH} decimal digits`,
    );
  }
  return digits.padStart(SEQUENCE_NUMBER_WIDTH, "0") as SequenceNumber;
}

/** The number as Kinesis wrote it, without padding. */
export function unpadded(number: SequenceNumber): string {
  return number.replace(/^0+(?=\d)/, "");
}
