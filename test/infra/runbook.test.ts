/** The runbook and the alarms: one article for each, and none for an alarm that there is not. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { LOG_EVENTS } from "../../lambdas/aws/logging.ts";
import { UNHEALTHY_ALARM } from "../../lib/contract/index.ts";
import { type AlarmSpec, PipelineStack, stageConfig } from "../../lib/infra/index.ts";
import { pipelines } from "../../lib/pipelines/index.ts";
import { newApp } from "./synthesize.ts";

const runbook = readFileSync("docs/runbook.md", "utf8");
const alarmed = /^# Alarms$(.*?)^# /ms.exec(runbook)?.[1] ?? "";

/** By the alarm's name, what stands below it. */
const articles = new Map(
  alarmed
    .split(/^## /m)
    .slice(1)
    .map((article) => [article.slice(0, article.indexOf("\n")), article.slice(article.indexOf("\n"))]),
);

const specs = new Map<string, AlarmSpec>(
  Object.values(pipelines).flatMap((topology) => {
    const { alarms } = new PipelineStack(newApp(), { config: stageConfig("prod"), topology });
    return alarms.specs.map((spec) => [spec.name, spec] as const);
  }),
);

describe("the runbook", () => {
  test("has one article for each alarm, and none for any other", () => {
    const headings = [...alarmed.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(new Set(headings).size).toBe(headings.length);
    expect(headings.toSorted()).toEqual([...specs.keys(), UNHEALTHY_ALARM].sort());
  });

  test.each([...articles])(
    "says of %s what it means, why, where to look, what to do and how to verify",
    (name, text) => {
      const labels = [...text.matchAll(/^- \*\*(.+?)\*\*: .{10,}/gm)].map(([, label]) => label);
      expect(labels).toEqual(["Means", "Likely causes", "Look", "Do", "Verify"]);
      const spec = specs.get(name);
      const expected = spec === undefined ? "critical · composite" : `${spec.severity} · ${spec.category}`;
      expect(text.trim().split("\n")[0]).toBe(expected);
    },
  );

  test("says how soon somebody looks, for each severity", () => {
    expect(runbook).toMatch(/\| critical \| 15 minutes/);
    expect(runbook).toMatch(/\| warning \| 60 minutes/);
    expect(runbook).toMatch(/\| info \| 24 hours/);
  });

  test("names commands and log events that exist", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
    const commands = [...runbook.matchAll(/npm run ([a-z-]+)/g)].map(([, name]) => name ?? "");
    expect(commands.filter((name) => scripts[name] === undefined)).toEqual([]);
    const events = [
      ...runbook.matchAll(/`((?:batch|alerts|rows|row|answers|impressions|late_events)_[a-z_]+)`/g),
    ];
    expect(events.length).toBeGreaterThan(5);
    expect(events.map(([, name]) => name ?? "").filter((name) => !Object.hasOwn(LOG_EVENTS, name))).toEqual(
      [],
    );
  });
});
