/** The shop's view model from rows of views. */
import { expect, test } from "vitest";
import { commerceModel } from "../../../scripts/dashboard/models/commerce.ts";

const NOTHING = {
  popularity: [],
  trends: [],
  sessions: null,
  recommended: null,
  fraud: null,
  cache: null,
  clickThrough: null,
};

test("commerceModel() adds up each variant's impressions and clicks over the windows, by name", () => {
  const clickThrough = [
    { variant: "b", window_start: "2026-01-01T00:00:00.000Z", impressions: 4, clicks: 1, ctr: 0.25 },
    { variant: "a", window_start: "2026-01-01T00:00:00.000Z", impressions: 3, clicks: 0, ctr: 0 },
    { variant: "b", window_start: "2026-01-01T00:10:00.000Z", impressions: 6, clicks: 2, ctr: 1 / 3 },
  ];
  expect(commerceModel({ ...NOTHING, clickThrough }).clickThrough).toEqual([
    { variant: "a", impressions: 3, clicks: 0 },
    { variant: "b", impressions: 10, clicks: 3 },
  ]);
});

test("commerceModel() tells no clicks of a topology that does not join them from none so far", () => {
  expect(commerceModel(NOTHING).clickThrough).toBeNull();
  expect(commerceModel({ ...NOTHING, clickThrough: [] }).clickThrough).toEqual([]);
});
