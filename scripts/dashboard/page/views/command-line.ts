/** A command to copy: its text, and a button that puts it into the clipboard. */
import { h, setText } from "../dom.ts";

const TOLD_MS = 1_500;

export type CommandLine = HTMLElement & { set(command: string): void };

export function commandLine(): CommandLine {
  const text = h("code", {});
  const button = h("button", { type: "button", class: "quiet", click: () => void copy() }, "Copy");
  const element = h("div", { class: "command" }, text, button);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text.textContent ?? "");
      setText(button, "Copied");
    } catch {
      // Without leave for the clipboard the text is marked, ready for the keyboard.
      getSelection()?.selectAllChildren(text);
      setText(button, "Marked");
    }
    setTimeout(() => setText(button, "Copy"), TOLD_MS);
  }

  return Object.assign(element, { set: (command: string) => setText(text, command) });
}
