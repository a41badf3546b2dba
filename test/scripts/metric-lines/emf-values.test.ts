/** What is read of the lines of a log, whatever stands in it. */
import { expect, it } from "vitest";
import { emfValues } from "../../../scripts/metric-lines/emf-values.ts";

it("emfValues() reads each metric of a line once, whatever its dimensions are", () => {
  const Metrics = [{ Name: "Lag" }, { Name: "Records" }];
  const directive = { Namespace: "n", Dimensions: [["pipeline"], ["pipeline", "shard"]], Metrics };
  const line = JSON.stringify({
    _aws: { Timestamp: 1, CloudWatchMetrics: [directive] },
    Lag: [1, 2],
    Records: 3,
  });
  const read = [
    ["Lag", [1, 2]],
    ["Records", [3]],
  ];
  expect([...emfValues(line)]).toEqual(read);
  expect([...emfValues(`2026-01-01T00:00:00Z INFO ${line}`)]).toEqual(read);
});

it.each(["", "START", '{"message":"no metrics"}', '{"_aws":', '"_aws" {', '{"_aws":{}}', '{"_aws":null}'])(
  "emfValues() finds nothing in %j",
  (line) => {
    expect([...emfValues(line)]).toEqual([]);
  },
);
