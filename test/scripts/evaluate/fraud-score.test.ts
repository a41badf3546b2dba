/** What counts as a right alert and as an episode found, and files of episodes that cannot be used. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FraudAlertRow, FraudRule } from "../../../lib/pipelines/commerce/fraud/index.ts";
import { scoreFraud } from "../../../scripts/evaluate/fraud-score.ts";
import { fraudFiles, generatedFraud, type KnownEpisode } from "../../../scripts/evaluate/fraud-traffic.ts";

const alert = (rule: FraudRule, user_id: string, atMs: number) =>
  ({ rule, user_id, timestamp: new Date(atMs).toISOString() }) as FraudAlertRow;
const episode = (rule: FraudRule, subject: string, isWhole = true): KnownEpisode => ({
  rule,
  subject,
  startMs: 1_000,
  endMs: 5_000,
  isWhole,
});

function scored(alerts: readonly FraudAlertRow[], episodes: readonly KnownEpisode[], rule: FraudRule) {
  return scoreFraud(alerts, episodes).rules.find((figures) => figures.rule === rule);
}

describe("the score of fraud alerts", () => {
  it("counts an alert right from an episode's first event to its last, of the same user and whatever rule", () => {
    const alerts = [
      alert("velocity_items", "ada", 999),
      alert("velocity_items", "ada", 1_000),
      alert("velocity_items", "ada", 4_999),
      alert("velocity_items", "ada", 5_000),
      alert("velocity_items", "bob", 2_000),
    ];
    const figures = scored(alerts, [episode("velocity_events", "ada")], "velocity_items");
    expect(figures).toMatchObject({ alerts: 5, right: 2, precision: 0.4, episodes: 0, recall: null });
  });

  it("counts an episode found by its own rule alone, once, and from when on", () => {
    const episodes = [episode("price_tampering", "ada"), episode("price_tampering", "bob")];
    const alerts = [
      alert("price_tampering", "ada", 3_500),
      alert("price_tampering", "ada", 2_000),
      alert("amount_outlier", "bob", 2_000),
    ];
    expect(scored(alerts, episodes, "price_tampering")).toMatchObject({
      episodes: 2,
      found: 1,
      recall: 0.5,
      medianDelayMs: 1_000,
    });
    expect(scoreFraud(alerts, episodes).all).toMatchObject({ alerts: 3, right: 3, episodes: 2, found: 1 });
  });

  it("asks for no episode that was cut short, and holds no alert about it to be wrong", () => {
    const figures = scored(
      [alert("price_tampering", "ada", 2_000)],
      [episode("price_tampering", "ada", false)],
      "price_tampering",
    );
    expect(figures).toMatchObject({ alerts: 1, right: 1, episodes: 0, recall: null, medianDelayMs: null });
  });
});

describe("known fraud", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "episodes-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("is the same for a seed", async () => {
    const episodesOf = async () => {
      const traffic = generatedFraud({ seed: 5, events: 3_000 });
      const texts: (string | null)[] = [];
      for await (const lines of traffic.lines) texts.push(...lines.map(({ text }) => text));
      return { texts, episodes: await traffic.episodes() };
    };
    const { texts, episodes } = await episodesOf();
    expect(await episodesOf()).toEqual({ texts, episodes });
    expect(texts).toHaveLength(3_000);
    expect(episodes.length).toBeGreaterThan(0);
  });

  it("is refused where a line is no episode, by its place", async () => {
    const path = join(folder, "episodes.jsonl");
    const good = {
      subject: 7,
      rule: "price_tampering",
      window_start: "2026-01-01T00:00:00Z",
      window_end: "2026-01-01T00:00:01Z",
    };
    await writeFile(path, `${JSON.stringify(good)}\n`);
    expect(await fraudFiles("events", path).episodes()).toEqual([
      {
        subject: "7",
        rule: "price_tampering",
        startMs: Date.parse(good.window_start),
        endMs: Date.parse(good.window_end),
        isWhole: true,
      },
    ]);
    for (const wrong of ["{", "{}", JSON.stringify({ ...good, window_end: "never" }), "null"]) {
      await writeFile(path, `${JSON.stringify(good)}\n${wrong}\n`);
      await expect(fraudFiles("events", path).episodes()).rejects.toThrow(
        `Cannot use ${path}:2: expected an episode with subject, rule, window_start and window_end`,
      );
    }
  });
});
