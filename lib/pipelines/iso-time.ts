/** ISO 8601 times in events: with time to the minute at least, with or without a zone; without one they are in UTC. */

/** Days that no month has are refused. */
const DATE =
  "(?:\\d{4}-(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|" +
  "\\d{4}-(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|" +
  "\\d{4}-02-(?:0[1-9]|1\\d|2[0-8])|" +
  "(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)";

export const ISO_TIME = new RegExp(
  `^${DATE}T(?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:\\.\\d+)?)?(?:Z|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)?$`,
);

/** As databases print times in UTC: `2019-10-01 00:00:00 UTC`. */
export const UTC_TIME = new RegExp(`^${DATE} (?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d UTC$`);

const ZONE = /(?:Z|[+-]\d{2}:\d{2})$/;

/** The length of `2026-01-01T00:00:00.000Z`, and of its part up to the minute, `2026-01-01T00:00:`. */
const CANONICAL_LENGTH = 24;
const MINUTE_LENGTH = 17;

/** Events of one minute share their date, and parsing a date is dear: a memo, invisible from outside. */
let minute = { text: "", timeMs: 0 };

/** Milliseconds since 1970 of a text that is an ISO_TIME, whatever the machine's zone is. */
export function isoTimeMs(text: string): number {
  if (!isCanonical(text)) return Date.parse(ZONE.test(text) ? text : `${text}Z`);
  if (!text.startsWith(minute.text) || minute.text === "") {
    const date = text.slice(0, MINUTE_LENGTH);
    minute = { text: date, timeMs: Date.parse(`${date}00.000Z`) };
  }
  return minute.timeMs + millisOfMinute(text);
}

/** Milliseconds since 1970 of a text that is a UTC_TIME. */
export function utcTimeMs(text: string): number {
  return isoTimeMs(`${text.slice(0, 10)}T${text.slice(11, 19)}.000Z`);
}

/** True for `2026-01-01T00:00:00.000Z`: milliseconds, in UTC. */
export function isCanonical(text: string): boolean {
  return text.length === CANONICAL_LENGTH && text.charCodeAt(CANONICAL_LENGTH - 1) === ZULU;
}

/** The `ss.sss` of a canonical time in ms; its digits stand at fixed places. */
function millisOfMinute(text: string): number {
  const digit = (place: number) => text.charCodeAt(MINUTE_LENGTH + place) - ZERO;
  return digit(0) * 10_000 + digit(1) * 1000 + digit(3) * 100 + digit(4) * 10 + digit(5);
}

const ZERO = "0".charCodeAt(0);
const ZULU = "Z".charCodeAt(0);
