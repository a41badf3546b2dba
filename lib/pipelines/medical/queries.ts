/** The questions that are asked of the medical views, typed. Ranges are half-open in event time. */
import {
  type AnyTopology,
  type Json,
  readJournal,
  readLatest,
  readWindowed,
  type TimeRange,
  type ViewStores,
} from "../../engine/index.ts";
import type { PatientRiskRow, ResultRow } from "./scoring/index.ts";
import { resultGroup } from "./topology.ts";

type Fields = { readonly [field: string]: Json };

/** Each patient's latest risk, by patient. */
export async function patientRisks(
  topology: AnyTopology,
  { state }: Pick<ViewStores, "state">,
): Promise<ReadonlyMap<string, PatientRiskRow>> {
  return (await readLatest(topology, "patientRisk", state)) as ReadonlyMap<string, PatientRiskRow>;
}

/** One patient's results, in order of event time. */
export async function resultsOf(
  topology: AnyTopology,
  stores: ViewStores,
  patientId: string,
  range: TimeRange,
): Promise<readonly ResultRow[]> {
  const entries = await readJournal(topology, "medicalRiskResults", stores, resultGroup(patientId), range);
  return entries
    .map((entry) => entry as unknown as ResultRow)
    .filter(({ patient_id, timestamp }) => patient_id === patientId && isDuring(timestamp, range))
    .sort((one, other) => Date.parse(one.timestamp) - Date.parse(other.timestamp));
}

/** How many assessments of each level and discharge destination an hour had. */
export async function riskDistributionDuring(
  topology: AnyTopology,
  stores: ViewStores,
  range: TimeRange,
): Promise<readonly Fields[]> {
  return (await readWindowed(topology, "riskDistribution", stores, range)).map(({ row }) => row);
}

/** How far the features of an hour's records differ from those that the model was trained on. */
export async function featureDriftDuring(
  topology: AnyTopology,
  stores: ViewStores,
  range: TimeRange,
): Promise<readonly Fields[]> {
  return (await readWindowed(topology, "featureDrift", stores, range)).map(({ row }) => row);
}

function isDuring(timestamp: string, { fromMs, toMs }: TimeRange): boolean {
  const timeMs = Date.parse(timestamp);
  return timeMs >= fromMs && timeMs < toMs;
}
