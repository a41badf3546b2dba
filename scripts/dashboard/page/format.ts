/** Figures and times as people read them. Every figure carries its unit. */
const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

export const NONE = "–";

export function count(value: number | null | undefined): string {
  return value === null || value === undefined || !Number.isFinite(value) ? NONE : WHOLE.format(value);
}

/** `1 hour`, `2 hours`. */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** Three significant digits at the most: `8.09`, `14.2`, `1,204`. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return new Intl.NumberFormat("en", { maximumFractionDigits: digits }).format(value);
}

export function rate(value: number | null | undefined): string {
  return value === null || value === undefined ? NONE : `${value >= 10 ? count(value) : figure(value)}/s`;
}

export function millis(value: number | null | undefined): string {
  return value === null || value === undefined ? NONE : `${figure(value)} ms`;
}

/** A length of time in the unit that suits it: `340 ms`, `5.2 s`, `3.3 min`, `2.1 h`, `3.2 d`. */
export function duration(valueMs: number | null | undefined): string {
  if (valueMs === null || valueMs === undefined || !Number.isFinite(valueMs)) return NONE;
  const [sizeMs, unit] = UNITS.find(([size]) => valueMs >= size) ?? [1, "ms"];
  return `${sizeMs === 1 ? Math.round(valueMs) : oneDigit(valueMs / sizeMs)} ${unit}`;
}

const UNITS = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1_000, "s"],
] as const;

function oneDigit(value: number): string {
  return new Intl.NumberFormat("en", { maximumFractionDigits: value >= 100 ? 0 : 1 }).format(value);
}

const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const MINUTES = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

export function clock(timeMs: number | null | undefined): string {
  return timeMs === null || timeMs === undefined ? NONE : CLOCK.format(timeMs);
}

export function minute(timeMs: number): string {
  return MINUTES.format(timeMs);
}

export function dayAndMinute(timeMs: number): string {
  return `${DAY.format(timeMs)} ${MINUTES.format(timeMs)}`;
}

export function percent(share: number | null): string {
  return share === null || !Number.isFinite(share) ? NONE : `${figure(100 * share)} %`;
}

/** `above_normal` is "above normal"; `lengthOfStay` is "length of stay". */
export function words(name: string): string {
  return name
    .replaceAll(/[_-]/g, " ")
    .replace(/([a-z])([A-Z])/g, (_, one: string, other: string) => `${one} ${other.toLowerCase()}`);
}
