/** The page: the route says what is in sight, the stream of updates fills it, and views are made when first looked at. */
import { VIEWS, type ViewId } from "../server/interest.ts";
import { helpDialog } from "./help.ts";
import { Live, type Update } from "./live.ts";
import type { View } from "./parts.ts";
import { hashOf, type Route, routeOf, updatesOf } from "./route.ts";
import { saveCsv, saveJson } from "./save.ts";
import { createShell } from "./shell.ts";
import { startTheme, switchTheme } from "./theme.ts";
import { commerceView } from "./views/commerce.ts";
import { deadLettersView } from "./views/dead-letters.ts";
import { iotView } from "./views/iot.ts";
import { medicalView } from "./views/medical.ts";
import { overviewView } from "./views/overview.ts";
import { streamsView } from "./views/streams.ts";
import { topologyView } from "./views/topology.ts";

let route = routeOf(location.hash);
const made = new Map<ViewId, View>();

const make: Readonly<Record<ViewId, () => View>> = {
  overview: overviewView,
  iot: () => iotView(setFilters, () => route.filters),
  medical: medicalView,
  commerce: () => commerceView(setFilters, () => route.filters),
  streams: () => streamsView(setFilters, () => route.filters),
  "dead-letters": () => deadLettersView(setFilters, () => route.filters),
  topology: topologyView,
};

startTheme();
const help = helpDialog();
const shell = createShell({
  onRange: (range) => go({ ...route, range }),
  onPause: togglePause,
  onTheme: switchTheme,
  onHelp: () => help.showModal(),
  onCsv: () => saveCsv(route.view, viewOf(route.view).tables()),
  onJson: () => saveJson(route.view, viewOf(route.view).tables()),
});
const live = new Live({
  onUpdate: show,
  onState: (state, lastUpdateMs) => shell.setState(state, lastUpdateMs),
});
document.body.replaceChildren(shell.element, help);
addEventListener("hashchange", () => look());
addEventListener("keydown", onKey);
look();

function look(): void {
  const before = route.view;
  route = routeOf(location.hash);
  shell.setRoute(route);
  const { element } = viewOf(route.view);
  if (element.parentElement !== shell.main) {
    shell.main.replaceChildren(element);
    if (before !== route.view) scrollTo(0, 0);
  }
  if (live.show(updatesOf(route))) shell.main.dataset.state = "loading";
}

function viewOf(view: ViewId): View {
  const known = made.get(view) ?? make[view]();
  made.set(view, known);
  return known;
}

function show(update: Update): void {
  if (update.kind !== "model") {
    shell.setMessage(update.text);
    return;
  }
  const { model, stage } = update;
  shell.setStage(stage);
  if (model.view === "not-deployed") {
    shell.setMessage(`The pipeline of this view is not deployed on stage ${stage}, or was not asked for.`);
    return;
  }
  if (model.view !== route.view) return;
  shell.setMessage("");
  shell.main.dataset.state = "ready";
  viewOf(route.view).update(model);
}

function setFilters(changes: Readonly<Record<string, string>>): void {
  const filters = Object.entries({ ...route.filters, ...changes }).filter(([, value]) => value !== "");
  go({ ...route, filters: Object.fromEntries(filters) });
}

function go(next: Route): void {
  location.hash = hashOf(next);
}

function togglePause(): void {
  if (live.isPaused) live.resume();
  else live.pause();
}

/** Keys are for those who are not writing. */
function onKey(event: KeyboardEvent): void {
  const { target, key, ctrlKey, metaKey, altKey } = event;
  if (ctrlKey || metaKey || altKey || help.open) return;
  if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) return;
  const view = VIEWS[Number(key) - 1];
  if (view !== undefined) go({ view, range: route.range, filters: {} });
  else if (key === "p") togglePause();
  else if (key === "t") switchTheme();
  else if (key === "?") help.showModal();
  else if (key === "d") openDownloads();
  else if (key === "/") focusFilter(event);
}

function openDownloads(): void {
  const menu = document.querySelector<HTMLDetailsElement>(".menu");
  if (menu === null) return;
  menu.open = true;
  menu.querySelector("button")?.focus();
}

function focusFilter(event: Event): void {
  const filter = shell.main.querySelector<HTMLElement>(".filters select, .filters input");
  if (filter === null) return;
  event.preventDefault();
  filter.focus();
}
