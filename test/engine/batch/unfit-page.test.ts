/** A page that is too large whatever is refused: its batch fails, and does not look for refusals for ever. */
import { expect, it } from "vitest";
import { type Page, PageTooLargeError } from "../../../lib/engine/index.ts";
import { MemoryStateStore } from "../../../lib/testing/memory-state-store.ts";
import { graphTopology } from "../../support/graph-topology.ts";
import { Harness, record } from "../../support/harness.ts";

const KEYS_MAX = 3;
const LOOKS_MAX = 100;

/** Takes pages of three keys, and is not asked for ever. */
class SmallPages extends MemoryStateStore {
  #looks = 0;

  override fits({ sections }: Page): boolean {
    this.#looks += 1;
    if (this.#looks > LOOKS_MAX) throw new Error("asked for ever");
    const state = sections.get("total")?.state as { readonly size: number } | undefined;
    return (state?.size ?? 0) <= KEYS_MAX;
  }
}

it("processBatch() fails when a child inherits more than a page takes, with any record and without", async () => {
  const harness = new Harness(graphTopology(), new SmallPages());
  const parents: Record<string, string[]> = { child: ["left", "right"] };
  harness.ports = { ...harness.ports, parentsOf: async (shardId) => parents[shardId] ?? [] };
  const sent = (n: number, key: string) => record(n, { id: `e${n}`, key, time: 0, value: 1 });
  await harness.process([sent(1, "a"), sent(2, "b")], "left");
  await harness.process([sent(3, "c"), sent(4, "d")], "right");
  await expect(harness.process([sent(5, "a")], "child")).rejects.toThrow(PageTooLargeError);
  await expect(harness.process([sent(5, "a"), sent(6, "b")], "child")).rejects.toThrow(PageTooLargeError);
});
