/**
 * The medical pipeline without its patients: levels of risk by hour of event time, how far features have drifted, and how
 * long assessments take. Invariant: nothing here is of one patient, since nothing that is read is.
 */
import type { MetricSeries, Quantiles } from "../sources/metric-source.ts";
import type { Objective } from "./overview.ts";
import type { Fields } from "./iot.ts";

const LEVELS = ["low", "medium", "high"] as const;
export type RiskLevel = (typeof LEVELS)[number];

export interface RiskHour {
  readonly startMs: number;
  readonly counts: Readonly<Record<RiskLevel, number>>;
}

export interface DestinationRisk {
  readonly destination: string;
  readonly counts: Readonly<Record<RiskLevel, number>>;
}

export interface DriftNow {
  readonly startMs: number;
  readonly modelVersion: string;
  readonly encounters: number;
  readonly score: number | null;
  readonly worst: string | null;
  /** The worst first; those of which nothing can be said are left out. */
  readonly features: readonly { readonly name: string; readonly psi: number }[];
}

export interface LatencyNow extends Quantiles {
  readonly metric: string;
  readonly histogram: readonly number[];
  readonly points: MetricSeries["points"];
}

export interface MedicalModel {
  readonly view: "medical";
  readonly assessed: number;
  readonly hours: readonly RiskHour[];
  readonly destinations: readonly DestinationRisk[];
  readonly drift: DriftNow | null;
  readonly objective: Objective | null;
  readonly latencies: readonly LatencyNow[];
}

export interface MedicalInput {
  readonly risks: readonly Fields[];
  readonly drifts: readonly Fields[];
  readonly objective: Objective | null;
  readonly latencies: readonly (readonly [metric: string, series: MetricSeries])[];
}

export function medicalModel({ risks, drifts, objective, latencies }: MedicalInput): MedicalModel {
  const hours = [...Map.groupBy(risks, (row) => String(row.window_start))].sort(byName);
  const destinations = [...Map.groupBy(risks, (row) => String(row.discharge_destination))].sort(byName);
  // Rows of a version that no file explains have no score; an hour's own row is its best explained one.
  const ofHours = [...Map.groupBy(drifts, (row) => String(row.window_start))].sort(byName).map(([, rows]) => {
    return rows.reduce((one, other) => (Number(other.events) > Number(one.events) ? other : one));
  });
  const newest = ofHours.at(-1);
  return {
    view: "medical",
    assessed: risks.reduce((sum, row) => sum + Number(row.assessments), 0),
    hours: hours.map(([start, rows]) => ({ startMs: Date.parse(start), counts: countsOf(rows) })),
    destinations: destinations.map(([destination, rows]) => ({ destination, counts: countsOf(rows) })),
    drift: newest === undefined ? null : driftNow(newest),
    objective,
    latencies: latencies.map(([metric, { latest, histogram, points }]) => {
      return { metric, ...latest, histogram, points };
    }),
  };
}

function countsOf(rows: readonly Fields[]): Record<RiskLevel, number> {
  const counts = { low: 0, medium: 0, high: 0 };
  for (const { level, assessments } of rows) {
    if (LEVELS.some((known) => known === level)) counts[level as RiskLevel] += Number(assessments);
  }
  return counts;
}

function driftNow(row: Fields): DriftNow {
  const features = (Array.isArray(row.features) ? row.features : []) as {
    name: string;
    psi: number | null;
  }[];
  return {
    startMs: Date.parse(String(row.window_start)),
    modelVersion: String(row.model_version),
    encounters: Number(row.events),
    score: scoreOf(row),
    worst: row.worst_feature === null ? null : String(row.worst_feature),
    features: features
      .flatMap(({ name, psi }) => (psi === null ? [] : [{ name, psi }]))
      .sort((one, other) => other.psi - one.psi),
  };
}

function scoreOf({ data_drift_score: score }: Fields): number | null {
  return typeof score === "number" ? score : null;
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}
