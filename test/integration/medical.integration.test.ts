/**
 * Goal: the deployed medical pipeline does on real streams and tables what its topology says, and tells nobody of patients.
 * Method: generated encounters with notes and chaos, and hand-made ones with words that occur nowhere else in every text,
 * into the deployed stack; every view and the output stream against a run in this process over the records that the
 * stream holds, verdicts against what the generator promises, and all that was logged or named searched for the words.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EXTRA_DIMENSIONS, stackName } from "../../lib/contract/index.ts";
import { measureWindows, type Totals } from "../../lib/engine/index.ts";
import { type LocalCloud, withLocalCloud } from "../../scripts/local-cloud/local-cloud.ts";
import { accountedFor } from "../../scripts/start/totals.ts";
import { silentSteps } from "../../scripts/terminal/steps.ts";
import type { Harness } from "../support/harness.ts";
import { until } from "./failure-routes/deployed-pipeline.ts";
import {
  DeployedMedical,
  type PublishedRow,
  type Sent,
  type Views,
  viewsOf,
} from "./medical/deployed-medical.ts";
import {
  formsOf,
  type Outgoing,
  SENSITIVE_WORDS,
  sensitiveEncounters,
  TOLD_WORDS,
  UNTOLD_WORDS,
} from "./medical/sensitive-encounters.ts";
import {
  closingEncounters,
  ENCOUNTERS,
  EXPIRED_MS,
  EXPIRED_WINDOW,
  generatedEncounters,
  LAST_SLOT_MS,
  RETIRED_BY_MS,
} from "./medical/generated-encounters.ts";
import { allLogLines, metricLines, namesIn, sumOf, valuesOf } from "./medical/what-was-told.ts";

let cloud: LocalCloud;
let pipeline: DeployedMedical;
let sent: readonly Sent[];
let expected: { readonly run: Harness; readonly views: Views };
const ended = Promise.withResolvers<void>();
let running: Promise<void>;

beforeAll(async () => {
  const deployed = Promise.withResolvers<void>();
  running = withLocalCloud({ pipelines: ["medical"], steps: silentSteps }, async (local) => {
    cloud = local;
    pipeline = new DeployedMedical(local);
    deployed.resolve();
    await ended.promise;
  });
  await Promise.race([deployed.promise, running]);
  sent = await pipeline.send([...generatedEncounters(), ...sensitiveEncounters(LAST_SLOT_MS, EXPIRED_MS)]);
  let totals: Totals | undefined;
  await until(
    "all records accounted for",
    async () => accountedFor((totals = await pipeline.totals())) >= sent.length,
    () => JSON.stringify(totals),
  );
  await pipeline.tick();
  const run = await pipeline.inThisProcess();
  expected = { run, views: await viewsOf(run.topology, run) };
  await until(
    "all rows published",
    async () => distinct(await pipeline.published()).length >= results().length,
  );
  await until(
    "all late events stored",
    async () => (await storedLate()).length >= outcomes("expiredLate").length,
  );
});

afterAll(async () => {
  ended.resolve();
  await running;
});

describe("the deployed medical pipeline", () => {
  it("gives every record the one verdict that its generator knows", async () => {
    expect(await pipeline.totals()).toEqual({
      applied: outcomes("applied").length,
      expiredLate: outcomes("expiredLate").length,
      deadLettered: outcomes("deadLettered").length,
      duplicates: outcomes("duplicates").length,
    });
    for (const outcome of ["expiredLate", "deadLettered", "duplicates"] as const)
      expect(outcomes(outcome).length).toBeGreaterThan(1);
  });

  it("shows in every view what a run in this process over the same records shows", async () => {
    const views = await pipeline.views();
    expect(views.results).toEqual(expected.views.results);
    expect(views.patients).toEqual(expected.views.patients);
    expect(views.distribution).toEqual(expected.views.distribution);
    expect(views.drift).toEqual(expected.views.drift);
  });

  it("has one result for each encounter that was not refused, late ones too, and counts the others to their hours", () => {
    const ids = results().map(({ id }) => id);
    const assessed = [...outcomes("applied"), ...outcomes("expiredLate")].map(idOf);
    expect(ids.toSorted()).toEqual(assessed.toSorted());
    const counted = expected.views.distribution.map(({ assessments }) => Number(assessments));
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(outcomes("applied").length);
    const noted = results().filter(({ note_findings }) => (note_findings as unknown[]).length > 0);
    expect(noted.length).toBeGreaterThan(ENCOUNTERS / 10);
    expect(new Set(results().map(({ level }) => level))).toEqual(new Set(["low", "medium", "high"]));
    expect(results().filter(({ fallback }) => fallback !== null)).toEqual([]);
  });

  it("publishes each result under its patient and in its patient's order, once for who drops known ids", async () => {
    const rows = distinct(await pipeline.published());
    const byId = new Map(results().map((row) => [row.id, row]));
    expect(rows.length).toBe(byId.size);
    for (const { partitionKey, row } of rows) {
      expect(row).toEqual({ ...byId.get(row.id), v: 1 });
      expect(partitionKey).toBe(row.patient_id);
    }
    const order = Map.groupBy(rows, ({ partitionKey }) => partitionKey);
    const judged = sent.filter(({ outcome }) => outcome === "applied" || outcome === "expiredLate");
    for (const [patient, records] of Map.groupBy(judged, ({ partitionKey }) => partitionKey)) {
      expect(order.get(patient)?.map(({ row }) => row.id)).toEqual(records.map(idOf));
    }
  });

  it("keeps what it refuses, whole and with the reason, and what is late beyond all windows", async () => {
    const letters = await pipeline.deadLetters();
    const found = await Promise.all(
      letters.map(async (letter) => {
        const { origin, partitionKey, reason } = letter;
        return { origin, partitionKey, reason, data: (await pipeline.bodyOf(letter)).toString("base64") };
      }),
    );
    const refused = outcomes("deadLettered").map(({ origin, partitionKey, reason, data }) => {
      return { origin, partitionKey, reason, data: data.toString("base64") };
    });
    expect(byOrigin(found)).toEqual(byOrigin(refused));
    expect(letters.filter(({ overflow }) => overflow !== null)).toHaveLength(1);
    expect(told(letters.map(({ error }) => error))).toEqual([]);

    const late = (await storedLate()).map(({ data }) => data ?? "");
    expect(late.toSorted()).toEqual(
      outcomes("expiredLate")
        .map(({ data }) => data.toString("base64"))
        .toSorted(),
    );
  });

  it("measures itself, with pipeline and stage as dimensions, and beside them the shard or the reason at most", async () => {
    const drift = (await measureWindows(expected.run.topology, expected.run.state))[0]?.value ?? Number.NaN;
    const metrics = async () => metricLines(await allLogLines(cloud.clients.logs));
    // Runs that began earlier may end later, with the drift of fewer records.
    const isDrift = (value: number) => Math.abs(value - drift) < 1e-12;
    await until("the drift logged", async () => valuesOf(await metrics(), "data_drift_score").some(isDrift));
    // A function's lines are in its log some time after its records are durable.
    await until("every inference logged", async () => {
      await pipeline.call("processorName");
      return valuesOf(await metrics(), "InferenceLatency").length >= results().length;
    });
    const published = (await pipeline.published()).length;
    await until("every publication logged", async () => {
      await pipeline.call("publisherName");
      return sumOf(await metrics(), "Published") >= published;
    });
    const lines = await metrics();
    const sum = (metric: string) => sumOf(lines, metric);
    expect(sum("NoteCacheMisses")).toBeGreaterThan(0);
    expect(sum("InferenceCacheMisses")).toBeGreaterThan(0);
    expect(sum("ImputedFields")).toBeGreaterThan(0);
    for (const metric of ["ModelFallbacks", "NoteFailures"]) {
      expect(valuesOf(lines, metric).length).toBeGreaterThan(0);
      expect(sum(metric)).toBe(0);
    }
    expect(sum("Published")).toBe(published);
    for (const line of lines) {
      expect(line).toMatchObject({ pipeline: "medical", stage: "local" });
      const own = ["pipeline", "stage"];
      const extra = EXTRA_DIMENSIONS.filter((name) => name in line);
      const sets = [own, ...extra.map((name) => [...own, name])];
      expect(line._aws.CloudWatchMetrics.map(({ Dimensions }) => Dimensions)).toEqual([sets]);
      for (const name of extra) expect(line[name]).toMatch(/^(?:shardId-\d{12}|[a-z]+_[a-z0-9]+)$/);
    }
  });

  it("tells nothing of patients in logs, metrics and names, and where it must, what it must alone", async () => {
    const lines = await allLogLines(cloud.clients.logs);
    const prefix = `/${stackName("local", "medical")}/`;
    expect(new Set(lines.map(({ group }) => group))).toEqual(
      new Set(["processor", "closer", "publisher", "late", "metrics"].map((role) => prefix + role)),
    );
    const names = await namesIn(
      cloud,
      stackName("local", "medical"),
      pipeline.handle.output("overflowBucket"),
    );
    const all = [...lines.flatMap(({ group, stream, message }) => [group, stream, message]), ...names];
    expect(told(all)).toEqual([]);
    const generatedTexts = [...outcomes("applied"), ...outcomes("expiredLate")].flatMap((record) => {
      const { id, note = id } = JSON.parse(record.data.toString());
      return [id, note];
    });
    expect(generatedTexts.filter((text) => all.some((one) => one.includes(text)))).toEqual([]);

    const rows = (await pipeline.published()).map(({ row }) => JSON.stringify(row));
    expect(told(rows, UNTOLD_WORDS)).toEqual([]);
    expect(told(rows, TOLD_WORDS)).toEqual(TOLD_WORDS);
    // The search finds what there is: the queue holds each word, in base64 alone.
    const bodies = (await pipeline.deadLetters()).map(({ data }) => data ?? "");
    expect(told(bodies)).toEqual(SENSITIVE_WORDS);
  });

  it("shows the same of an hour once it is closed, from the rows of its windows", async () => {
    const closing = closingEncounters(await pipeline.shardCount());
    await pipeline.send(closing);
    const isCounted = async () => accountedFor(await pipeline.totals()) >= sent.length + closing.length;
    await until("the closing records accounted for", isCounted);
    await until("windows retired", async () => (await pipeline.openWindows(RETIRED_BY_MS)) === 0);
    const run = await pipeline.inThisProcess();
    await run.close();
    const { distribution, drift } = await pipeline.views();
    const closed = await viewsOf(run.topology, run);
    expect(distribution).toEqual(closed.distribution);
    expect(drift).toEqual(closed.drift);
    for (const row of expected.views.distribution) expect(distribution).toContainEqual(row);
  });
});

function outcomes(outcome: Outgoing["outcome"]): readonly Sent[] {
  return sent.filter((record) => record.outcome === outcome);
}

function results() {
  return expected.views.results;
}

function idOf({ data }: Outgoing): string {
  return JSON.parse(data.toString()).id;
}

/** The first of each id, which is all that a consumer keeps. */
function distinct(rows: readonly PublishedRow[]): readonly PublishedRow[] {
  return [...new Map(rows.toReversed().map((row) => [row.row.id, row])).values()].toReversed();
}

async function storedLate() {
  return pipeline.late.eventsOf("riskDistribution", EXPIRED_WINDOW);
}

function byOrigin<Letter extends { readonly origin: string }>(letters: readonly Letter[]): readonly Letter[] {
  return letters.toSorted((one, other) => (one.origin < other.origin ? -1 : 1));
}

/** Those of the words that stand in some of the texts, in whatever form. */
function told(texts: readonly string[], words: readonly string[] = SENSITIVE_WORDS): readonly string[] {
  return words.filter((word) => formsOf(word).some((form) => texts.some((text) => text.includes(form))));
}
