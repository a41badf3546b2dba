/** The producer's figures for people. */
import { expect, test } from "vitest";
import type { Figures } from "../../../scripts/producer/meter.ts";
import { statisticsText } from "../../../scripts/producer/statistics-text.ts";

const figures = (changes: Partial<Figures>): Figures => ({
  elapsedMs: 10_000,
  sent: 750,
  sentPerSecond: 75,
  errors: 0,
  errorRate: 0,
  sendLatencyMs: { mean: 4, p95: 9 },
  byType: {},
  anomalies: 0,
  ...changes,
});

const linesOf = (total: Figures) => statisticsText({ total, interval: figures({}) }).split("\n");

test("statisticsText() counts a pipeline's types, and anomalies where there are any", () => {
  const sensors = linesOf(figures({ byType: { current: 400, voltage: 350 }, anomalies: 37 }));
  expect(sensors[1]).toBe("  400 current, 350 voltage; 37 anomalies");
  const encounters = linesOf(figures({ byType: { note_beside: 40, note_instead: 35, structured: 675 } }));
  expect(encounters[1]).toBe("  40 note beside, 35 note instead, 675 structured");
});
