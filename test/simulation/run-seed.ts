/**
 * One seed, one run: a world with the seed's faults and traffic, faults for as long as events are sent, then quiet
 * until everything must have drained, and every checker over all of it.
 */
import type { ShardProgress } from "../../lib/engine/index.ts";
import { BEFORE_FIRST, PAGE_KEYS_MAX } from "../../lib/engine/index.ts";
import type { MappingOptions } from "../../lib/testing/event-source-mapping.ts";
import { NO_FAULTS } from "../../lib/testing/faults.ts";
import { Random } from "../../lib/testing/random.ts";
import { type Core, World } from "../../lib/testing/world.ts";
import {
  boundedState,
  keyOrder,
  liveness,
  oneVerdict,
  onlyForward,
  panesOrdered,
  retiredStays,
  sessionsExact,
  settledRefusals,
  totalsExact,
  viewsExact,
} from "./checkers/index.ts";
import { planFaults, type TrafficFaults } from "./faults.ts";
import { JudgedRecords } from "./judged-records.ts";
import { Oracle } from "./oracle.ts";
import { previousTopology, simulatedTopology } from "./topologies.ts";
import { Traffic } from "./traffic.ts";

export interface SeedResult {
  readonly seed: number;
  readonly events: number;
  readonly violations: readonly string[];
}

export interface Topologies {
  readonly simulatedTopology: typeof simulatedTopology;
  readonly previousTopology: typeof previousTopology;
}

export interface SeedOptions {
  readonly core: Core;
  readonly seed: number;
  readonly events?: number;
  /** The topologies of the same build as the core. */
  readonly topologies?: Topologies;
  readonly onLine?: (line: string) => void;
}

const START_MS = 1_767_225_600_000;
const EVENTS = 300;
const QUIET_MS = 240_000;
const RESHARD_EVERY_MS = 1_000;
const SHARDS_MAX = 6;
const FEW_KEYS = 4;
const VIOLATIONS_MAX = 12;
const REPLAY_ABANDONED = 0.2;
const SETTLING_MS = 60_000;
/** As many as the product's own mapping has. */
const ATTEMPTS_MAX = 50;
const SHORT_AGE_MS = 20_000;

export async function runSeed({
  core,
  seed,
  events = EVENTS,
  topologies = { previousTopology, simulatedTopology },
  onLine,
}: SeedOptions): Promise<SeedResult> {
  const random = new Random(seed);
  const { faults, traffic: trafficFaults } = planFaults(random);
  const keysMax = random.chance(trafficFaults.pageOverflow) ? FEW_KEYS : PAGE_KEYS_MAX;
  const dedupe = trafficFaults.duplicate > 0 || random.chance(0.5) ? "id" : "replays";
  const violations: string[] = [];
  const births = new Map<string, number>();
  const refused = new Set<string>();
  const judged = new JudgedRecords();
  const report = (violation: string) => {
    onLine?.(`VIOLATION ${violation}`);
    if (violations.length < VIOLATIONS_MAX) violations.push(violation);
  };
  const checkers = [
    viewsExact,
    oneVerdict,
    panesOrdered,
    retiredStays,
    onlyForward,
    keyOrder,
    sessionsExact,
    totalsExact,
    boundedState(keysMax),
    settledRefusals(keysMax === FEW_KEYS),
    liveness,
  ].map((make) => make(report));
  const world = new World({
    topology: topologies.simulatedTopology(dedupe, keysMax),
    previous: topologies.previousTopology(dedupe, keysMax),
    core,
    seed: random.below(2 ** 32),
    startMs: START_MS,
    shardCount: random.between(1, 3),
    mapping: planMapping(random, trafficFaults),
    faults,
    onEffect(effect) {
      if (effect.call === "commitProgress" && effect.result === true) {
        const progress = effect.args[0] as ShardProgress;
        if (progress.highWaterMark === BEFORE_FIRST) births.set(progress.shardId, progress.watermarkMs);
        for (const { sequenceNumber } of progress.refusals) refused.add(sequenceNumber);
      }
      judged.onEffect(effect);
      for (const { onEffect } of checkers) onEffect?.(effect);
    },
    ...(onLine === undefined ? {} : { onLine }),
  });
  onLine?.(`seed ${seed}: ${JSON.stringify({ faults, traffic: trafficFaults, dedupe, keysMax })}`);
  await drive(world, random.fork(), new Traffic(world, random.fork(), trafficFaults), events);
  const oracle = new Oracle(world.stream, dedupe, { births, refused, judged });
  for (const { atEnd } of checkers) await atEnd?.({ world, oracle });
  return { seed, events, violations };
}

function planMapping(random: Random, traffic: TrafficFaults): Partial<MappingOptions> {
  const isBounded = traffic.lethal > 0 || random.chance(traffic.boundedAttempts);
  return {
    batchSizeMax: random.pick([3, 10, 40]),
    batchBytesMax: random.pick([200, 1_000, 6_000_000]),
    bisect: random.chance(0.7),
    ...(isBounded ? { attemptsMax: ATTEMPTS_MAX } : {}),
    ...(random.chance(traffic.shortAge) ? { maxAgeMs: SHORT_AGE_MS } : {}),
  };
}

/** Faults while events are sent, then quiet. */
async function drive(world: World, random: Random, traffic: Traffic, events: number): Promise<void> {
  const sendingMs = traffic.schedule(events);
  const { reshard } = world.faults;
  for (let elapsedMs = 0; elapsedMs < sendingMs; elapsedMs += RESHARD_EVERY_MS) {
    await world.runFor(RESHARD_EVERY_MS);
    if (random.chance(reshard)) reshardOnce(world, random);
    traffic.replayDeadLetters();
    if (random.chance(REPLAY_ABANDONED)) traffic.replayAbandoned();
  }
  world.faults = NO_FAULTS;
  do await world.runFor(SETTLING_MS);
  while (traffic.replayAbandoned());
  await world.runFor(QUIET_MS);
}

function reshardOnce(world: World, random: Random): void {
  const open = world.stream.openShards();
  const shard = random.pick(open);
  if (open.length < SHARDS_MAX && random.chance(0.5)) world.stream.split(shard);
  else world.stream.merge(shard);
}
