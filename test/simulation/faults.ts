/**
 * What goes wrong in a run: the world's faults and the traffic's. For each seed whole kinds are switched off
 * (swarm testing), because faults that mask one another find less than few of them at full strength.
 */
import { type Faults, NO_FAULTS } from "../../lib/testing/faults.ts";
import type { Random } from "../../lib/testing/random.ts";

/** Of an event, unless said otherwise. */
export interface TrafficFaults {
  /** Sent again some time later, with a new position. */
  readonly duplicate: number;
  /** Behind its time, within what the watermark allows. */
  readonly disorder: number;
  /** So late that its window may be retired. */
  readonly veryLate: number;
  /** No event at all: other text, or fields missing. */
  readonly poison: number;
  /** From the future. */
  readonly future: number;
  /** One that the detector cannot take. */
  readonly refused: number;
  /** A pause of the producer behind it. */
  readonly pause: number;
  /** Of a dead letter: repaired and sent again, sometimes twice. */
  readonly replay: number;
  /** Refused by a put that failed in part, and sent again later. */
  readonly putRefused: number;
  /** Whoever gets it in a batch dies, again and again. */
  readonly lethal: number;
  /** Of a seed: a batch is given up after fifty attempts. */
  readonly boundedAttempts: number;
  /** Of a seed: records are given up when they have waited long. */
  readonly shortAge: number;
  /** Of a seed: one key has most of the events. */
  readonly hotKey: number;
  /** Of a seed: a page holds few keys. */
  readonly pageOverflow: number;
}

export interface Plan {
  readonly faults: Faults;
  readonly traffic: TrafficFaults;
}

/** Every kind at its full strength. */
const ALL_FAULTS: Faults = {
  throttle: 0.03,
  lostRequest: 0.01,
  lostReply: 0.02,
  stall: 0.01,
  crashBefore: 0.006,
  crashAfter: 0.006,
  coldStart: 0.2,
  invokeThrottle: 0.05,
  pollerRestart: 0.1,
  lostNudge: 0.3,
  closerTwin: 0.3,
  previousVersion: 0.2,
  clockSkew: 0.2,
  reshard: 0.03,
};

const ALL_TRAFFIC: TrafficFaults = {
  duplicate: 0.1,
  disorder: 0.4,
  veryLate: 0.05,
  poison: 0.02,
  future: 0.01,
  refused: 0.01,
  pause: 0.01,
  replay: 0.7,
  putRefused: 0.05,
  lethal: 0.005,
  boundedAttempts: 0.3,
  shortAge: 0.2,
  hotKey: 0.5,
  pageOverflow: 0.5,
};

const NO_TRAFFIC: TrafficFaults = {
  duplicate: 0,
  disorder: 0,
  veryLate: 0,
  poison: 0,
  future: 0,
  refused: 0,
  pause: 0,
  replay: 0,
  putRefused: 0,
  lethal: 0,
  boundedAttempts: 0,
  shortAge: 0,
  hotKey: 0,
  pageOverflow: 0,
};

const KIND_IS_ON = 0.6;
const STRENGTHS = [0.3, 1, 3];

/**
 * A seed has either overlapping deliveries or batches that are given up: what is given up while an attempt at it still
 * runs is not promised anything but to be reported (docs/faults.md).
 */
export function planFaults(random: Random): Plan {
  const faults = swarm(random, NO_FAULTS, ALL_FAULTS);
  const traffic = swarm(random, NO_TRAFFIC, ALL_TRAFFIC);
  return random.chance(GIVES_UP)
    ? { faults: { ...faults, ...gentler(faults), ...NO_OVERLAP }, traffic }
    : { faults, traffic: { ...traffic, ...NO_GIVING_UP } };
}

const GIVES_UP = 0.4;
const NO_OVERLAP = { pollerRestart: 0, stall: 0 };
const NO_GIVING_UP = { lethal: 0, boundedAttempts: 0, shortAge: 0 };

/** A batch makes some sixty calls: of fifty attempts several must get as far as its pages (docs/faults.md), as with adapters that retry. */
const GENTLE_SHARE = 0.5;

function gentler(faults: Faults): Partial<Faults> {
  const { throttle, lostRequest, lostReply, crashBefore, crashAfter } = faults;
  return {
    throttle: throttle * GENTLE_SHARE,
    lostRequest: lostRequest * GENTLE_SHARE,
    lostReply: lostReply * GENTLE_SHARE,
    crashBefore: crashBefore * GENTLE_SHARE,
    crashAfter: crashAfter * GENTLE_SHARE,
  };
}

function swarm<F extends { readonly [Name in keyof F]: number }>(random: Random, none: F, all: F): F {
  const chosen = Object.keys(all).map((name) => {
    const isOn = random.chance(KIND_IS_ON);
    const strength = random.pick(STRENGTHS);
    return [name, isOn ? Math.min(0.8, all[name as keyof F] * strength) : none[name as keyof F]];
  });
  return Object.fromEntries(chosen) as F;
}
