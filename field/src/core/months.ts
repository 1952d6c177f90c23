// The months that the phone carries, with what was declared or signed here and has not come back yet. Pure.

import { lengthOf } from "./hours.ts";
import type { Hours, MonthEntry, MonthSheet } from "./types.ts";

export const SORTS = ["training", "meeting", "preparation", "presence", "travel"] as const;

// What was written here since the last download: entries by id (null: taken back) and digests signed.
export interface Since { entries: Record<string, { rev: number; entry: MonthEntry | null }>; signed: string[] }

export const NOTHING: Since = { entries: {}, signed: [] };

export interface ShownMonth extends MonthSheet { leaving: boolean }

// Each month with what waits to leave. Only an open month changes; a signature waits for the server's word to be sure.
export function shownMonths(hours: Hours | null, since: Since): ShownMonth[] {
  return (hours?.months ?? []).map((month) => {
    const mine = month.state === "open" ? merged(month, since) : month.entries;
    const signing = month.state === "confirmed" && month.digest !== null && since.signed.includes(month.digest);
    const worked = month.worked + length(mine) - length(month.entries);
    return { ...month, entries: mine, worked, leaving: signing };
  });
}

const length = (entries: MonthEntry[]): number => entries.reduce((sum, one) => sum + one.minutes, 0);

function merged(month: MonthSheet, since: Since): MonthEntry[] {
  const kept = month.entries.filter((one) => !(since.entries[one.id] && since.entries[one.id]!.rev > one.rev));
  const made = Object.values(since.entries).flatMap(({ rev, entry }) =>
    entry && entry.day.startsWith(month.month) && !month.entries.some((one) => one.id === entry.id && one.rev >= rev) ? [entry] : []);
  return [...kept, ...made].sort((a, b) => (a.day + a.from < b.day + b.from ? -1 : 1));
}

// What the server has told by now is forgotten here.
export function stillWaiting(hours: Hours | null, since: Since): Since {
  const told = new Map((hours?.months ?? []).flatMap((month) => month.entries.map((one) => [one.id, one.rev] as const)));
  const months = new Set((hours?.months ?? []).map((month) => month.month));
  const entries = Object.fromEntries(Object.entries(since.entries).filter(([id, { rev, entry }]) =>
    entry ? months.has(entry.day.slice(0, 7)) && (told.get(id) ?? 0) < rev : told.has(id)));
  const open = new Set((hours?.months ?? []).filter((one) => one.state === "confirmed").map((one) => one.digest));
  return { entries, signed: since.signed.filter((digest) => open.has(digest)) };
}

export type Trouble = "empty" | "future" | "overlap" | "closed" | null;

// Why an entry cannot be kept; null when it can. `today` is the phone's own day.
export function troubleOf(months: ShownMonth[], day: string, from: string, to: string, today: string): Trouble {
  if (!day || !from || !to || lengthOf(from, to) === 0) return "empty";
  if (day > today) return "future";
  const month = months.find((one) => one.month === day.slice(0, 7));
  if (!month || month.state !== "open") return "closed";
  return month.entries.some((one) => one.day === day && from < one.to && one.from < to) ? "overlap" : null;
}
