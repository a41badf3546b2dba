/** The evaluation of the readmission model as text: what is judged, the figures, the levels, the verdict. */
import type { LevelRow } from "./level-rows.ts";
import type { RiskReport } from "./medical.ts";
import type { RiskScore } from "./risk-score.ts";
import { textTable } from "../terminal/text-table.ts";

const DEFINITIONS = [
  "AUC       chance that a patient who came back has a higher score than one who did not",
  "accuracy  at score 0.5; nobody above it would be right as often as nobody comes back",
  "ECE       mean distance of score and observed rate over ten bins of equal width, of equal mass in brackets",
].join("\n");

const HEADER = ["scored", "encounters", "AUC", "accuracy", "ECE", ""];

export function formatRiskReport(report: RiskReport): string {
  const { alone, withHistory, rules, levels, readmittedShare, required } = report;
  const rows = [
    HEADER,
    scoreRow("records alone", alone),
    scoreRow("with the patient's history", withHistory),
    scoreRow("rules-v1", rules),
  ];
  return [
    `${report.model} on ${report.judged}: ${percent(readmittedShare)} came back within 30 days`,
    DEFINITIONS,
    textTable(rows, { indent: "  " }),
    textTable([["level", "encounters", "came back"], ...levels.map(levelRow)], { indent: "  " }),
    `${report.holds ? "HOLDS" : "DOES NOT HOLD"}: records alone; required: AUC at least ${required.aucMin}, ` +
      `accuracy over ${required.accuracyMin}, ECE under ${required.eceMax}`,
  ].join("\n\n");
}

function scoreRow(name: string, score: RiskScore): string[] {
  const { encounters, auc, accuracy, ece, eceEqualMass } = score;
  const figures = [auc, accuracy, ece].map((figure) => figure.toFixed(4));
  return [name, String(encounters), ...figures, `(${eceEqualMass.toFixed(4)})`];
}

function levelRow({ level, share, readmittedShare }: LevelRow): string[] {
  return [level, percent(share), percent(readmittedShare)];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
