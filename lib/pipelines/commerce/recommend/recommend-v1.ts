/** The shipped weights of the score, made by `npm run train -- commerce`: the share of choices that each source explains. */
import file from "./recommend-v1.json" with { type: "json" };
import type { SourceWeights } from "./score.ts";

export const sourceWeights: SourceWeights = file.weights;
