/**
 * Conservation: every record ends in exactly one of applied, expired, dead-lettered and duplicate; the shards'
 * totals say so, and the queues hold exactly the records that did not make it.
 */
import type { Verdict } from "../oracle.ts";
import { type CheckerFactory, compareAll } from "./checker.ts";

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
      if (verdict === undefined || verdict === "replayDuplicate") continue;
      const isReplay = content.kind === "event" && content.origin !== null;
      if (!isReplay) expected[verdict] += 1;
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
    const { deadLetters, expired } = world.queues;
    compareAll("dead letters", deadLetters.keys(), positions(oracle.verdicts, "dead"), report);
    compareAll("late events", expired.keys(), positions(oracle.verdicts, "expired"), report);
  },
});

function allRecords(world: Parameters<NonNullable<ReturnType<CheckerFactory>["atEnd"]>>[0]["world"]) {
  return [...world.stream.shards.values()].flatMap(({ records }) => records);
}

function positions(verdicts: ReadonlyMap<string, Verdict>, wanted: Verdict): string[] {
  return [...verdicts].filter(([, verdict]) => verdict === wanted).map(([position]) => position);
}
