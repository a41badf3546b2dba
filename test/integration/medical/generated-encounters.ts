/**
 * Generated encounters of an hour that is over, in event time: what a hospital sends in it, and what closes it. Their
 * verdicts are their generator's.
 */
import { eventTime } from "../../../lib/engine/index.ts";
import { MedicalTraffic } from "../../../lib/pipelines/medical/generator/index.ts";
import { seededRandom } from "../../../lib/pipelines/traffic/index.ts";
import { shardOf } from "../../../scripts/process/shard-of.ts";
import { recordWith } from "../../pipelines/medical/records.ts";
import type { Outgoing } from "./sensitive-encounters.ts";

const SEED = 20_261;
export const ENCOUNTERS = 420;
const PATIENTS = 120;
const NOTE_SHARE = 0.3;
const CHAOS = 0.3;
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const SLOT_MS = 500;
/** An hour that is over on every clock; the one before it takes late events for its first five minutes, and so in all slots. */
const START_MS = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 2 * HOUR_MS;
const FIRST_SLOT_MS = START_MS + 10 * SECOND_MS;
export const LAST_SLOT_MS = FIRST_SLOT_MS + ENCOUNTERS * SLOT_MS;
export const EXPIRED_MS = START_MS - 90 * MINUTE_MS;
/** The hour's end, and a time that puts the watermark behind its allowed lateness. */
export const RETIRED_BY_MS = START_MS + HOUR_MS;
const CLOSING_MS = RETIRED_BY_MS + 6 * MINUTE_MS;
/** The newest window that took nothing more when the first record came: all that expires is of it. */
export const EXPIRED_WINDOW = {
  startMs: eventTime(START_MS - 2 * HOUR_MS),
  endMs: eventTime(START_MS - HOUR_MS),
};

/** What a hospital sends in three and a half minutes; a time ahead of an hour ago is no time ahead, so none is sent. */
export function generatedEncounters(): readonly Outgoing[] {
  const options = { patients: PATIENTS, noteShare: NOTE_SHARE, isDrifted: false, seed: SEED };
  const traffic = new MedicalTraffic({ ...options, chaos: CHAOS, random: seededRandom(~SEED) });
  return Array.from({ length: ENCOUNTERS }, (_, i) => traffic.next(FIRST_SLOT_MS + i * SLOT_MS))
    .filter(({ kind }) => kind !== "future")
    .map(({ partitionKey, data, outcome, reason }) => {
      return { partitionKey, data: Buffer.from(data), outcome, reason };
    });
}

/** One encounter for each shard, of a time that retires the hour in which all others are. */
export function closingEncounters(shards: number): readonly Outgoing[] {
  return Array.from({ length: shards }, (_, shard) => {
    let patient = 0;
    while (shardOf(`closing-${patient}`, shards) !== shard) patient += 1;
    const partitionKey = `closing-${patient}`;
    const record = { id: `closes-${shard}`, patient_id: partitionKey, timestamp: CLOSING_MS };
    const data = Buffer.from(JSON.stringify({ ...recordWith(), ...record }));
    return { partitionKey, data, outcome: "applied", reason: null };
  });
}
