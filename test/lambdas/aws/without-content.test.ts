/** What leaves a handler tells the class of an error and where it was, and nothing that it says. */
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { withoutContent } from "../../../lambdas/aws/without-content.ts";
import { invoke } from "../invoke.ts";

const NAME = "Quizzaciously";

async function thrownFor(error: unknown): Promise<Error> {
  const handler = withoutContent(() => Promise.reject(error));
  return invoke(handler, {}).then(
    () => expect.unreachable(),
    (thrown: Error) => thrown,
  );
}

describe("withoutContent()", () => {
  it("gives on what the handler answers", async () => {
    expect(
      await invoke(
        withoutContent(async (event: number) => event + 1),
        1,
      ),
    ).toBe(2);
  });

  it("keeps an error's class and the places that it passed", async () => {
    const thrown = await thrownFor(new RangeError("out of range"));
    expect(thrown.message).toBe("Cannot finish the invocation: RangeError");
    expect(thrown.stack).toMatch(
      /^Error: Cannot finish the invocation: RangeError\n {4}at .*without-content\.test\.ts/,
    );
    expect(thrown.stack).not.toContain("out of range");
  });

  it.each([
    ["a message", new Error(NAME)],
    ["a message of several lines", new SyntaxError(`no JSON\n    at ${NAME} (note.ts:1:1)\n    at ${NAME}`)],
    ["a name", Object.assign(new Error("x"), { name: NAME })],
    ["a cause", new Error("x", { cause: new Error(NAME) })],
    ["fields of its own", Object.assign(new Error("x"), { item: { note: NAME } })],
    ["errors of its own", new AggregateError([new Error(NAME)], NAME)],
    ["a message that was changed", Object.assign(new Error(NAME), { message: "another" })],
    ["itself, being a text", NAME],
    ["itself, being an object", { stack: NAME, message: NAME }],
    ["a stack of its own", Object.assign(new Error("x"), { stack: NAME })],
  ])("withholds what an error says by %s", async (_, error) => {
    expect(inspect(await thrownFor(error), { depth: 10, showHidden: true })).not.toContain(NAME);
  });
});
