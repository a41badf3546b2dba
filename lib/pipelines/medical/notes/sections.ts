/**
 * Sections of a note: what stands below a heading ("PAST MEDICAL HISTORY:") up to the next one. Some headings speak
 * for all of their section: what stands under a family history is the family's. A section whose heading has text on
 * its own line goes on over list items only; any section ends at a blank line behind its text.
 */
import { lastAt } from "./sentences.ts";
import type { Modifier } from "./triggers.ts";

export interface Section {
  /** The heading, lower case. */
  readonly heading: string;
  /** `[start, end)`, the heading included; `body` is where the text behind the heading's colon starts. */
  readonly start: number;
  readonly body: number;
  readonly end: number;
  readonly modifiers: readonly Modifier[];
}

const HISTORY =
  /^(?:past (?:medical|surgical|psychiatric|ob|gyn)? ?(?:history|hx)|(?:prior|previous) medical history|medical history|surgical history|pmhx?|pshx?|pmh\/psh|social (?:history|hx)|shx?|medical hx)$/;
const FAMILY = /^(?:family (?:medical )?(?:history|hx)|fam(?:ily)? hx|fhx?|famhx)$/;
const HEADING = /(?:^|\n)[ \t]*([A-Za-z][A-Za-z/&() ]{0,40}?)[ \t]*(?::|[ \t]-(?=[ \t]|\n)|(?=\n))/g;
const KNOWN_INLINE =
  /(?:^|[.;\n]\s{0,4})((?:past |prior )?(?:medical|surgical) history|pmhx?|pshx?|family (?:history|hx)|fhx?|social (?:history|hx)|shx?|(?:(?:discharge|home|current|admission|outpatient|daily|active|prescription)\s)?(?:medications?|meds|medicines?)(?:\s(?:on|at|upon|prior to|for)\s(?:admission|discharge|home))?|rx|allergies|ros|review of systems|physical exam(?:ination)?|assessment(?: and plan)?|plan|hpi|history of present illness|chief complaint|cc|vitals|vital signs|labs|hospital course|disposition)[ \t]*:/gi;

export function sectionsOf(text: string): readonly Section[] {
  const headings = new Map<number, { heading: string; body: number }>();
  for (const pattern of [HEADING, KNOWN_INLINE]) {
    for (const match of text.matchAll(pattern)) {
      const heading = (match[1] as string).toLowerCase().trim().replaceAll(/\s+/g, " ");
      const start = match.index + match[0].toLowerCase().indexOf((match[1] as string).toLowerCase());
      const hasMark = /[:-]$/.test(match[0]);
      if (hasMark || HISTORY.test(heading) || FAMILY.test(heading)) {
        headings.set(start, { heading, body: match.index + match[0].length });
      }
    }
  }
  const ordered = [...headings].sort(([a], [b]) => a - b);
  return ordered.map(([start, { heading, body }], i) => {
    const next = ordered[i + 1]?.[0] ?? text.length;
    return {
      heading,
      start,
      body,
      end: endOfSection(text, body, next),
      modifiers: modifiersOfHeading(heading),
    };
  });
}

function modifiersOfHeading(heading: string): readonly Modifier[] {
  if (FAMILY.test(heading)) return ["family", "historical"];
  return HISTORY.test(heading) ? ["historical"] : [];
}

function endOfSection(text: string, body: number, limit: number): number {
  const firstLine = text.indexOf("\n", body);
  if (firstLine === -1 || firstLine >= limit) return limit;
  const hasOwnText = text.slice(body, firstLine).trim() !== "";
  let seen = hasOwnText;
  let at = firstLine;
  while (at < limit) {
    const lineEnd = text.indexOf("\n", at + 1);
    const end = lineEnd === -1 ? limit : Math.min(lineEnd, limit);
    const line = text.slice(at + 1, end);
    const isBlank = line.trim() === "";
    if (isBlank && seen) return at;
    if (hasOwnText && !isBlank && !/^(?:\s*(?:[-*•#]|\d{1,2}[.)])|[ \t]+\S|[a-z])/.test(line)) return at;
    seen ||= !isBlank;
    at = end;
  }
  return limit;
}

/** The section that the offset lies in. */
export function sectionAt(sections: readonly Section[], offset: number): Section | undefined {
  const section = lastAt(sections, offset);
  return section !== undefined && offset < section.end ? section : undefined;
}
