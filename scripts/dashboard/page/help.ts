/** The keys, in a dialog. */
import { h } from "./dom.ts";

const KEYS = [
  ["1 – 7", "the views, from left to right"],
  ["p", "pause and resume"],
  ["d", "download"],
  ["t", "light or dark"],
  ["/", "the first filter"],
  ["Esc", "close"],
  ["?", "this help"],
] as const;

export function helpDialog(): HTMLDialogElement {
  const rows = KEYS.map(([key, text]) => h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", {}, text)));
  const dialog = h(
    "dialog",
    { class: "help", "aria-label": "Keys" },
    h("h2", {}, "Keys"),
    h("dl", { class: "keys" }, ...rows),
    h("p", { class: "note" }, "The page only reads. While no tab is in sight, nothing is read at all."),
    h("button", { type: "button", click: () => dialog.close() }, "Close"),
  );
  return dialog;
}
