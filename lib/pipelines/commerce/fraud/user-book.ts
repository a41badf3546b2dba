/**
 * What the watch remembers of a group of users, in one bounded plain value.
 *
 * At most `usersMax` users are remembered; one more takes the place of whoever has done nothing for the longest. A user who
 * is not in the book starts as new, and is not claimed to have bought what they never looked at while somebody's looks that
 * were let go may have been theirs.
 */
import { EMPTY_LOG } from "../../../engine/aggregate/sliding.ts";
import { hash53 } from "../../../engine/state/fingerprint.ts";
import type { FraudEvent, Identifier } from "./fraud-event.ts";
import { ACT, type FraudState } from "./fraud-state.ts";
import type { Suspicion } from "./suspicion.ts";
import type { ObservedEvent, UserWatch } from "./user-watch.ts";

export type UserBook = {
  /** Hashes of the users' names, in the order in which they were last active. Apart from states, to be searched fast. */
  readonly names: readonly number[];
  readonly states: readonly FraudState[];
  /** So many users at the beginning have no acts that matter any more. */
  readonly rested: number;
  /** The newest event time of a look that was let go with its user; null while none was. */
  readonly forgottenMs: number | null;
};

export const EMPTY_USER_BOOK: UserBook = { names: [], states: [], rested: 0, forgottenMs: null };

export interface UserBookObservation {
  readonly book: UserBook;
  readonly suspicion?: Suspicion;
}

export function observeInBook(
  book: UserBook,
  event: FraudEvent,
  observed: ObservedEvent,
  { watch, usersMax }: { readonly watch: UserWatch; readonly usersMax: number },
): UserBookObservation {
  const name = nameOf(event.user_id);
  const place = book.names.indexOf(name);
  const before = book.states[place] ?? { ...watch.initial, forgottenMs: book.forgottenMs };
  const { state, ...rest } = watch.observe(before, event, observed);
  const others = withRest(without(book, place), observed.eventTimeMs - watch.actsKeptMs);
  const all = { ...others, names: [...others.names, name], states: [...others.states, state] };
  return { book: all.names.length > usersMax ? withoutOldest(all) : all, ...rest };
}

/** Nothing of the user is left, not even that there was one. */
export function forgetInBook(book: UserBook, user: Identifier): UserBook {
  return without(book, book.names.indexOf(nameOf(user)));
}

const NAMES = 2 ** 31;
/** The lower bits say in which group a user is. */
const GROUPS_MAX = 2 ** 16;

/** An integer in `[0, 2^31)`. Among 32 users two share one with a chance of one in four million. */
function nameOf(user: Identifier): number {
  return Math.floor(hash53(String(user)) / GROUPS_MAX) % NAMES;
}

function without(book: UserBook, place: number): UserBook {
  if (place === -1) return book;
  return {
    names: book.names.toSpliced(place, 1),
    states: book.states.toSpliced(place, 1),
    rested: place < book.rested ? book.rested - 1 : book.rested,
    forgottenMs: book.forgottenMs,
  };
}

/** Who has done nothing since needs no acts: no window reaches back to them, but for an event as late as that. */
function withRest(book: UserBook, sinceMs: number): UserBook {
  const resting = book.states[book.rested]?.acts.at(-1);
  if (resting === undefined || resting[ACT.time] > sinceMs) return book;
  const state = book.states[book.rested] as FraudState;
  const states = book.states.with(book.rested, { ...state, acts: EMPTY_LOG });
  return withRest({ ...book, states, rested: book.rested + 1 }, sinceMs);
}

function withoutOldest({ names, states, rested, forgottenMs }: UserBook): UserBook {
  const oldest = states[0];
  const lost = [forgottenMs, oldest?.forgottenMs, oldest?.intents.at(-1)?.[0]];
  const known = lost.filter((timeMs) => typeof timeMs === "number");
  return {
    names: names.slice(1),
    states: states.slice(1),
    rested: Math.max(0, rested - 1),
    forgottenMs: known.length === 0 ? null : Math.max(...known),
  };
}
