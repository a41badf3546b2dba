/** A model that is missing or damaged is none, and stops nothing. */
import { describe, expect, it } from "vitest";
import { loadModel, openModel } from "../../../../lib/pipelines/medical/model/load-model.ts";
import { readmissionModel } from "../../../../lib/pipelines/medical/model/readmission-v1.ts";
import { shippedModel } from "../../../../lib/pipelines/medical/model/shipped-model.ts";

describe("loadModel()", () => {
  it("loads the shipped file", () => {
    expect(loadModel(readmissionModel.file)?.version).toBe("readmission-v1");
    expect(shippedModel?.file).toEqual(readmissionModel.file);
  });

  it.each([undefined, null, {}, [], "text", { ...readmissionModel.file, trees: null }])(
    "gives null for %s",
    (json) => {
      expect(loadModel(json)).toBeNull();
    },
  );
});

describe("openModel()", () => {
  it("gives null for a file that is missing or no JSON", async () => {
    const absent = "./no-such-model.json";
    expect(await openModel(() => import(absent, { with: { type: "json" } }))).toBeNull();
    expect(await openModel(() => Promise.reject(new SyntaxError("Unexpected token")))).toBeNull();
    expect(await openModel(async () => ({ default: { format: "another" } }))).toBeNull();
  });
});
