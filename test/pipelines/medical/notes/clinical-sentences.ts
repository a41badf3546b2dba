/** De-identified clinical sentences with their assertions as people judged them (chapmanbe/negex, CSV). */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

export interface ClinicalSentence {
  readonly concept: string;
  readonly sentence: string;
  readonly negation: string;
  readonly temporality: string;
  readonly experiencer: string;
}

export function readClinicalSentences(path: string): readonly ClinicalSentence[] {
  const [header = [], ...rows] = parseCsv(gunzipSync(readFileSync(path)).toString("utf8"));
  const at = (row: readonly string[], name: string) => row[header.indexOf(name)] ?? "";
  return rows.map((row) => ({
    concept: at(row, "concept"),
    // The concept stands in capitals in the sentence: that would give the answer's place away.
    sentence: at(row, "sentence").toLowerCase(),
    negation: at(row, "negation"),
    temporality: at(row, "temporality"),
    experiencer: at(row, "experiencer"),
  }));
}

/** RFC 4180: quoted fields may hold commas, line feeds and doubled quotes. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, bare = "", mark] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\n\r]*))(,|\r?\n|$)/g)) {
    row.push(quoted?.replaceAll('""', '"') ?? bare);
    if (mark === ",") continue;
    if (row.length > 1) rows.push(row);
    row = [];
  }
  return rows;
}
