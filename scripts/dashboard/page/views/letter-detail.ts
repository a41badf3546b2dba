/** One dead letter: which record it was, why it could not be applied, its text where that may be shown, and its replay. */
import { h, keepInStep, setText } from "../dom.ts";
import { clock, words } from "../format.ts";
import { card } from "../parts.ts";
import type { LetterDetail } from "../../models/dead-letters.ts";
import { commandLine } from "./command-line.ts";

export function letterDetail(onClose: () => void) {
  const facts = h("dl", { class: "facts" });
  const body = h("pre", { class: "record", tabindex: 0, "aria-label": "The record's text" });
  const note = h("p", { class: "note" });
  const command = commandLine();
  const close = h("button", { type: "button", class: "quiet", click: onClose }, "Close");
  const element = card(
    { title: "One dead letter" },
    h("div", { class: "row end" }, close),
    facts,
    note,
    body,
    command,
  );
  return {
    element,
    update(detail: LetterDetail | null, chosen = ""): void {
      element.hidden = chosen === "";
      if (chosen === "") return;
      const rows = detail === null ? [] : factsOf(detail);
      keepInStep(
        facts,
        rows,
        ([name]) => name,
        ([name]) => h("div", {}, h("dt", {}, name), h("dd", {})),
        (row, [, text]) => setText(row.lastElementChild as Element, text),
      );
      setText(
        note,
        detail === null
          ? "This message is not among those that were looked at last: it may have been replayed."
          : (detail.bodyNote ?? ""),
      );
      body.hidden = detail === null || detail.body === null;
      setText(body, detail?.body ?? "");
      command.hidden = detail === null;
      command.set(detail?.command ?? "");
    },
  };
}

function factsOf(detail: LetterDetail): readonly (readonly [string, string])[] {
  return [
    ["Pipeline", detail.pipeline],
    ["Reason", words(detail.reason)],
    ["Error", detail.error],
    ["Operator", detail.operator ?? "none: before any operator"],
    ["Position", detail.origin ?? "unknown"],
    ["Partition key", detail.key ?? "withheld"],
    ["Arrived (processing time)", clock(detail.arrivedAtMs)],
    ["Attempt", detail.attempt === null ? "unknown" : String(detail.attempt)],
  ];
}
