/**
 * Amending folds late events into a window that is retired, and emits its next pane. It is idempotent: the archive that
 * the pane refers to says which late events are in it. Like every pane, the amended one is claimed, its rows are
 * written, and it is published; an amendment that dies in between is taken over by the next.
 *
 * A late copy of an event that was in time is told by the ledger, as long as that remembers; later it is taken for new.
 */
import { decode } from "../batch/decode.ts";
import { identityOf } from "../batch/identity.ts";
import { InputError } from "../errors.ts";
import type { LateEvent } from "../late/late-event.ts";
import { lateEventId } from "../late/late-event.ts";
import type { LateStore } from "../late/ports.ts";
import { type Contribution, EXPIRED, type FoldContext, type Operator } from "../operator/operator.ts";
import { AMENDMENTS, type Archive } from "../state/archive.ts";
import type { Pane, PaneKey } from "../state/pane.ts";
import type { StateStore, ViewStore } from "../state/ports.ts";
import { BEGINNING_OF_TIME } from "../time/event-time.ts";
import type { AnyTopology } from "../topology.ts";
import { isRetired, type Window } from "../window/window.ts";
import { paneRows } from "./pane-rows.ts";

export interface AmendPorts {
  readonly state: StateStore;
  readonly views: ViewStore;
  readonly late: LateStore;
  /** The text of a late event's record. */
  readonly textOf: (event: LateEvent) => Promise<string>;
}

/** What amending one page of the window did, or would do. */
export interface Amendment {
  readonly key: PaneKey;
  /** Late events that were not in the window yet. */
  readonly events: number;
  readonly paneIndex: number;
  readonly rows: number;
}

export interface AmendReport {
  readonly amendments: readonly Amendment[];
  readonly alreadyIn: number;
  /** Copies of other late events, or of events that the ledger knew; under `dedupe: "replays"` the latter alone. */
  readonly duplicates: number;
  /** Late events that no longer fit the schema, or whose operator cannot take them. */
  readonly unreadable: number;
}

interface PageEvents {
  readonly key: PaneKey;
  readonly entries: { readonly id: string; readonly contribution: Contribution }[];
}

/**
 * @param isDryRun computes everything and writes nothing.
 * @throws InputError when the operator has no such window, or the window is not retired yet.
 */
export async function amendWindow(
  topology: AnyTopology,
  ports: AmendPorts,
  operator: string,
  window: Window,
  isDryRun: boolean,
): Promise<AmendReport> {
  await requireRetired(topology, ports.state, operator, window);
  const events = await ports.late.eventsOf(operator, window);
  const seen = new Set<string>();
  const pages = new Map<string, PageEvents>();
  let duplicates = 0;
  let unreadable = 0;
  for (const event of events) {
    const read = await readLate(topology, ports, operator, window, event);
    if (read === undefined) unreadable += 1;
    else if (event.isDuplicate || seen.has(read.id)) duplicates += 1;
    else {
      seen.add(read.id);
      const key: PaneKey = { operator, window, page: read.contribution.page };
      const page = pages.get(key.page) ?? { key, entries: [] };
      page.entries.push(read);
      pages.set(key.page, page);
    }
  }
  const amendments: Amendment[] = [];
  let alreadyIn = 0;
  for (const page of pages.values()) {
    const outcome = await amendPage(topology, ports, page, isDryRun);
    alreadyIn += page.entries.length - (outcome?.events ?? 0);
    if (outcome !== undefined) amendments.push(outcome);
  }
  return { amendments, alreadyIn, duplicates, unreadable };
}

async function requireRetired(
  topology: AnyTopology,
  state: StateStore,
  operator: string,
  window: Window,
): Promise<void> {
  const windowing = topology.operators[operator]?.windowing;
  if (windowing === undefined || topology.operators[operator]?.rows === undefined)
    throw new InputError(`${operator}: expected a windowed operator`);
  if (topology.operators[operator]?.upstreams !== undefined) {
    throw new InputError(
      `${operator}: expected an operator that reads the source; what others said of late events is not kept`,
    );
  }
  const isOne = [...windowing.assigner.assign(window.startMs)].some(
    ({ startMs, endMs }) => startMs === window.startMs && endMs === window.endMs,
  );
  if (!isOne) throw new InputError(`${operator}: expected the start of a window, got another time`);
  const floorMs = (await state.readFloor()) ?? BEGINNING_OF_TIME;
  if (!isRetired(window, windowing.allowedLatenessMs, floorMs)) {
    throw new InputError(
      `${operator}: the window still takes late events by itself; amend it once it is retired`,
    );
  }
}

/** What the event adds to the window, as if it had come in time; undefined when it adds nothing that can be used. */
async function readLate(
  topology: AnyTopology,
  { textOf }: AmendPorts,
  operator: string,
  window: Window,
  event: LateEvent,
): Promise<PageEvents["entries"][number] | undefined> {
  const text = await textOf(event);
  const decoded = decode(topology.source, text, null);
  if (decoded.rejection !== undefined) return undefined;
  const identity = () => identityOf(topology.source.id?.(decoded.event), text);
  const { sequenceNumber } = event;
  const { eventTimeMs } = decoded;
  const context = { record: { sequenceNumber }, eventTimeMs, watermarkMs: BEGINNING_OF_TIME, identity };
  try {
    const prepared = topology.operators[operator]?.prepare(decoded.event, context, operator);
    if (prepared === undefined || prepared === EXPIRED) return undefined;
    const contribution = prepared.find(({ window: taken }) => taken?.startMs === window.startMs);
    if (contribution === undefined) return undefined;
    return { id: topology.dedupe === "id" ? identity() : lateEventId(event), contribution };
  } catch {
    return undefined;
  }
}

/** undefined when the page has all of the events and shows them. */
async function amendPage(
  topology: AnyTopology,
  { state, views }: AmendPorts,
  { key, entries }: PageEvents,
  isDryRun: boolean,
): Promise<Amendment | undefined> {
  const pane = await state.readPane(key);
  if (pane !== undefined && !pane.final) {
    throw new InputError(`${key.operator}: the window is not closed yet; wait for the closer's next run`);
  }
  const archive = await archiveOf(state, key, pane);
  const fresh = entries.filter(({ id }) => !archive.amendedWith.includes(id));
  if (fresh.length === 0 && (pane?.published ?? true)) return undefined;

  const claim = nextClaim(key, pane, fresh.length > 0);
  const amended = withEvents(topology, archive, claim.version, fresh);
  const states = amended.parts.map((part) => part.state);
  const rows = paneRows(topology, claim, states);
  const amendment = { key, events: fresh.length, paneIndex: claim.index, rows: rows.length };
  if (isDryRun) return amendment;
  if (fresh.length > 0) await state.putArchive(amended);
  await commit(state, claim);
  await views.putRows(rows);
  await commit(state, { ...claim, version: claim.version + 1, published: true });
  return amendment;
}

async function archiveOf(state: StateStore, key: PaneKey, pane: Pane | undefined): Promise<Archive> {
  if (pane === undefined) return { key, version: 0, parts: [], amendedWith: [] };
  const archive = pane.archive === null ? undefined : await state.readArchive(key, pane.archive);
  if (archive === undefined) {
    throw new InputError(
      `${key.operator}: the window's archive is gone; archives are kept for fourteen days`,
    );
  }
  return archive;
}

/** The claim of the next pane, or of the last one again when nobody has published it. */
function nextClaim(key: PaneKey, pane: Pane | undefined, hasNew: boolean): Pane {
  const version = (pane?.version ?? 0) + 1;
  const shared = { key, version, published: false, final: true, marks: pane?.marks ?? new Map() };
  if (pane === undefined) return { ...shared, index: 0, timing: "LATE", archive: version };
  const index = pane.published ? pane.index + 1 : pane.index;
  return { ...shared, index, timing: "LATE", archive: hasNew ? version : pane.archive };
}

function withEvents(
  topology: AnyTopology,
  archive: Archive,
  version: number,
  fresh: PageEvents["entries"],
): Archive {
  if (fresh.length === 0) return archive;
  const operator = topology.operators[archive.key.operator] as Operator<unknown>;
  const before = archive.parts.find(({ shardId }) => shardId === AMENDMENTS);
  const draft = operator.openDraft(before?.state);
  for (const { contribution } of fresh) operator.fold(draft, contribution, contextOf(contribution));
  const shards = archive.parts.filter((part) => part !== before);
  return {
    key: archive.key,
    version,
    parts: [...shards, { shardId: AMENDMENTS, state: operator.closeDraft(draft) }],
    amendedWith: [...archive.amendedWith, ...fresh.map(({ id }) => id)],
  };
}

/** Windowed operators neither announce nor speak nor keep journals. */
function contextOf({ eventTimeMs }: Contribution): FoldContext {
  return { eventTimeMs, emit: () => {}, closeTail: () => {}, say: () => {} };
}

async function commit(state: StateStore, pane: Pane): Promise<void> {
  if (!(await state.commitPane(pane))) {
    throw new InputError(`${pane.key.operator}: somebody else amends the window; run it again`);
  }
}
