/**
 * A channel carries what an operator announces to those outside the pipeline, beside the view that keeps it. Each
 * announcement comes once, or, when its carrier dies at the wrong moment, once more under the same id.
 *
 * Several operators may announce on one channel. Their ids must then differ, since those who listen know an announcement
 * again by its id; what one page announced of a key keeps its order.
 */
export type Channel = AlertChannel | StreamChannel;

/** To the pipeline's alert topic: for people. */
export interface AlertChannel {
  readonly kind: "alerts";
}

/** To a stream of its own: for programs. */
export interface StreamChannel {
  readonly kind: "stream";
  readonly stream: string;
  /** The partition key of a row: rows of one key keep their order. */
  readonly key: (row: never) => string;
}

export const ALERTS: AlertChannel = { kind: "alerts" };

/** @param key gives the partition key of a row of the announcing operator. */
export function toStream<Row>(stream: string, key: (row: Row) => string): StreamChannel {
  return { kind: "stream", stream, key };
}

/** The channels of one kind, by the operators that announce on them. */
export function channelsOf<Kind extends Channel["kind"]>(
  operators: Readonly<Record<string, { readonly channel?: Channel }>>,
  kind: Kind,
): ReadonlyMap<string, Extract<Channel, { readonly kind: Kind }>> {
  const found = Object.entries(operators).filter(([, { channel }]) => channel?.kind === kind);
  return new Map(found.map(([name, { channel }]) => [name, channel as Extract<Channel, { kind: Kind }>]));
}
