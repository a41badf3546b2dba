/**
 * Conservation: every record ends in exactly one of applied, expired, dead-lettered and duplicate; the shards'
 * totals say so, and the queues hold exactly the records that did not make it.
 */
import { unpadded } from "../../../lib/engine/index.ts";
import { isFirst, type Verdict } from "../oracle.ts";
import { type CheckerFactory, compareAll, type Ended } from "./checker.ts";

export const oneVerdict: CheckerFactory = (report) => ({
  async atEnd({ world, oracle }) {
    const counted = { applied: 0, expired: 0, dead: 0, duplicate: 0 };
    for (const { totals } of await world.state.listProgress()) {
      counted.applied += totals.applied;
      counted.expired += totals.expiredLate;
      counted.dead += totals.deadLettered;
      counted.duplicate += totals.duplicates;
    }
    const expected = { applied: 0, expired: 0, dead: 0, duplicate: 0 };
    for (const { content, sequenceNumber } of allRecords(world)) {
      const verdict = oracle.verdicts.get(sequenceNumber);
      if (verdict === undefined || verdict === "replayDuplicate" || content.kind === "heartbeat") continue;
      if (isFirst(content.replay)) expected[verdict] += 1;
      else if (verdict !== "dead") {
        // A replay that succeeds turns its record from dead-lettered into applied or expired.
        expected[verdict] += 1;
        expected.dead -= 1;
      }
    }
    for (const name of ["applied", "expired", "dead", "duplicate"] as const) {
      if (counted[name] !== expected[name]) {
        report(`totals: ${counted[name]} ${name}, expected ${expected[name]}`);
      }
    }
    const isJudged = (position: string) => oracle.verdicts.has(position);
    const { deadLetters, expired } = world.queues;
    const dead = [...deadLetters.keys()].filter(isJudged);
    compareAll("dead letters", dead, positions(oracle.verdicts, "dead"), report);
    const late = [...expired.keys()].filter(isJudged);
    compareAll("late events", late, positions(oracle.verdicts, "expired"), report);
    for (const lost of unjudged(world, oracle)) report(`${lost} has no verdict, nor has a replay of it`);
  },
});

function allRecords(world: Ended["world"]) {
  return [...world.stream.shards.values()].flatMap(({ records }) => records);
}

/** Records that were given up and have not come back. */
function unjudged(world: Ended["world"], oracle: Ended["oracle"]): string[] {
  const judged = new Set<string>();
  const given = new Set<string>();
  for (const { content, shardId, sequenceNumber } of allRecords(world)) {
    if (content.kind === "heartbeat") continue;
    const origin = content.replay?.origin ?? `${shardId}:${unpadded(sequenceNumber)}`;
    (oracle.verdicts.has(sequenceNumber) ? judged : given).add(origin);
  }
  return [...given].filter((origin) => !judged.has(origin));
}

function positions(verdicts: ReadonlyMap<string, Verdict>, wanted: Verdict): string[] {
  return [...verdicts].filter(([, verdict]) => verdict === wanted).map(([position]) => position);
}
