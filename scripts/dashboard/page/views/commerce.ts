/** The shop's view: what is popular now, how categories trend, how many go on from a look to a purchase, and who is there. */
import { h, keepInStep, setText } from "../dom.ts";
import { count, figure, minute, percent } from "../format.ts";
import { feedTable } from "../feed-table.ts";
import { card, emptyNote, figureTile, type Filters, type SetFilters, type View } from "../parts.ts";
import { barList } from "../charts/bar-list.ts";
import { columnsChart } from "../charts/columns.ts";
import { type TimeChart, timeChart } from "../charts/time-chart.ts";
import { cacheTile, clickThroughPanel, fraudPanel, recommendPanel } from "./shop-panels.ts";
import type { CommerceModel, TrendingItem } from "../../models/commerce.ts";
import { commerceTables } from "./commerce-tables.ts";

const HOP_MS = 600_000;
const COURSE_COLORS = ["blue", "orange", "green", "purple", "vermilion", "sky", "thread", "thread"];
const ITEM_COLUMNS = ["Product", "Events", "Views", "Carts", "Purchases"];
const TREND_NOTE = "Events of an hour, every ten minutes.";
const SESSION_NOTE = "A session ends half an hour after its last event.";
const LENGTHS = ["1", "2", "3–5", "6–10", "11+"];

function commerceParts(setFilters: SetFilters) {
  return {
    events: figureTile("Events", "commerce.events"),
    purchases: figureTile("Purchases", "commerce.purchases"),
    live: figureTile("Live sessions", "commerce.sessions"),
    converting: figureTile("Live sessions that bought", "commerce.converting"),
    items: itemTable(),
    funnel: barList("From look to purchase", "events in the range"),
    trend: categoryTrend(),
    lengths: columnsChart({
      label: "Live sessions by length",
      xLabel: "events in the session",
      yLabel: "sessions",
      kinds: [{ label: "sessions", color: "blue" }],
      format: count,
    }),
    cache: cacheTile(),
    fraud: fraudPanel(),
    recommend: recommendPanel(setFilters),
    clickThrough: clickThroughPanel(),
    empty: emptyNote("No events of the shop in this range yet."),
  };
}

type CommerceParts = ReturnType<typeof commerceParts>;

export function commerceView(setFilters: SetFilters, filters: () => Filters): View {
  const parts = commerceParts(setFilters);
  let shown: CommerceModel | undefined;
  return {
    element: layOut(parts),
    update(next) {
      shown = next as CommerceModel;
      updateTiles(parts, shown);
      updateSessions(parts, shown);
      parts.empty.show(shown.events === 0);
      parts.items.update(shown.items);
      parts.funnel.update(funnelBars(shown), Math.max(1, shown.funnel.views));
      parts.trend.update(shown);
      parts.cache.update(shown.cache);
      parts.fraud.update(shown.fraud);
      parts.recommend.update(shown, filters());
      parts.clickThrough.update(shown.clickThrough);
    },
    tables: () => (shown === undefined ? [] : commerceTables(shown)),
  };
}

function layOut(parts: CommerceParts): HTMLElement {
  const { events, purchases, live, converting, empty, items, funnel, lengths, trend } = parts;
  const clock = "event time";
  return h(
    "div",
    { class: "view" },
    h(
      "div",
      { class: "tiles" },
      events.element,
      purchases.element,
      live.element,
      converting.element,
      parts.cache.element,
    ),
    empty.element,
    h(
      "div",
      { class: "pair" },
      card({ title: "Trending items", clock }, items.element),
      h(
        "div",
        { class: "stack" },
        card({ title: "From look to purchase", clock }, funnel.element),
        card({ title: "Live sessions by length", clock, note: SESSION_NOTE }, lengths.element),
      ),
    ),
    h(
      "div",
      { class: "pair" },
      parts.fraud.element,
      h("div", { class: "stack" }, parts.recommend.element, parts.clickThrough.element),
    ),
    card({ title: "Trending categories", clock, note: TREND_NOTE }, trend.chart.element, trend.element),
  );
}

function updateTiles({ events, purchases }: CommerceParts, model: CommerceModel): void {
  const { funnel } = model;
  const share = funnel.views === 0 ? null : funnel.purchases / funnel.views;
  events.set(count(model.events), windowText(model));
  purchases.set(count(funnel.purchases), `${percent(share)} of views`);
}

function updateSessions({ live, converting, lengths }: CommerceParts, { sessions }: CommerceModel): void {
  const share = sessions === null || sessions.live === 0 ? null : sessions.withPurchase / sessions.live;
  live.set(count(sessions?.live), sessions === null ? "" : `${count(sessions.withCart)} with a cart`);
  converting.set(count(sessions?.withPurchase), sessions === null ? "" : percent(share));
  const columns = (sessions?.lengths ?? []).map((value, i) => {
    const label = LENGTHS[i] ?? "";
    return { label, values: [value], title: `${label} events: ${count(value)} sessions` };
  });
  lengths.update(columns);
}

function windowText({ window }: CommerceModel): string {
  return window === null ? "" : `newest window from ${minute(window.startMs)}`;
}

function funnelBars({ funnel: { views, carts, purchases } }: CommerceModel) {
  const of = (value: number) => (views === 0 ? count(value) : `${count(value)}, ${percent(value / views)}`);
  return [
    { name: "views", value: views, text: count(views), color: "sky" },
    { name: "carts", value: carts, text: of(carts), color: "blue" },
    { name: "purchases", value: purchases, text: of(purchases), color: "green" },
  ];
}

function itemTable() {
  const { element, body } = feedTable("Trending items", ITEM_COLUMNS);
  return {
    element: h("div", { class: "scroll" }, element),
    update(items: readonly TrendingItem[]) {
      keepInStep(
        body,
        items,
        ({ product }) => product,
        ({ product }) =>
          h("tr", {}, h("td", {}, product), ...ITEM_COLUMNS.slice(1).map(() => h("td", { class: "number" }))),
        (row, { events, views, carts, purchases }) => {
          [events, views, carts, purchases].forEach((value, i) =>
            setText(row.children[i + 1] as Element, count(value)),
          );
        },
      );
    },
  };
}

function categoryTrend() {
  const chart: TimeChart = timeChart({
    label: "Events of categories",
    clock: "event time",
    unit: "events an hour",
    height: 170,
    floor: 0,
    format: count,
  });
  const list = h("ul", { class: "keyed" });
  return {
    chart,
    element: list,
    update({ categories, trendStarts }: CommerceModel): void {
      chart.update({
        atMs: trendStarts,
        values: categories.map(({ course }) => course),
        lines: categories.map(({ category }, i) => ({
          label: category,
          color: COURSE_COLORS[i] ?? "thread",
        })),
        fromMs: (trendStarts[0] ?? 0) - HOP_MS / 2,
        toMs: (trendStarts.at(-1) ?? 0) + HOP_MS / 2,
      });
      keepInStep(
        list,
        categories,
        ({ category }) => category,
        () => h("li", {}, h("i", { class: "mark line" }), h("span", {}), h("span", { class: "number" })),
        (item, { category, events, revenue }) => {
          const [mark, name, text] = item.children as unknown as [HTMLElement, HTMLElement, HTMLElement];
          const at = categories.findIndex((other) => other.category === category);
          mark.style.setProperty("--mark", `var(--${COURSE_COLORS[at] ?? "thread"})`);
          setText(name, category);
          setText(text, `${count(events)} events, revenue ${figure(revenue)}`);
        },
      );
    },
  };
}
