/**
 * Evaluates the adaptive detector of the IoT pipeline, which judges sensors of unknown type, against an EWMA
 * control chart on labelled sensor series. What is judged stands in detector-comparison.ts and is printed
 * with the figures.
 */
import { compareDetectors } from "./detector-comparison.ts";
import { formatDetectorReport } from "./detector-table.ts";
import type { Evaluation } from "./evaluation.ts";
import { readLabelledSeries } from "./labelled-series.ts";

export const iotEvaluation: Evaluation = {
  defaultInput: "../shared/data/sensor-series.dev.csv.gz",
  evaluate: async (inputPath) => {
    const report = compareDetectors(await readLabelledSeries(inputPath));
    return {
      text: formatDetectorReport(report),
      json: report,
      holds: report.holds,
      failure:
        "Cannot confirm the adaptive detector: it does not catch EWMA's windows with half of its false alarms",
    };
  },
};
