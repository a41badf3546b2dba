/** Which windows a late event is shown with, and its class over several operators. */
import { describe, expect, it } from "vitest";
import {
  type AnyTopology,
  BEGINNING_OF_TIME,
  classAgainst,
  days,
  type EventTimeMs,
  eventTime,
  lateClass,
  minutes,
  REFUSED_WINDOWS_MAX,
  refusedWindows,
  type Window,
} from "../../../lib/engine/index.ts";
import { smallTopology } from "../../support/small-topology.ts";
import { lateEvent, WINDOW } from "./late-events.ts";

const small: AnyTopology = smallTopology();
const sums = small.operators.sums as AnyTopology["operators"][string];

/** An hour's window each minute, oldest first: the worst order for who wants the newest. */
const hopping = {
  kind: "hopping",
  maxSizeMs: minutes(100),
  boundaryMs: minutes(1),
  assign: (timeMs: EventTimeMs): readonly Window[] =>
    Array.from({ length: 100 }, (_, n) => {
      const startMs = timeMs - minutes(99) + minutes(n);
      return { startMs: eventTime(startMs), endMs: eventTime(startMs + minutes(100)) };
    }),
};
const hopped: AnyTopology = {
  ...small,
  operators: {
    ...small.operators,
    hops: { ...sums, windowing: { assigner: hopping, allowedLatenessMs: 0 } },
  },
};

describe("refusedWindows()", () => {
  it("are those that the operator's assigner gives, with the operator's allowed lateness", () => {
    expect(refusedWindows(small, ["sums"], eventTime(59_999))).toEqual([
      {
        operator: "sums",
        window: { startMs: 0, endMs: 60_000 },
        allowedLatenessMs: minutes(1),
      },
    ]);
  });

  it("put the end of a window into the next", () => {
    const [refused] = refusedWindows(small, ["sums"], eventTime(60_000));
    expect(refused?.window).toEqual({ startMs: 60_000, endMs: 120_000 });
  });

  it("are of operators with windows only", () => {
    expect(refusedWindows(small, ["last", "nowhere", "__proto__"], eventTime(0))).toEqual([]);
  });

  it("are bounded, the newest ones, some of each operator", () => {
    const refused = refusedWindows(hopped, ["hops", "sums"], eventTime(0));
    expect(refused.filter(({ operator }) => operator === "hops")).toHaveLength(REFUSED_WINDOWS_MAX / 2);
    expect(refused.filter(({ operator }) => operator === "sums")).toHaveLength(1);
    expect(refused[0]?.window.endMs).toBe(minutes(100));
  });

  it("exist for the first event time that there is", () => {
    expect(refusedWindows(small, ["sums"], BEGINNING_OF_TIME)).toHaveLength(1);
  });
});

describe("the class of a late event", () => {
  const older = { startMs: eventTime(WINDOW.startMs - minutes(5)), endMs: WINDOW.startMs };
  const event = lateEvent(1, {
    refused: [
      { operator: "sums", window: WINDOW, allowedLatenessMs: minutes(1) },
      { operator: "sums", window: older, allowedLatenessMs: minutes(1) },
      { operator: "totals", window: WINDOW, allowedLatenessMs: 0 },
    ],
  });

  it("against an operator is that of its newest window", () => {
    expect(classAgainst(event, "sums")).toBe("just_late");
    expect(classAgainst(event, "totals")).toBe("very_late");
    expect(classAgainst(event, "last")).toBeUndefined();
  });

  it("is the gravest over all operators", () => {
    expect(lateClass(event)).toBe("very_late");
    expect(lateClass({ ...event, watermarkMs: eventTime(event.watermarkMs + days(8)) })).toBe("stale");
  });

  it("is asked of no event that nobody refused", () => {
    expect(() => lateClass({ ...event, refused: [] })).toThrow("Cannot classify a late event");
  });
});
