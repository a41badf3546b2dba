/**
 * The alarms of the deployed pipelines while they are tried: which have fired by their own metric, and values that are told
 * for those whose conditions cannot be brought about.
 */
import type { MetricAlarm } from "@aws-sdk/client-cloudwatch";
import { METRICS, shortAlarmName } from "../../../lib/contract/index.ts";
import type { AlarmedPipeline } from "./alarmed-pipeline.ts";

export interface AlarmTrial {
  readonly pipeline: AlarmedPipeline;
  readonly alarm: MetricAlarm;
  /** Without stack and severity. */
  readonly shortName: string;
  /** What the contract says that its metric is emitted in. */
  readonly unit: string;
  /** Its condition is brought about; no bad value is told for it. */
  readonly isReal: boolean;
}

/** So many times a threshold outweighs what was measured in the same minute, also in an average. */
const HIGH = 1000;

export class AlarmTrials {
  readonly #trials: ReadonlyMap<string, AlarmTrial>;
  readonly #pipelines: readonly AlarmedPipeline[];

  private constructor(pipelines: readonly AlarmedPipeline[], trials: ReadonlyMap<string, AlarmTrial>) {
    this.#pipelines = pipelines;
    this.#trials = trials;
  }

  /** @param real short names of the alarms whose conditions are brought about, by pipeline. */
  static async of(
    pipelines: readonly AlarmedPipeline[],
    real: Readonly<Record<string, readonly string[]>>,
  ): Promise<AlarmTrials> {
    const trials = new Map<string, AlarmTrial>();
    for (const pipeline of pipelines) {
      const { name } = pipeline.handle.topology;
      for (const deployed of await pipeline.alarms.all()) {
        const alarmName = deployed.AlarmName ?? "";
        const shortName = shortAlarmName("local", name, alarmName) ?? alarmName;
        // The runs of every minute would hide one that did not happen.
        const isBelow = deployed.ComparisonOperator?.startsWith("LessThan") === true;
        const alarm = isBelow ? await pipeline.alarms.cutWindow(deployed) : deployed;
        const isReal = isOfAws(deployed) || real[name]?.includes(shortName) === true;
        trials.set(alarmName, { pipeline, alarm, shortName, unit: unitOf(pipeline, alarm), isReal });
      }
    }
    return new AlarmTrials(pipelines, trials);
  }

  get all(): readonly AlarmTrial[] {
    return [...this.#trials.values()];
  }

  named(name: string): AlarmTrial {
    const found = this.#trials.get(name);
    if (found === undefined) throw new Error(`Cannot find alarm ${name}: it is not deployed`);
    return found;
  }

  /** Whether the pipelines have emitted the metric of every alarm. */
  async haveMetrics(): Promise<boolean> {
    for (const { pipeline, alarm } of this.all) {
      if (!(await pipeline.alarms.hasMetric(alarm))) return false;
    }
    return true;
  }

  /** Those that are on and whose own metric is bad: another pipeline's values do not count. */
  async fired(): Promise<readonly AlarmTrial[]> {
    const fired: AlarmTrial[] = [];
    for (const trial of await this.inState("ALARM")) {
      if (await trial.pipeline.alarms.holds(trial.alarm)) fired.push(trial);
    }
    return fired;
  }

  async inState(state: string): Promise<readonly AlarmTrial[]> {
    const all = await Promise.all(this.#pipelines.map((pipeline) => pipeline.alarms.all()));
    return all
      .flat()
      .filter(({ StateValue }) => StateValue === state)
      .map(({ AlarmName = "" }) => this.named(AlarmName));
  }

  /** Tells a value beyond the threshold for those whose conditions are not brought about, but for the given ones. */
  async tellBad(but: readonly AlarmTrial[]): Promise<void> {
    await this.#tell(
      "bad",
      this.all.filter((trial) => !trial.isReal && !but.includes(trial)),
    );
  }

  /** Tells a value far on the good side of every threshold. */
  async tellGood(): Promise<void> {
    await this.#tell("good", this.all);
  }

  async #tell(kind: "bad" | "good", trials: readonly AlarmTrial[]): Promise<void> {
    const ours = trials.filter(({ alarm }) => !isOfAws(alarm));
    for (const [pipeline, group] of Map.groupBy(ours, (trial) => trial.pipeline)) {
      await pipeline.told.tell(
        group.map(({ alarm, unit }) => {
          const { Threshold = 0, ComparisonOperator } = alarm;
          const isBadAbove = ComparisonOperator?.startsWith("GreaterThan") === true;
          const isHigh = isBadAbove === (kind === "bad");
          return [alarm, unit, isHigh ? HIGH * (Threshold + 1) : 0] as const;
        }),
      );
    }
  }
}

/** AWS's own metrics cannot be told: what they count is brought about. */
export function isOfAws({ Namespace }: MetricAlarm): boolean {
  return Namespace?.startsWith("AWS/") === true;
}

function unitOf({ handle }: AlarmedPipeline, { MetricName = "" }: MetricAlarm): string {
  const own = handle.topology.telemetry?.metrics[MetricName]?.unit;
  const counts: Readonly<Record<string, string>> = { Errors: "Count", Throttles: "Count" };
  const engine: Readonly<Record<string, string>> = METRICS;
  return own ?? engine[MetricName] ?? counts[MetricName] ?? "";
}
