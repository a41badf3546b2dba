import { describe, expect, it } from "vitest";
import { CONDITIONS, conditionsOf } from "../../../../lib/pipelines/medical/features/conditions.ts";
import { categoryOf, CHAPTERS, chapterOf } from "../../../../lib/pipelines/medical/features/diagnosis.ts";

describe("categoryOf()", () => {
  it.each([
    ["250.43", 250],
    ["38", 38],
    ["8", 8],
    ["V45", -1],
    ["E878", -1],
    ["?", -1],
    ["", -1],
    ["25o", -1],
    ["2500", -1],
    [".5", -1],
  ])("of '%s' is %i", (code, category) => {
    expect(categoryOf(code)).toBe(category);
  });
});

describe("chapterOf()", () => {
  it.each([
    ["139", "other"],
    ["140", "neoplasms"],
    ["239", "neoplasms"],
    ["240", "other"],
    ["250.01", "diabetes"],
    ["389", "other"],
    ["390", "circulatory"],
    ["459", "circulatory"],
    ["460", "respiratory"],
    ["519", "respiratory"],
    ["520", "digestive"],
    ["579", "digestive"],
    ["580", "genitourinary"],
    ["629", "genitourinary"],
    ["630", "other"],
    ["710", "musculoskeletal"],
    ["739", "musculoskeletal"],
    ["785", "circulatory"],
    ["786.5", "respiratory"],
    ["787", "digestive"],
    ["788", "genitourinary"],
    ["789", "other"],
    ["799", "other"],
    ["800", "injury"],
    ["999", "injury"],
    ["V57", "other"],
    ["no code", "other"],
  ])("of '%s' is %s, as Strack et al. group it", (code, chapter) => {
    expect(CHAPTERS[chapterOf(code)]).toBe(chapter);
  });
});

describe("conditionsOf()", () => {
  const namesOf = (code: string) =>
    CONDITIONS.filter((_, at) => (conditionsOf(code) >> at) & 1).map(({ name }) => name);

  it("tells diabetes with a complication from diabetes without", () => {
    expect(["250", "250.01", "250.4", "250.93"].map(namesOf)).toEqual([
      [],
      [],
      ["complicated_diabetes"],
      ["complicated_diabetes"],
    ]);
  });

  it("knows categories, supplementary codes, and nothing of other texts", () => {
    expect(["428", "403", "585.9", "V57", "V58", "?"].map(namesOf)).toEqual([
      ["heart_failure"],
      ["kidney_disease"],
      ["kidney_disease"],
      ["rehabilitation"],
      [],
      [],
    ]);
  });
});
