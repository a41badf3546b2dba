/**
 * How good fraud alerts are. An alert is right when its user was in an episode at that time, of whatever rule: a burst
 * breaks several limits. An episode is found when its own rule has raised an alert about its user while it lasted.
 */
import { FRAUD_RULES, type FraudAlertRow } from "../../lib/pipelines/commerce/fraud/index.ts";
import type { KnownEpisode } from "./fraud-traffic.ts";

export interface FraudRuleFigures {
  readonly rule: string;
  readonly alerts: number;
  readonly right: number;
  readonly episodes: number;
  readonly found: number;
  /** Null where there was no alert, and no episode. */
  readonly precision: number | null;
  readonly recall: number | null;
  /** Half of the episodes found were found within this time of their first event. */
  readonly medianDelayMs: number | null;
}

export interface FraudFigures {
  readonly rules: readonly FraudRuleFigures[];
  readonly all: FraudRuleFigures;
}

export function scoreFraud(
  alerts: readonly FraudAlertRow[],
  episodes: readonly KnownEpisode[],
): FraudFigures {
  const bySubject = Map.groupBy(episodes, ({ subject }) => subject);
  const raised = alerts.map((alert): Raised => {
    const timeMs = Date.parse(alert.timestamp);
    const during = (bySubject.get(alert.user_id) ?? []).filter(
      ({ startMs, endMs }) => timeMs >= startMs && timeMs < endMs,
    );
    return { rule: alert.rule, timeMs, during };
  });
  const whole = episodes.filter(({ isWhole }) => isWhole);
  const rules = FRAUD_RULES.map((rule) =>
    figuresOf(
      rule,
      raised.filter((alert) => alert.rule === rule),
      whole.filter((episode) => episode.rule === rule),
    ),
  );
  return { rules, all: figuresOf("all", raised, whole) };
}

interface Raised {
  readonly rule: string;
  readonly timeMs: number;
  /** The episodes that its user was in. */
  readonly during: readonly KnownEpisode[];
}

function figuresOf(
  rule: string,
  alerts: readonly Raised[],
  episodes: readonly KnownEpisode[],
): FraudRuleFigures {
  const delaysMs = episodes.flatMap((episode) => {
    const own = alerts.filter((alert) => alert.rule === episode.rule && alert.during.includes(episode));
    return own.length === 0 ? [] : [Math.min(...own.map(({ timeMs }) => timeMs)) - episode.startMs];
  });
  const right = alerts.filter(({ during }) => during.length > 0).length;
  return {
    rule,
    alerts: alerts.length,
    right,
    episodes: episodes.length,
    found: delaysMs.length,
    precision: alerts.length === 0 ? null : right / alerts.length,
    recall: episodes.length === 0 ? null : delaysMs.length / episodes.length,
    medianDelayMs: delaysMs.toSorted((one, other) => one - other)[Math.floor(delaysMs.length / 2)] ?? null,
  };
}
