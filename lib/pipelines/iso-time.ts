/**
 * ISO 8601 times in events, with time to the minute at least, with or without a zone (without one they are in UTC);
 * and times as rows have them.
 */

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

const MS_PER_MINUTE = 60_000;
const MS_PER_S = 1000;

/** `ss.` and `sssZ`, as they stand behind the minute of a canonical time. */
const SECONDS = Array.from({ length: 60 }, (_, second) => `${String(second).padStart(2, "0")}.`);
const MILLIS = Array.from({ length: MS_PER_S }, (_, ms) => `${String(ms).padStart(3, "0")}Z`);

/** Rows of one batch share few minutes, and to write a date is as dear as to parse one: a memo of the last. */
let written = { minute: Number.NaN, text: "" };

/** Whole milliseconds since 1970 as `2026-01-01T00:00:00.000Z`: what a date's `toISOString` says. */
export function isoTimeOf(timeMs: number): string {
  const minute = Math.floor(timeMs / MS_PER_MINUTE);
  if (minute !== written.minute) {
    const date = new Date(minute * MS_PER_MINUTE).toISOString();
    written = { minute, text: date.slice(0, MINUTE_LENGTH - CANONICAL_LENGTH) };
  }
  const msOfMinute = timeMs - minute * MS_PER_MINUTE;
  const second = Math.floor(msOfMinute / MS_PER_S);
  return `${written.text}${SECONDS[second]}${MILLIS[msOfMinute - second * MS_PER_S]}`;
}

const ZERO = "0".charCodeAt(0);
const ZULU = "Z".charCodeAt(0);
