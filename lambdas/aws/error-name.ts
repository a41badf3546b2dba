/**
 * What may be told of an error: its class, when that is a class of errors as this code, its libraries and AWS name
 * them. Messages never: they may quote what the error is about.
 */

/** AWS has codes that do not say that they are errors. */
const CODES = new Set([
  "AccessDenied",
  "InternalFailure",
  "InvalidAccessKeyId",
  "KMSAccessDenied",
  "KMSDisabled",
  "KMSThrottling",
  "NoSuchBucket",
  "NotFound",
  "OverLimit",
  "QueueDoesNotExist",
  "RequestLimitExceeded",
  "RequestThrottled",
  "ServiceUnavailable",
  "SlowDown",
  "Throttling",
]);

/** One word of at most 64 letters that ends as classes of errors do. */
const CLASS = /^(?=.{5,64}$)[A-Z][A-Za-z]*(?:Error|Exception|Fault|Failure)$|^Error$/;

/** Stands for a name that is none. */
const UNKNOWN_ERROR = "UnknownError";

export function errorNameOf(error: unknown): string {
  return error instanceof Error ? knownErrorName(error.name) : UNKNOWN_ERROR;
}

export function knownErrorName(name: unknown): string {
  return typeof name === "string" && (CODES.has(name) || CLASS.test(name)) ? name : UNKNOWN_ERROR;
}
