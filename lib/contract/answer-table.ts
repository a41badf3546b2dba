/**
 * The table of answers: what a service has answered lately, for its containers to share. Partition key `pk`, sort key `sk`.
 *
 *   pk             sk           item
 *   <who asked>    <what>       an answer
 *
 * A cache: losing all of it costs time and nothing else. Of everybody all answers stand together.
 */
export const ANSWERS = {
  partitionKey: "pk",
  sortKey: "sk",
  /** The answer: JSON under Zstandard. */
  format: "format",
  body: "body",
  /** Seconds since 1970: clean-up only, readers go by the answer itself. */
  expiresAt: "expiresAt",
} as const;
