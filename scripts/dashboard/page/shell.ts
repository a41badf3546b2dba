/** What stands around every view: its name, the ways to the others, the range of time, and whether the page is live. */
import { RANGES, type RangeId, VIEWS, type ViewId } from "../server/interest.ts";
import { h, setText, svg } from "./dom.ts";
import { clock, duration } from "./format.ts";
import type { LiveState } from "./live.ts";
import { hashOf, type Route } from "./route.ts";

const VIEW_TITLES: Readonly<Record<ViewId, string>> = {
  overview: "Overview",
  iot: "IoT",
  medical: "Medical",
  commerce: "Commerce",
  streams: "Streams",
  "dead-letters": "Dead letters",
  topology: "Topology",
};

export interface ShellActions {
  onRange(range: RangeId): void;
  onPause(): void;
  onTheme(): void;
  onHelp(): void;
  onCsv(): void;
  onJson(): void;
}

export interface Shell {
  readonly element: DocumentFragment;
  readonly main: HTMLElement;
  setRoute(route: Route): void;
  setState(state: LiveState, lastUpdateMs: number | null): void;
  setStage(stage: string): void;
  /** Words over the view; an empty text takes them away. */
  setMessage(text: string): void;
}

/** What of the shell changes. */
interface Changing {
  readonly links: ReadonlyMap<ViewId, HTMLAnchorElement>;
  readonly ranges: ReadonlyMap<RangeId, HTMLButtonElement>;
  readonly state: HTMLElement;
  readonly stage: HTMLElement;
  readonly pause: HTMLButtonElement;
}

export function createShell(actions: ShellActions): Shell {
  const changing = changingParts(actions);
  const { state, stage, pause } = changing;
  const message = h("div", { class: "message", role: "alert", hidden: true });
  const main = h("main", { id: "main", tabindex: -1 });
  const element = document.createDocumentFragment();
  const skip = { class: "skip", href: "#main", click: (event: Event) => skipTo(event, main) };
  element.append(
    h("a", skip, "Skip to the view"),
    topBar(changing, actions),
    message,
    main,
    h("footer", {}, footerText()),
  );
  return {
    element,
    main,
    setRoute: (route) => showRoute(route, changing),
    setState(next, lastUpdateMs) {
      state.dataset.state = next;
      setText(state, stateText(next, lastUpdateMs));
      setText(pause, next === "paused" ? "Resume" : "Pause");
    },
    setStage: (name) => setText(stage, name),
    setMessage(text) {
      message.hidden = text === "";
      setText(message, text);
    },
  };
}

function changingParts({ onRange, onPause }: ShellActions): Changing {
  const links = VIEWS.map((view, i) => {
    return [view, h("a", { title: `${VIEW_TITLES[view]} (${i + 1})` }, VIEW_TITLES[view])] as const;
  });
  const ranges = (Object.keys(RANGES) as RangeId[]).map((range) => {
    return [range, h("button", { type: "button", click: () => onRange(range) }, range)] as const;
  });
  const pause = { type: "button", class: "quiet", title: "Pause or resume (p)", click: onPause };
  return {
    links: new Map(links),
    ranges: new Map(ranges),
    state: h("span", { class: "state", role: "status", "data-figure": "state" }),
    stage: h("span", { class: "stage" }),
    pause: h("button", pause, "Pause"),
  };
}

function topBar({ links, ranges, state, stage, pause }: Changing, actions: ShellActions): HTMLElement {
  const icon = (label: string, title: string, sign: string, click: () => void) =>
    h("button", { type: "button", class: "quiet icon", title, "aria-label": label, click }, sign);
  return h(
    "header",
    { class: "top" },
    h("div", { class: "brand" }, wave(), h("span", {}, "Tidewater"), stage),
    h("nav", { "aria-label": "Views" }, ...links.values()),
    h(
      "div",
      { class: "controls" },
      state,
      h("div", { class: "segments", role: "group", "aria-label": "Range of time" }, ...ranges.values()),
      pause,
      downloadMenu(actions),
      icon("Light or dark", "Light or dark (t)", "◐", actions.onTheme),
      icon("Help", "Help (?)", "?", actions.onHelp),
    ),
  );
}

function showRoute(route: Route, { links, ranges }: Changing): void {
  for (const [view, link] of links) {
    link.setAttribute("href", hashOf({ view, range: route.range, filters: {} }));
    if (view === route.view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  for (const [range, button] of ranges) button.setAttribute("aria-pressed", String(range === route.range));
  document.title = `${VIEW_TITLES[route.view]} · Tidewater`;
}

function stateText(state: LiveState, lastUpdateMs: number | null): string {
  if (state === "connecting") return "Connecting";
  if (state === "live") return `Live ${clock(lastUpdateMs)}`;
  if (state === "paused") return `Paused at ${clock(lastUpdateMs)}`;
  const ago = lastUpdateMs === null ? "" : `, last update ${duration(Date.now() - lastUpdateMs)} ago`;
  return `No connection${ago}`;
}

function downloadMenu({ onCsv, onJson }: ShellActions): HTMLElement {
  const chosen = (act: () => void) => () => {
    menu.open = false;
    act();
  };
  const menu = h(
    "details",
    { class: "menu" },
    h("summary", { title: "Save what is shown (d)" }, "Download"),
    h(
      "div",
      { class: "menu-items" },
      h("button", { type: "button", click: chosen(onCsv) }, "CSV, a file for each table"),
      h("button", { type: "button", click: chosen(onJson) }, "JSON, one file"),
    ),
  );
  return menu;
}

/** Links to places in the page are views here: the skip link must not be taken for one. */
function skipTo(event: Event, main: HTMLElement): void {
  event.preventDefault();
  main.focus();
}

function wave(): SVGElement {
  const mark = svg("svg", { viewBox: "0 0 24 24", class: "wave", "aria-hidden": "true" });
  for (const y of [8, 13, 18]) {
    mark.append(svg("path", { d: `M2,${y} c3.3,-4 6.7,-4 10,0 s6.7,4 10,0` }));
  }
  return mark;
}

function footerText(): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return `Times are in ${zone}. Event time: when it happened. Processing time: when the pipeline worked on it. Ranges are of the clock of each card.`;
}
