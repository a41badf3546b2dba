/** The dead letters' view: how many by reason, the newest of them, one whole, and the command that would replay them. */
import { h, keepInStep, setText } from "../dom.ts";
import { clock, count, words } from "../format.ts";
import { feedTable } from "../feed-table.ts";
import {
  card,
  choice,
  emptyNote,
  figureTile,
  type Figure,
  type Filters,
  type SetFilters,
  type View,
} from "../parts.ts";
import { barList } from "../charts/bar-list.ts";
import type { DeadLettersModel, LetterRow } from "../../models/dead-letters.ts";
import type { Table } from "../table-text.ts";
import { commandLine } from "./command-line.ts";
import { letterDetail } from "./letter-detail.ts";

const COLORS: Readonly<Record<string, string>> = { iot: "blue", medical: "orange", commerce: "green" };
const SAMPLE_NOTE = "Of up to 200 messages of each queue, looked at every 15 seconds.";
const REPLAY_NOTE =
  "A dry run, to be pasted into a shell in the project's folder. It says what --execute would do.";
const COLUMNS = ["Arrived", "Pipeline", "Reason", "Error"];

function letterParts(setFilters: SetFilters) {
  return {
    pipeline: choice("Pipeline", "all pipelines", (chosen) => setFilters({ pipeline: chosen, letter: "" })),
    reason: choice("Reason", "all reasons", (chosen) => setFilters({ reason: chosen, letter: "" })),
    tiles: h("div", { class: "tiles" }),
    figures: new Map<string, Figure>(),
    reasons: barList("Dead letters by reason", "messages looked through"),
    empty: emptyNote("No dead letters: every record so far could be applied, or was late or a duplicate."),
    table: feedTable("Dead letters", COLUMNS),
    commands: h("div", { class: "commands" }),
    detail: letterDetail(() => setFilters({ letter: "" })),
  };
}

type LetterParts = ReturnType<typeof letterParts>;

export function deadLettersView(setFilters: SetFilters, filters: () => Filters): View {
  const parts = letterParts(setFilters);
  let shown: DeadLettersModel | undefined;
  return {
    element: layOut(parts),
    update(next) {
      shown = next as DeadLettersModel;
      updateParts(parts, shown, filters(), setFilters);
      updateTiles(parts, shown);
    },
    tables: () => (shown === undefined ? [] : letterTables(shown)),
  };
}

function layOut(parts: LetterParts): HTMLElement {
  const { pipeline, reason, tiles, empty, reasons, commands, detail, table } = parts;
  return h(
    "div",
    { class: "view" },
    h("div", { class: "filters" }, pipeline.element, reason.element),
    tiles,
    empty.element,
    h(
      "div",
      { class: "pair" },
      card({ title: "By reason", note: SAMPLE_NOTE }, reasons.element),
      card({ title: "To replay them", note: REPLAY_NOTE }, commands),
    ),
    detail.element,
    card(
      { title: "Newest dead letters", clock: "processing time" },
      h("div", { class: "scroll tall" }, table.element),
    ),
  );
}

function updateParts(
  parts: LetterParts,
  model: DeadLettersModel,
  filters: Filters,
  setFilters: SetFilters,
): void {
  const { pipeline, reason, empty, reasons, commands, table, detail } = parts;
  pipeline.set(model.choices.pipelines, filters.pipeline);
  reason.set(model.choices.reasons, filters.reason, words);
  empty.show(model.queues.every(({ ever, waiting }) => ever === 0 && (waiting ?? 0) === 0));
  reasons.update(model.reasons.map(reasonBar), Math.max(1, ...model.reasons.map((one) => one.count)));
  keepInStep(
    commands,
    model.commands,
    (one) => one.pipeline,
    () => commandLine(),
    (line, { command }) => line.set(command),
  );
  keepInStep(
    table.body,
    model.letters,
    ({ id }) => id,
    (letter) => letterElement(letter, setFilters),
    () => {},
  );
  detail.update(model.detail, filters.letter);
}

function updateTiles({ tiles, figures }: LetterParts, { queues }: DeadLettersModel): void {
  keepInStep(
    tiles,
    queues,
    (queue) => queue.pipeline,
    (queue) => {
      const made = figureTile(`Dead letters of ${queue.pipeline}`, `dead.${queue.pipeline}`);
      figures.set(queue.pipeline, made);
      return made.element;
    },
    (_, { pipeline: name, ever, waiting, failure }) => {
      figures.get(name)?.set(count(ever), failure ?? `${count(waiting)} in the queue now`);
    },
  );
}

function reasonBar({ pipeline, reason, count: value }: DeadLettersModel["reasons"][number]) {
  return {
    name: `${pipeline}: ${words(reason)}`,
    value,
    text: count(value),
    color: COLORS[pipeline] ?? "purple",
  };
}

function letterElement(letter: LetterRow, setFilters: SetFilters): HTMLElement {
  const open = h("button", { type: "button", class: "link", click: () => setFilters({ letter: letter.id }) });
  setText(open, words(letter.reason));
  const operator = letter.operator === null ? "" : `${letter.operator}: `;
  return h(
    "tr",
    {},
    h("td", { class: "number" }, clock(letter.arrivedAtMs)),
    h("td", {}, letter.pipeline),
    h("td", {}, open),
    h("td", { class: "wrap" }, `${operator}${letter.error}`),
  );
}

function letterTables({ reasons, letters }: DeadLettersModel): Table[] {
  return [
    {
      name: "reasons",
      columns: ["pipeline", "reason", "messages"],
      rows: reasons.map(({ pipeline, reason, count: value }) => [pipeline, reason, value]),
    },
    {
      name: "dead-letters",
      columns: ["arrived_at", "pipeline", "reason", "operator", "error"],
      rows: letters.map((letter) => [
        letter.arrivedAtMs === null ? null : new Date(letter.arrivedAtMs).toISOString(),
        letter.pipeline,
        letter.reason,
        letter.operator,
        letter.error,
      ]),
    },
  ];
}
