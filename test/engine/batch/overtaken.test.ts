/** A worker that was held up while another one had its shard sends nothing of what it judged. */
import { expect, it } from "vitest";
import { Harness, record } from "../../support/harness.ts";
import { smallTopology } from "../../support/small-topology.ts";

const MINUTE = 60_000;

it("an overtaken worker sends neither late events nor dead letters", async () => {
  const faster = new Harness(smallTopology());
  const slower = new Harness(smallTopology(), faster.state);
  await faster.process([record(1, { id: "e1", key: "a", time: 10 * MINUTE, value: 1 })]);
  const batch = [record(2, { id: "e2", key: "a", time: 0, value: 1 }), record(3, "no event")];
  const { state } = slower.ports;
  let reads = 0;
  slower.ports = {
    ...slower.ports,
    state: new Proxy(state, {
      get(target, name) {
        const method = Reflect.get(target, name).bind(target);
        if (name !== "readProgress") return method;
        return async (shardId: string) => {
          reads += 1;
          if (reads === 2) await faster.process(batch);
          return method(shardId);
        };
      },
    }),
  };
  await slower.process(batch);
  expect([faster.expired.length, faster.deadLetters.length]).toEqual([1, 1]);
  expect([slower.expired, slower.deadLetters]).toEqual([[], []]);
});
