/** The protocol of a promotion on stores in memory, with a crash before each of its calls. */
import { beforeEach, describe, expect, it } from "vitest";
import { type Archive, eventTime, type Pane, type PaneKey, type ViewRow } from "../../../lib/engine/index.ts";
import { MemoryStateStore, MemoryViewStore } from "../../../lib/testing/index.ts";
import { type PromotePorts, promotePane } from "../../../scripts/backfill/promote-pane.ts";
import type { ShadowPane } from "../../../scripts/backfill/shadow-row.ts";

const LATENESS_MS = 60_000;
const key: PaneKey = {
  operator: "sums",
  window: { startMs: eventTime(0), endMs: eventTime(60_000) },
  page: "sums",
};

let state: MemoryStateStore;
let views: MemoryViewStore;

beforeEach(async () => {
  state = new MemoryStateStore();
  views = new MemoryViewStore();
  await state.putArchive(archive(["wrong"]));
  await state.commitPane(livePane());
  await views.putRows([row("a", 1), row("b", 2), row("gone", 3)]);
});

describe("promotePane()", () => {
  it("emits the next pane with the recomputed rows and archive, and leaves rows that only live has", async () => {
    expect(await promote()).toBe("promoted");
    expect(shown()).toEqual([
      ["a", 10, 1, 2],
      ["b", 2, 1, 2],
      ["gone", 3, 0, 1],
    ]);
    const pane = await state.readPane(key);
    expect(pane).toMatchObject({ index: 1, timing: "LATE", version: 3, published: true, final: true });
    expect((await state.readArchive(key, pane?.archive ?? 0))?.parts[0]?.state).toEqual(["right"]);
  });

  it("crashed anywhere and run again ends in the same rows, one pane on", async () => {
    const calls = ["putArchive", "commitPane", "putRows", "commitPane"];
    for (const [n, call] of calls.entries()) {
      state = new MemoryStateStore();
      views = new MemoryViewStore();
      await state.putArchive(archive(["wrong"]));
      await state.commitPane(livePane());
      await views.putRows([row("a", 1), row("b", 2)]);
      await expect(promote(dyingAt(n)), `before call ${n}, ${call}`).rejects.toThrow("died");
      expect(await promote()).toBe("promoted");
      expect(shown().map(([, sum, index]) => [sum, index])).toEqual([
        [10, 1],
        [2, 1],
      ]);
      expect(await state.readPane(key)).toMatchObject({ index: 1, published: true, final: true });
    }
  });

  it("refuses a window that is not final yet, and one that has no pane and is not retired", async () => {
    state = new MemoryStateStore();
    await state.commitPane({ ...livePane(), final: false, archive: null });
    expect(await promote()).toBe("not_final");
    state = new MemoryStateStore();
    await state.raiseFloor(eventTime(60_000 + LATENESS_MS - 1));
    expect(await promote()).toBe("not_final");
    expect(shown().map(([, sum]) => sum)).toEqual([1, 2, 3]);
  });

  it("gives a retired window that live has lost its first pane", async () => {
    state = new MemoryStateStore();
    views = new MemoryViewStore();
    await state.raiseFloor(eventTime(60_000 + LATENESS_MS));
    expect(await promote()).toBe("promoted");
    expect(await state.readPane(key)).toMatchObject({ index: 0, version: 2, published: true, final: true });
    expect(shown()).toEqual([
      ["a", 10, 0, 1],
      ["b", 2, 0, 1],
    ]);
  });

  it("refuses rows that live keeps under another pane, since they would not be replaced", async () => {
    state = new MemoryStateStore();
    await state.raiseFloor(eventTime(60_000 + LATENESS_MS));
    expect(await promote()).toBe("other_pane");
    expect(await state.readPane(key)).toBeUndefined();
  });

  it("refuses a window that was amended since its rows were recomputed", async () => {
    const amended = { ...archive(["amended"]), version: 2, amendedWith: ["shardId-000000000000:7"] };
    await state.putArchive(amended);
    await state.commitPane({ ...livePane(), version: 2, archive: 2, index: 1 });
    expect(await promote()).toBe("amended");
    const again = { ...shadow(), archive: { ...shadow().archive, amendedWith: amended.amendedWith } };
    expect(await promote({ state, views }, again)).toBe("promoted");
  });

  it("leaves the pane to whoever was faster", async () => {
    const slow = Object.create(state) as MemoryStateStore;
    slow.readPane = async (paneKey) => {
      const pane = await state.readPane(paneKey);
      if (pane?.version === 1) await state.commitPane({ ...pane, version: 2 });
      return pane;
    };
    slow.commitPane = (pane) => state.commitPane(pane);
    slow.putArchive = (one) => state.putArchive(one);
    slow.readArchive = (paneKey, version) => state.readArchive(paneKey, version);
    expect(await promote({ state: slow, views })).toBe("contended");
    expect(shown().map(([, sum]) => sum)).toEqual([1, 2, 3]);
  });
});

function promote(ports: PromotePorts = { state, views }, pane = shadow()) {
  return promotePane(
    ports,
    pane,
    views.rows().filter((one) => one.key !== "gone"),
    LATENESS_MS,
  );
}

function shadow(): ShadowPane {
  const rows = [row("a", 10), row("b", 2)].map((one) => ({ ...one, version: 0 }));
  return { archive: { ...archive(["right"]), version: 0 }, rows };
}

function livePane(): Pane {
  const shared = { key, index: 0, timing: "ON_TIME", version: 1, marks: new Map() } as const;
  return { ...shared, published: true, final: true, archive: 1 };
}

function archive(content: readonly string[]): Archive {
  return { key, version: 1, parts: [{ shardId: "shardId-0", state: content }], amendedWith: [] };
}

function row(name: string, sum: number): ViewRow {
  const window = { windowStartMs: key.window.startMs, windowEndMs: key.window.endMs };
  return { operator: "sums", key: name, ...window, paneIndex: 0, version: 1, row: { sum } };
}

/** Key, sum, pane index and version of each live row. */
function shown(): readonly (readonly unknown[])[] {
  return views
    .rows()
    .map(({ key: name, row: { sum }, paneIndex, version }) => [name, sum, paneIndex, version])
    .sort();
}

/** Ports that die right before their n-th writing call. */
function dyingAt(n: number): PromotePorts {
  let calls = 0;
  const guard = <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      if (calls++ === n) throw new Error("died");
      return call(...args);
    };
  };
  return {
    state: {
      readFloor: () => state.readFloor(),
      readPane: (paneKey) => state.readPane(paneKey),
      readArchive: (paneKey, version) => state.readArchive(paneKey, version),
      putArchive: guard((one: Archive) => state.putArchive(one)),
      commitPane: guard((pane: Pane) => state.commitPane(pane)),
    },
    views: { putRows: guard((rows: readonly ViewRow[]) => views.putRows(rows)) },
  };
}
