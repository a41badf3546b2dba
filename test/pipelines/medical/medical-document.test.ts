/** What docs/medical.md says of the views is what their rows are; its figures are the model file's. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { TimeRange } from "../../../lib/engine/index.ts";
import { readmissionModel } from "../../../lib/pipelines/medical/model/readmission-v1.ts";
import {
  featureDriftDuring,
  patientRisks,
  resultsOf,
  riskDistributionDuring,
} from "../../../lib/pipelines/medical/queries.ts";
import { medicalTopology } from "../../../lib/pipelines/medical/topology.ts";
import { Harness, record } from "../../support/harness.ts";
import { recordWith } from "./records.ts";

const text = readFileSync("docs/medical.md", "utf8");

/** The fields in the first column of the table that the view's name heads. */
function documented(view: string): readonly string[] {
  const section = text.slice(text.indexOf(`**\`${view}\`**:`)).split("\n\n")[1] ?? "";
  const names = section.split("\n").map((line) => line.split("|")[1] ?? "");
  return names.flatMap((name) => [...name.matchAll(/`([a-z_]+)`/g)].map(([, field]) => field ?? "")).sort();
}

function fieldsOf(row: object | undefined): readonly string[] {
  return Object.keys(row ?? {}).sort();
}

describe("the document of the medical pipeline", () => {
  it("names every field of every view, and no other", async () => {
    const harness = new Harness(medicalTopology());
    await harness.process([record(1, recordWith())]);
    const { topology, state, views } = harness;
    const stores = { state, views };
    const { timestamp } = recordWith();
    const range = { fromMs: timestamp - 3_600_000, toMs: timestamp + 3_600_000 } as TimeRange;
    const [result] = await resultsOf(topology, stores, "4711", range);
    const [distribution] = await riskDistributionDuring(topology, stores, range);
    const [drift] = await featureDriftDuring(topology, stores, range);
    expect(documented("medical-risk-results")).toEqual(fieldsOf(result));
    expect(documented("patient-risk")).toEqual(fieldsOf((await patientRisks(topology, stores)).get("4711")));
    expect(documented("risk-distribution")).toEqual(fieldsOf(distribution));
    expect(documented("feature-drift")).toEqual(fieldsOf(drift));
    const example = /```json\n(.*)\n```/.exec(text)?.[1] ?? "";
    expect(fieldsOf(JSON.parse(example))).toEqual([...fieldsOf(result), "v"].sort());
  });

  it("gives the figures of the encounters that the model has not seen", () => {
    const { encounters, auc, accuracy } = readmissionModel.file.metrics.validation.alone;
    expect(text).toContain(`Of the ${encounters.toLocaleString("en")} encounters`);
    expect(text).toContain(`AUC is ${auc.toFixed(3)}`);
    expect(text).toContain(`at a threshold of 0.5 in ${(100 * accuracy).toFixed(1)} % as well`);
  });
});
