/**
 * The medical pipeline: each encounter is assessed once, with what the stream knows of its patient. What is said of it
 * flows on to the results, which are also published, to hourly windows of risk by level and destination, and to the
 * drift of the model's features in the same hours.
 */
import {
  type Aggregates,
  announce,
  count,
  days,
  downstreamOf,
  hash53,
  keyed,
  millis,
  type Operator,
  partsOf,
  type Topology,
  topology,
  toStream,
  tumbling,
  type Window,
  type WindowedOptions,
  windowed,
} from "../../engine/index.ts";
import type { Tuning } from "../pipeline.ts";
import { settingsOf } from "../settings.ts";
import { type Drift, driftAggregate, type DriftReference } from "./drift/drift.ts";
import type { MedicalRecord } from "./medical-record.ts";
import { MEDICAL_BOUNDS, medicalSource, patientKey } from "./medical-source.ts";
import { shippedModel } from "./model/shipped-model.ts";
import type { TrainedModel } from "./model/trained-model.ts";
import {
  cacheTtlOf,
  createPlainScorer,
  createScorer,
  historyOf,
  nextState,
  type PatientState,
  patientRiskRow,
  type ResultRow,
  resultRow,
  type Scorer,
} from "./scoring/index.ts";

type DriftAggregate = ReturnType<typeof driftAggregate>;

/** What is said of each encounter. */
type Assessed = {
  readonly row: ResultRow;
  readonly destination: string;
  /** The encounter's bins in the drift histograms. */
  readonly bins: readonly number[];
};

/** Patients share items: a batch touches few of them, and an item of some 200 patients stays small. */
const PATIENT_PAGES = 16;
const RESULT_GROUPS = 4;
const RESULT_CHUNK_ROWS = 32;
const RESULTS_KEPT = days(90);
const UNKNOWN_DESTINATION = "Unknown";

/** Risk and drift share an item an hour. */
const HOURLY_PAGE = "hourly";

// Made once: a name that is made anew for each record is hashed anew wherever it is looked up.
const PATIENT_PAGE_NAMES = Array.from({ length: PATIENT_PAGES }, (_, page) => `patients-${page}`);
const RESULT_GROUP_NAMES = Array.from({ length: RESULT_GROUPS }, (_, group) => `group-${group}`);

/** The partition of a patient's results. */
export function resultGroup(patientId: string): string {
  return RESULT_GROUP_NAMES[hash53(patientId) % RESULT_GROUPS] as string;
}

/** @param model null when none could be loaded: every record then falls back. */
export function medicalTopology(
  tuning: Tuning = {},
  model: TrainedModel | null = shippedModel,
): Topology<MedicalRecord> {
  const { nowMs } = tuning;
  const cacheTtlMs = cacheTtlOf(settingsOf("medical", tuning.settings, ["cache"])["cache"]);
  const scorer = nowMs === undefined ? createPlainScorer(model) : createScorer({ model, nowMs, cacheTtlMs });
  const hourly = {
    window: tumbling(MEDICAL_BOUNDS.windowSizeMs),
    allowedLateness: tuning.allowedLatenessMs ?? MEDICAL_BOUNDS.allowedLatenessMs,
    page: () => HOURLY_PAGE,
  };
  const drift = driftAggregate(model?.file ?? NO_REFERENCE);
  return topology<MedicalRecord>({
    name: "medical",
    source: medicalSource(tuning),
    guarantee: "exactly-once",
    slo: { processingLatency: { p99: millis(30) } },
    telemetry: scorer.telemetry,
    operators: {
      patientRisk: assessPatients(scorer, drift),
      medicalRiskResults: downstreamOf("patientRisk", publishResults()),
      riskDistribution: downstreamOf("patientRisk", countRisks(hourly)),
      featureDrift: downstreamOf("patientRisk", compareFeatures(hourly, drift, model?.version)),
    },
  });
}

function assessPatients(scorer: Scorer, drift: DriftAggregate): Operator<MedicalRecord> {
  return keyed<MedicalRecord, PatientState | null, Assessed>({
    key: patientKey,
    page: (patient) => PATIENT_PAGE_NAMES[hash53(patient) % PATIENT_PAGES] as string,
    initial: null,
    observe(before, record, { eventTimeMs }) {
      const scored = scorer.score(record, historyOf(before, eventTimeMs));
      const { assessment } = scored;
      const destination = scored.record.discharge_destination ?? UNKNOWN_DESTINATION;
      const output: Assessed = {
        row: resultRow(scored),
        destination,
        bins: drift.input(assessment) as number[],
      };
      return { state: nextState(before, record, assessment, eventTimeMs), output };
    },
    row: (patient, state) => patientRiskRow(patient, state as PatientState),
  });
}

function publishResults(): Operator<Assessed> {
  return announce<Assessed>({
    announce: ({ row }) => ({ id: row.id, partition: resultGroup(row.patient_id), row }),
    channel: toStream<ResultRow>("medical-risk-results", ({ patient_id }) => patient_id),
    chunkEntries: RESULT_CHUNK_ROWS,
    bucketMs: days(1),
    retentionMs: RESULTS_KEPT,
  });
}

type Hourly = Pick<WindowedOptions<Assessed, Aggregates<Assessed>>, "window" | "allowedLateness" | "page">;

function countRisks(hourly: Hourly): Operator<Assessed> {
  return windowed({
    ...hourly,
    key: ({ row, destination }: Assessed) => [row.level, destination],
    aggregate: { assessments: count() },
    row: (key, window, { assessments }) => {
      const [level = "", destination = ""] = partsOf(key);
      return { level, discharge_destination: destination, ...boundsOf(window), assessments };
    },
  });
}

/** @param version the model's; undefined where none could be loaded. */
function compareFeatures(
  hourly: Hourly,
  drift: DriftAggregate,
  version: string | undefined,
): Operator<Assessed> {
  const bins = String(drift.zero().length);
  return windowed({
    ...hourly,
    // The histograms of another version may have other bins; those of one key can always be merged.
    key: ({ row }: Assessed) => [row.model_version, bins],
    aggregate: { drift: { ...drift, input: ({ bins }: Assessed) => bins as number[] } },
    row: (key, window, { drift: observed }) => {
      const [rowVersion = "", rowBins] = partsOf(key);
      const isOwn = rowVersion === version && rowBins === bins;
      return { model_version: rowVersion, ...boundsOf(window), ...driftFields(isOwn ? observed : NO_DRIFT) };
    },
    measure: ({ data_drift_score: value }) =>
      typeof value === "number" ? [{ metric: "data_drift_score", value }] : [],
  });
}

const NO_REFERENCE: DriftReference = { features: [], score: { edges: [], counts: [] } };
const NO_DRIFT: Drift = { events: 0, features: [], worst: null, warns: false };

function driftFields({ events, features, worst, warns }: Drift) {
  return {
    events,
    data_drift_score: worst?.psi ?? null,
    worst_feature: worst?.name ?? null,
    warns,
    features: features.map(({ name, psi }) => ({ name, psi })),
  };
}

function boundsOf({ startMs, endMs }: Window) {
  return { window_start: new Date(startMs).toISOString(), window_end: new Date(endMs).toISOString() };
}
