/**
 * What a batch has decided becomes durable: pages level by level, and beside the first level's the ledger's full runs, dead
 * letters and late events. The progress comes after all of it.
 */
import type { LedgerAppend } from "../state/ledger.ts";
import { pageId } from "../state/page.ts";
import type { ShardProgress } from "../state/progress.ts";
import type { AnyTopology } from "../topology.ts";
import { type CommitReport, commitPage, type PageMemory, type PageStores } from "./commit-page.ts";
import type { Decision, PagePlan } from "./decide.ts";
import type { Judgement } from "./judgement.ts";
import type { BatchPorts } from "./ports.ts";
import type { SourceRecord } from "./record.ts";

/**
 * Makes the decision's effects durable, level by level: what was said is durable before anything is made of it.
 *
 * @param version of the stored progress as long as this worker is not overtaken.
 * @returns undefined when it is, or when another writer was at a page that others read: what was said there may not be
 *   what it says now.
 */
export async function makeDurable<R extends SourceRecord>(
  topology: AnyTopology,
  ports: BatchPorts<R>,
  memory: PageMemory,
  { shardId, version }: Pick<ShardProgress, "shardId" | "version">,
  { judgement, levels }: Decision<R>,
  ledger: LedgerAppend,
): Promise<readonly CommitReport[] | undefined> {
  const [first = [], ...downstream] = levels;
  const runs = ledger.closedRuns.map((run) => ports.state.putLedgerRun(shardId, run.number, run.entries));
  const sides = sendSides(ports, { shardId, version }, judgement);
  const commits = [...(await commitLevel(topology, ports, memory, first, [...runs, sides]))];
  if ((await sides) === "overtaken") return forget(memory, levels);
  let said = first.filter(isRead(topology));
  for (const level of downstream) {
    const overtaken = new Set(
      commits.filter(({ conflicts }) => conflicts > 0).map(({ page }) => pageId(page.key)),
    );
    const isOvertaken = overtaken.size > 0 && said.some(({ work }) => overtaken.has(pageId(work.key)));
    if (isOvertaken) return forget(memory, levels);
    commits.push(...(await commitLevel(topology, ports, memory, level, [])));
    said = level.filter(isRead(topology));
  }
  return commits;
}

/**
 * Sends what could not be applied, unless another worker has moved the shard on: a page that refused a record may since be
 * retired, and the record would go another way than the one that is settled.
 */
async function sendSides<R extends SourceRecord>(
  { state, sideOutputs }: BatchPorts<R>,
  { shardId, version }: Pick<ShardProgress, "shardId" | "version">,
  { deadLetters, expired }: Judgement<R>,
): Promise<"sent" | "overtaken"> {
  if (deadLetters.length + expired.length === 0) return "sent";
  const stored = await state.readProgress(shardId);
  if (stored?.version !== version) return "overtaken";
  const sends = [
    deadLetters.length > 0 ? sideOutputs.sendDeadLetters(deadLetters) : undefined,
    expired.length > 0 ? sideOutputs.sendExpired(expired) : undefined,
  ];
  await Promise.allSettled(sends);
  await Promise.all(sends);
  return "sent";
}

function forget(memory: PageMemory, levels: readonly (readonly PagePlan[])[]): undefined {
  for (const { work } of levels.flat()) memory.pages.delete(work.key);
}

/** True for a page with an operator that others read. */
function isRead({ readers }: AnyTopology): (plan: PagePlan) => boolean {
  return ({ work }) =>
    work.entries.some(({ operator }) => readers.has(operator)) ||
    work.timed.some((name) => readers.has(name));
}

/** @param beside what is awaited with the pages. All is awaited even when one fails: a write must not go on behind the answer. */
async function commitLevel(
  topology: AnyTopology,
  stores: PageStores,
  memory: PageMemory,
  level: readonly PagePlan[],
  beside: readonly Promise<unknown>[],
): Promise<readonly CommitReport[]> {
  const commits = level.map(({ work, base, folded }) =>
    commitPage(stores, topology, memory, work, base.base, folded),
  );
  const settled = await Promise.allSettled([...commits, ...beside]);
  const failed = settled.find((result) => result.status === "rejected");
  if (failed !== undefined) {
    for (const { work } of level) memory.pages.delete(work.key);
    throw failed.reason;
  }
  return Promise.all(commits);
}
