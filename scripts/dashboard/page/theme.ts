/** Light or dark: as the system has it until somebody chooses, and then as chosen. Colours of charts are read from styles. */
const KEPT = "tidewater-theme";

const listeners = new Set<() => void>();

export function startTheme(): void {
  const chosen = localStorage.getItem(KEPT);
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", told);
}

export function switchTheme(): void {
  const next = isDark() ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  localStorage.setItem(KEPT, next);
  told();
}

function isDark(): boolean {
  const { theme } = document.documentElement.dataset;
  return theme === undefined ? matchMedia("(prefers-color-scheme: dark)").matches : theme === "dark";
}

/** Canvases do not follow styles by themselves. */
export function onTheme(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function color(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function told(): void {
  for (const listener of listeners) listener();
}
