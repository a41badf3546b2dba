/** What became of the patients of each level: its share of the encounters, and the share of them that came back. */
import { type Level, LEVELS } from "../../lib/pipelines/medical/model/risk-model.ts";

const DECIMALS = 4;

export interface LevelRow {
  readonly level: Level;
  readonly share: number;
  readonly readmittedShare: number;
}

export function levelRows(levels: readonly Level[], outcomes: readonly boolean[]): readonly LevelRow[] {
  return LEVELS.map((level) => {
    const ofLevel = outcomes.filter((_, at) => levels[at] === level);
    const readmitted = ofLevel.filter(Boolean).length;
    return {
      level,
      share: short(ofLevel.length / outcomes.length),
      readmittedShare: ofLevel.length === 0 ? 0 : short(readmitted / ofLevel.length),
    };
  });
}

function short(value: number): number {
  return Number(value.toFixed(DECIMALS));
}
