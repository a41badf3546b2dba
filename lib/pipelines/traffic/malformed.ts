/**
 * Records that no decoder can take, each broken in one way and with the reason that the dead letters must give.
 *
 * A true event is the start of each, so they look like what a source with bad firmware or a cut connection sends.
 * How JSON breaks is the same everywhere; how an event can violate its schema, its pipeline says.
 */
import { type Random, uniformInteger } from "./random.ts";

export type MalformedReason = "malformed_json" | "malformed_utf8" | "schema_violation";

export interface Malformed {
  readonly data: Uint8Array;
  readonly reason: MalformedReason;
}

/** Changes an event so that its schema refuses it; gives its JSON text. */
export type Violation<Event> = (event: Event) => string;

type Breakage = (text: string, random: Random) => Malformed;

/** 0xFF starts no character in UTF-8. */
const NO_UTF8 = 0xff;

const encoder = new TextEncoder();

const BREAKAGES: readonly Breakage[] = [
  (text) => badJson(text.replaceAll('"', "'")),
  (text) => badJson(`${text}}`),
  truncated,
  badBytes,
];

/** A broken form of the event, each way of breaking it being as likely. */
export function malformed<Event>(
  event: Event,
  violations: readonly Violation<Event>[],
  random: Random,
): Malformed {
  const way = uniformInteger(random, 0, BREAKAGES.length + violations.length - 1);
  const breakage = BREAKAGES[way];
  if (breakage !== undefined) return breakage(JSON.stringify(event), random);
  const violation = violations[way - BREAKAGES.length] as Violation<Event>;
  return { data: encoder.encode(violation(event)), reason: "schema_violation" };
}

/** JSON can write a number that no double can hold: the event's text with such a one in the field. */
export function withBoundlessNumber<Event extends object>(event: Event, field: keyof Event): string {
  return JSON.stringify({ ...event, [field]: "?" }).replace('"?"', "1e400");
}

function badJson(text: string): Malformed {
  return { data: encoder.encode(text), reason: "malformed_json" };
}

/** Cut between characters: a cut inside of one would be bad UTF-8 as well. */
function truncated(text: string, random: Random): Malformed {
  return badJson(text.slice(0, uniformInteger(random, 1, text.length - 1)));
}

function badBytes(text: string, random: Random): Malformed {
  const data = encoder.encode(text);
  data[uniformInteger(random, 0, data.length - 1)] = NO_UTF8;
  return { data, reason: "malformed_utf8" };
}
