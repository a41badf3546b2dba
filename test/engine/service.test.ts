import { describe, expect, it } from "vitest";
import { millis, type Service, seconds, topology } from "../../lib/engine/index.ts";
import { smallTopology } from "../support/small-topology.ts";

const SERVICE: Service = {
  name: "recommend-2",
  description: "Answers",
  answerAgeMaxMs: seconds(30),
  slo: { answerLatency: { p95: millis(75) } },
};

function withService(differing: Partial<Service>) {
  return topology({ ...smallTopology(), service: { ...SERVICE, ...differing } });
}

describe("topology()", () => {
  it("takes a service, and is none the worse without one", () => {
    expect(withService({}).service).toEqual(SERVICE);
    expect(smallTopology().service).toBeUndefined();
  });

  it.each(["", "Recommend", "2nd", "a".repeat(25), "a_b"])(
    "refuses a service that is called '%s'",
    (name) => {
      expect(() => withService({ name })).toThrow(
        `Cannot run topology small: its service is called '${name}', expected lower-case letters, digits, hyphens`,
      );
    },
  );

  it.each([0, -1, Number.NaN])("refuses a service whose answers may be %d ms old", (age) => {
    expect(() => withService({ answerAgeMaxMs: age as Service["answerAgeMaxMs"] })).toThrow(
      "Cannot run topology small: answerAgeMaxMs of its service recommend-2: expected a duration above 0",
    );
  });
});
