/**
 * The step list and the progress bar, on a stand-in for a terminal and for a pipe.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { startProgressBar } from "../../../scripts/terminal/progress-bar.ts";
import { createSteps } from "../../../scripts/terminal/steps.ts";

function fakeStream(isTTY: boolean, columns = 60): { stream: NodeJS.WriteStream; text(): string } {
  let written = "";
  const write = (chunk: string) => {
    written += chunk;
    return true;
  };
  return { stream: { isTTY, columns, write } as unknown as NodeJS.WriteStream, text: () => written };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

describe("createSteps() in a pipe", () => {
  test("writes one plain line a step, when it ends, with its last detail", async () => {
    const { stream, text } = fakeStream(false);
    const steps = createSteps(stream);
    const result = await steps.run("Deploy", async (step) => {
      step.detail("creating");
      await vi.advanceTimersByTimeAsync(1_240);
      expect(text()).toBe("");
      step.detail("3 stacks");
      return 42;
    });
    expect(result).toBe(42);
    expect(text()).toBe("ok     Deploy  1.2 s  3 stacks\n");
  });

  test("marks a step that throws, and passes the error on", async () => {
    const { stream, text } = fakeStream(false);
    const failure = new Error("no");
    await expect(createSteps(stream).run("Deploy", () => Promise.reject(failure))).rejects.toBe(failure);
    expect(text()).toBe("failed Deploy  0.0 s\n");
  });
});

describe("createSteps() on a terminal", () => {
  test("redraws one line that never wraps, and leaves it finished", async () => {
    vi.stubEnv("NO_COLOR", "1");
    const { stream, text } = fakeStream(true, 40);
    await createSteps(stream).run("Deploy", async (step) => {
      step.detail("x".repeat(200));
      await vi.advanceTimersByTimeAsync(380);
    });
    const lines = text().split("\r\u001b[2K").slice(1);
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^⠙ Deploy {2}0\.1 s {2}x+$/);
    expect(lines[3]).toMatch(/^✔ Deploy {2}0\.4 s {2}x+\n$/);
    expect(Math.max(...lines.map((line) => line.trimEnd().length))).toBeLessThan(40);
  });

  test("colours unless NO_COLOR is set", async () => {
    vi.stubEnv("NO_COLOR", "");
    vi.stubEnv("TERM", "xterm");
    const coloured = fakeStream(true);
    await createSteps(coloured.stream).run("Deploy", async () => {});
    expect(coloured.text()).toContain("\u001b[32m✔");
  });
});

test("startProgressBar() writes nothing into a pipe", () => {
  const { stream, text } = fakeStream(false);
  const bar = startProgressBar({ label: "reading", total: 10, stream });
  bar.update(5, "half");
  bar.stop();
  expect(text()).toBe("");
});
