/**
 * The alarms of a pipeline, the one that is all its critical ones together, and the topics that they tell.
 * Invariant: every alarm tells its severity's topic when it goes off and when it is over, says in its name how urgent it
 * is, and in its description what has happened and where to read what to do.
 */
import {
  Alarm,
  AlarmRule,
  AlarmState,
  ComparisonOperator,
  CompositeAlarm,
  type IAlarm,
} from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import { alarmName, UNHEALTHY_ALARM } from "../../contract/index.ts";
import type { Encryption } from "../encryption/index.ts";
import type { StageConfig } from "../stage-config.ts";
import type { AlarmSpec } from "./alarm-spec.ts";
import { AlarmTopics } from "./alarm-topics.ts";
import { isEmulated, pipelineAlarms } from "./pipeline-alarms.ts";
import type { Watched } from "./watched.ts";

export interface AlarmsProps {
  readonly config: StageConfig;
  readonly encryption: Encryption;
  readonly pipeline: string;
  readonly watched: Watched;
  /** Where the runbook is read. */
  readonly runbookUrl: string;
}

const OPERATORS = {
  above: ComparisonOperator.GREATER_THAN_THRESHOLD,
  below: ComparisonOperator.LESS_THAN_THRESHOLD,
} as const;

export class Alarms extends Construct {
  /** Whoever operates the pipeline subscribes to these. */
  readonly topics: AlarmTopics;
  /** Those that the stage can have. */
  readonly specs: readonly AlarmSpec[];
  /** As they are specified, the composite behind them. */
  readonly all: readonly IAlarm[];
  readonly #props: AlarmsProps;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.#props = props;
    this.topics = new AlarmTopics(this, "Topics", props);
    const specs = pipelineAlarms(props.watched);
    this.specs = props.config.isEmulated ? specs.filter(isEmulated) : specs;
    const alarms = this.specs.map((spec) => this.#createAlarm(spec));
    const critical = alarms.filter((_, i) => this.specs[i]?.severity === "critical");
    this.all = props.config.isEmulated ? alarms : [...alarms, this.#createComposite(critical)];
  }

  #createAlarm(spec: AlarmSpec): Alarm {
    const alarm = new Alarm(this, spec.name, {
      alarmName: this.#nameOf(spec),
      alarmDescription: this.descriptionOf(spec.name, spec.happened),
      metric: spec.metric,
      comparisonOperator: OPERATORS[spec.bad],
      threshold: spec.threshold,
      evaluationPeriods: spec.persistence.of,
      datapointsToAlarm: spec.persistence.datapoints,
      treatMissingData: spec.missingData,
    });
    alarm.addAlarmAction(this.topics.actionOf(spec.severity));
    alarm.addOkAction(this.topics.actionOf(spec.severity));
    return alarm;
  }

  /** One message when a pipeline falls ill, however many of its alarms go off, and one when it is well again. */
  #createComposite(critical: readonly IAlarm[]): CompositeAlarm {
    const name = UNHEALTHY_ALARM;
    const rules = critical.map((alarm) => AlarmRule.fromAlarm(alarm, AlarmState.ALARM));
    const happened = `Some critical alarm of ${this.#props.pipeline} is on.`;
    const composite = new CompositeAlarm(this, name, {
      compositeAlarmName: this.#nameOf({ name, severity: "critical" }),
      alarmDescription: this.descriptionOf(name, happened),
      alarmRule: AlarmRule.anyOf(...rules),
    });
    composite.addAlarmAction(this.topics.actionOf("critical"));
    composite.addOkAction(this.topics.actionOf("critical"));
    return composite;
  }

  #nameOf({ severity, name }: Pick<AlarmSpec, "severity" | "name">): string {
    return alarmName(this.#props.config.stage, this.#props.pipeline, severity, name);
  }

  /** What has happened, and where to read what to do. */
  descriptionOf(name: string, happened: string): string {
    return `${happened} What to do: ${this.#props.runbookUrl}#${name.toLowerCase()}`;
  }
}
