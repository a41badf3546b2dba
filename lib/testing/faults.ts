/**
 * The faults of the simulated world, each a probability with a name. What one probability is of stands with it.
 */
export interface Faults {
  /** Of a call: refused before it had an effect. */
  readonly throttle: number;
  /** Of a call: it never arrived; the caller learns that late. */
  readonly lostRequest: number;
  /** Of a call: it had its effect, but the caller gets an error. */
  readonly lostReply: number;
  /** Of a call: it takes seconds, mostly longer than its invocation may. */
  readonly stall: number;
  /** Of a call: the container dies before the call has its effect. */
  readonly crashBefore: number;
  /** Of a call: the container dies after it. */
  readonly crashAfter: number;
  /** Of an invocation: a container without memory takes it. */
  readonly coldStart: number;
  /** Of an invocation: refused before it starts. */
  readonly invokeThrottle: number;
  /** Of a delivery: another poller takes the shard over, from an older checkpoint, while this one's call still runs. */
  readonly pollerRestart: number;
  /** Of a nudge of the closer: lost. */
  readonly lostNudge: number;
  /** Of a closer's tick: a second closer runs at once. */
  readonly closerTwin: number;
  /** Of a container or a closer: it runs the version before this one, as while a deployment rolls. */
  readonly previousVersion: number;
  /** Of a container: its clock is off by up to half a minute, and steps. */
  readonly clockSkew: number;
  /** Of a second: a shard is split or two are merged. */
  readonly reshard: number;
}

export const NO_FAULTS: Faults = {
  throttle: 0,
  lostRequest: 0,
  lostReply: 0,
  stall: 0,
  crashBefore: 0,
  crashAfter: 0,
  coldStart: 0,
  invokeThrottle: 0,
  pollerRestart: 0,
  lostNudge: 0,
  closerTwin: 0,
  previousVersion: 0,
  clockSkew: 0,
  reshard: 0,
};
