/**
 * Labelled encounters: medical records, one JSON object a line, and a CSV table of labels with the columns `id` and
 * `readmitted_30` (0 or 1); both plain or gzipped. `previousVisits` counts the patient's encounters before, in the
 * order of the file, which is that of the stream.
 * The hashes are of the unpacked contents, so that the same data packed anew is the same data.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import type { PatientHistory } from "../../lib/pipelines/medical/features/patient-history.ts";
import { MedicalRecord } from "../../lib/pipelines/medical/medical-record.ts";
import { UserError } from "../terminal/user-error.ts";

export interface LabelledEncounter {
  readonly record: MedicalRecord;
  readonly readmitted: boolean;
  readonly previousVisits: number;
}

export interface LabelledEncounters {
  readonly encounters: readonly LabelledEncounter[];
  readonly dataSha256: string;
  readonly labelsSha256: string;
}

/** What the stream knows of the patient: the visits before. Its replay order is no clock, so there are no days. */
export function historyOf({ previousVisits }: LabelledEncounter): PatientHistory | null {
  return previousVisits === 0 ? null : { previousVisits, daysSinceLastVisit: null, lastScore: null };
}

const FIRST_GZIP_BYTES = 0x1f8b;

/** `encounters.jsonl.gz` has its labels in `encounters.labels.csv.gz`, unless said otherwise. */
export function labelsPathOf(dataPath: string): string {
  return dataPath.replace(/\.jsonl(\.gz)?$/, ".labels.csv$1");
}

export async function readLabelledEncounters(
  dataPath: string,
  labelsPath: string,
): Promise<LabelledEncounters> {
  const [data, labels] = await Promise.all([readUnpacked(dataPath), readUnpacked(labelsPath)]);
  return {
    encounters: parseLabelledEncounters(data.toString("utf8"), labels.toString("utf8"), dataPath),
    dataSha256: sha256Of(data),
    labelsSha256: sha256Of(labels),
  };
}

export function parseLabelledEncounters(data: string, labels: string, path: string): LabelledEncounter[] {
  const readmitted = parseLabels(labels);
  const seen = new Map<string, number>();
  const encounters: LabelledEncounter[] = [];
  for (const [index, line] of data.split("\n").entries()) {
    if (line.trim() === "") continue;
    const record = parseRecord(line, `${path}, line ${index + 1}`);
    const label = readmitted.get(String(record.id));
    if (label === undefined) continue;
    const patient = String(record.patient_id);
    const previousVisits = seen.get(patient) ?? 0;
    seen.set(patient, previousVisits + 1);
    encounters.push({ record, readmitted: label, previousVisits });
  }
  if (encounters.length === 0) {
    throw new UserError(`Cannot use ${path}: no encounter has a label; give its labels with --labels`);
  }
  return encounters;
}

function parseLabels(text: string): ReadonlyMap<string, boolean> {
  const [header = "", ...lines] = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const columns = header.split(",");
  const [idAt, labelAt] = [columns.indexOf("id"), columns.indexOf("readmitted_30")];
  if (idAt < 0 || labelAt < 0) {
    throw new UserError(`Cannot read the labels: the header is "${header}"; name id and readmitted_30 there`);
  }
  const labels = new Map<string, boolean>();
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const fields = line.split(",");
    const label = fields[labelAt];
    if (label !== "0" && label !== "1") {
      throw new UserError(`Cannot read the labels: line ${index + 2} has no 0 or 1 as readmitted_30`);
    }
    labels.set(fields[idAt] as string, label === "1");
  }
  return labels;
}

function parseRecord(line: string, place: string): MedicalRecord {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (error) {
    throw new UserError(`Cannot read ${place}: it is no JSON`, { cause: error });
  }
  const result = MedicalRecord["~standard"].validate(json);
  if (result instanceof Promise || result.issues !== undefined) {
    const [issue] = result instanceof Promise ? [] : (result.issues ?? []);
    throw new UserError(`Cannot read ${place}: ${issue?.path?.join(".")} ${issue?.message}`);
  }
  return result.value;
}

async function readUnpacked(path: string): Promise<Buffer> {
  try {
    const bytes = await readFile(path);
    return bytes.length >= 2 && bytes.readUInt16BE(0) === FIRST_GZIP_BYTES ? gunzipSync(bytes) : bytes;
  } catch (error) {
    const state = error instanceof Error ? error.message : String(error);
    throw new UserError(`Cannot read ${path}: ${state}; give files with --input and --labels`, {
      cause: error,
    });
  }
}

function sha256Of(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
