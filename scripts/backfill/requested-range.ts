/** What the options ask for, held to what the pipeline and its stream have. */
import type { AnyTopology, EventTimeMs } from "../../lib/engine/index.ts";
import { UserError } from "../terminal/user-error.ts";
import type { BackfillOptions } from "./options.ts";
import { type BackfillRange, warmUpMs, recomputableOperators } from "./range.ts";
import type { ShadowHead, ShadowStore } from "./shadow-store.ts";

/**
 * @param floorMs the live pipeline's: up to it windows are retired.
 * @param oldestMs from when on the stream has all that arrived; null when it has everything.
 * @throws UserError when there is nothing to compare, or the stream no longer has what it takes.
 */
export function requestedRange(
  topology: AnyTopology,
  { from, to }: Pick<BackfillOptions, "from" | "to">,
  floorMs: EventTimeMs | undefined,
  oldestMs: number | null,
): BackfillRange {
  if (recomputableOperators(topology).length === 0) {
    throw new UserError(`Cannot backfill ${topology.name}: it has no windowed view that reads the source`);
  }
  if (from === undefined) throw new UserError("Cannot backfill: no start is given; add --from <time>");
  if (floorMs === undefined) {
    throw new UserError(`Cannot backfill ${topology.name}: no window is retired yet; wait for the closer`);
  }
  const toMs = Math.min(to ?? floorMs, floorMs);
  if (toMs <= from) {
    throw new UserError(
      `Cannot backfill from ${iso(from)}: no window that begins there is retired by ${iso(toMs)}; give --from an earlier time`,
    );
  }
  const marginMs = warmUpMs(topology);
  if (oldestMs !== null && from - marginMs < oldestMs) {
    throw new UserError(
      `Cannot backfill from ${iso(from)}: the stream has records from ${iso(oldestMs)} on, and reading begins ${marginMs / 1000} s before the first window; give --from ${iso(oldestMs + marginMs)} or later`,
    );
  }
  return { fromMs: from, toMs };
}

/** The run that may be promoted. @throws UserError when there is none, or another than the options name. */
export async function lastRun(
  shadow: Pick<ShadowStore, "readHead">,
  { from, to }: Pick<BackfillOptions, "from" | "to">,
): Promise<ShadowHead> {
  const head = await shadow.readHead();
  if (head === undefined) throw new UserError("Cannot promote: there is no shadow; run --shadow first");
  if (!head.isComplete) {
    throw new UserError("Cannot promote: the last --shadow did not end; run it again");
  }
  if ((from ?? head.fromMs) !== head.fromMs || (to ?? head.toMs) !== head.toMs) {
    throw new UserError(
      `Cannot promote another range: the last --shadow was from ${iso(head.fromMs)} to ${iso(head.toMs)}; leave --from and --to out, or run --shadow again`,
    );
  }
  return head;
}

function iso(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
