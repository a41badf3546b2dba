/** Requests that share a call: none is lost or given another's answer, and no more calls are on their way than may be. */
import { LambdaClient } from "@aws-sdk/client-lambda";
import { afterEach, describe, expect, it } from "vitest";
import { type AskedRequest, askTogether, NoAnswer } from "../../../scripts/recommend/ask.ts";
import { type FakeAnswer, FakeEndpoint } from "../../lambdas/fake-endpoint.ts";

const REQUESTS_A_CALL = 32;

let endpoint: FakeEndpoint | undefined;

afterEach(() => endpoint?.stop());

interface Called {
  readonly requests: readonly AskedRequest[];
}

async function asking(answer: (call: Called) => object, callsMax = 1) {
  endpoint = await FakeEndpoint.start(({ body }): FakeAnswer => {
    return { body: JSON.stringify(answer(JSON.parse(body) as Called)) };
  });
  const client = new LambdaClient({ ...endpoint.config, maxAttempts: 1 });
  return askTogether(client, "recommend", { gatherMs: 1, callsMax });
}

const users = (count: number) => Array.from({ length: count }, (_, i) => ({ user_id: `u${i}` }));
const echo = ({ requests }: Called) => ({ answers: requests.map(({ user_id }) => ({ variant: user_id })) });
const sizes = () => endpoint?.requests.map(({ body }) => (JSON.parse(body) as Called).requests.length);

describe("askTogether()", () => {
  it("sends what comes together in one call, and gives each its own answer", async () => {
    const ask = await asking(echo);
    const answers = await Promise.all(users(5).map(ask));
    expect(answers.map(({ variant }) => variant)).toEqual(["u0", "u1", "u2", "u3", "u4"]);
    expect(sizes()).toEqual([5]);
  });

  it("sends no more in a call than the function takes, nor more calls at once than it may", async () => {
    const ask = await asking(echo);
    const answers = await Promise.all(users(2 * REQUESTS_A_CALL + 1).map(ask));
    expect(answers.map(({ variant }) => variant)).toEqual(users(65).map(({ user_id }) => user_id));
    expect(sizes()).toEqual([REQUESTS_A_CALL, REQUESTS_A_CALL, 1]);
  });

  it("gathers on while all calls that may be are on their way", async () => {
    const ask = await asking(echo);
    const [first, ...others] = users(4);
    const early = ask(first as AskedRequest);
    const late = early.then(() => Promise.all(others.map(ask)));
    await late;
    expect(sizes()).toEqual([1, 3]);
  });

  it("fails the request that is refused, and no other", async () => {
    const ask = await asking(({ requests }) => ({
      answers: requests.map(({ user_id }) =>
        user_id === "u1"
          ? { error: { type: "ValidationError", message: "n: expected" } }
          : { variant: user_id },
      ),
    }));
    const [one, two] = await Promise.allSettled(users(2).map(ask));
    expect(one).toMatchObject({ status: "fulfilled", value: { variant: "u0" } });
    expect(two).toMatchObject({ status: "rejected", reason: expect.any(NoAnswer) });
  });

  it("fails all of a call that fails, and goes on with the next", async () => {
    let calls = 0;
    const ask = await asking((call) => {
      calls += 1;
      return calls === 1 ? { error: { type: "ValidationError", message: "requests: expected" } } : echo(call);
    });
    const failed = await Promise.allSettled(users(2).map(ask));
    expect(failed.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await ask({ user_id: "u7" })).toEqual({ variant: "u7" });
  });
});
