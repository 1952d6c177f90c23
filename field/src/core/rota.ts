// The weeks to come: what the voisin said of hers and the moments she is offered, with what was said here and has not come back yet.
// Pure. Clocks are "HH:MM" of the site's own time; days of the week are 1 (Monday) to 7.

import type { ShownMonth } from "./months.ts";
import type { SlotAnswer as Answer, Difference, Rota, Slot, Window } from "./types.ts";

export const PARTS = [["morning", "09:00", "12:00"], ["afternoon", "12:00", "17:00"], ["evening", "17:00", "21:00"]] as const;

// What was written here since the last download. `entry` null: taken back.
export interface RotaSince {
  week: { id: string; rev: number; windows: Window[] } | null;
  differences: Record<string, { rev: number; entry: Difference | null }>;
  answers: Record<string, { op: string; rev: number; answer: Answer; day: string; from: string; to: string }>;
}

export const NOTHING_SAID: RotaSince = { week: null, differences: {}, answers: {} };

// `leaving`: answered here, the server has not said what came of it.
export interface ShownSlot extends Slot { leaving: Answer | null }
export interface ShownRota { week: Rota["week"]; differences: Difference[]; slots: ShownSlot[] }

export function shownRota(rota: Rota, since: RotaSince): ShownRota {
  const kept = rota.differences.filter((one) => !(since.differences[one.id] && since.differences[one.id]!.rev > one.rev));
  const made = Object.values(since.differences).flatMap(({ entry }) => (entry && !kept.some((one) => one.id === entry.id) ? [entry] : []));
  return {
    week: since.week ?? rota.week,
    differences: [...kept, ...made].sort((a, b) => (a.first < b.first ? -1 : 1)),
    slots: rota.slots.map((slot) => ({ ...slot, leaving: since.answers[slot.id]?.answer ?? null })),
  };
}

// What the server has told by now is forgotten here.
export function stillToSay(rota: Rota, since: RotaSince): RotaSince {
  const week = since.week && rota.week?.id === since.week.id && rota.week.rev >= since.week.rev ? null : since.week;
  const told = new Map(rota.differences.map((one) => [one.id, one.rev]));
  const differences = Object.fromEntries(Object.entries(since.differences).filter(([id, { rev, entry }]) =>
    entry ? (told.get(id) ?? 0) < rev : told.has(id)));
  const slots = new Map(rota.slots.map((one) => [one.id, one]));
  const answers = Object.fromEntries(Object.entries(since.answers).filter(([id, one]) => {
    const slot = slots.get(id);
    return slot !== undefined && !(slot.op === one.op && slot.rev >= one.rev);
  }));
  return { week, differences, answers };
}

const joined = (windows: Window[]): Window[] => {
  const found: Window[] = [];
  for (const one of [...windows].sort((a, b) => a.day - b.day || (a.from < b.from ? -1 : 1))) {
    const last = found.at(-1);
    if (last && last.day === one.day && one.from <= last.to) found[found.length - 1] = { ...last, to: one.to > last.to ? one.to : last.to };
    else found.push({ day: one.day, from: one.from, to: one.to });
  }
  return found;
};

export const withWindow = (windows: Window[], more: Window): Window[] => joined([...windows, more]);

export function withoutWindow(windows: Window[], gone: Window): Window[] {
  return windows.flatMap((one) => {
    if (one.day !== gone.day || one.to <= gone.from || gone.to <= one.from) return [one];
    const before = one.from < gone.from ? [{ ...one, to: gone.from }] : [];
    return one.to > gone.to ? [...before, { ...one, from: gone.to }] : before;
  });
}

export const covers = (windows: Window[], asked: Window): boolean =>
  joined(windows).some((one) => one.day === asked.day && one.from <= asked.from && asked.to <= one.to);

// One tap on a morning, an afternoon or an evening.
export const toggled = (windows: Window[], asked: Window): Window[] =>
  covers(windows, asked) ? withoutWindow(windows, asked) : withWindow(windows, asked);

// The hours of a day that its mornings, afternoons and evenings do not say.
export function otherHours(windows: Window[], day: number): Window[] {
  const parts = PARTS.map(([, from, to]) => ({ day, from, to })).filter((part) => covers(windows, part));
  return parts.reduce(withoutWindow, joined(windows).filter((one) => one.day === day));
}

// What is shown first: to be answered, then what is taken. What she let go is at the end, for who changes her mind.
export function sorted(slots: ShownSlot[]): { ask: ShownSlot[]; taken: ShownSlot[]; past: ShownSlot[] } {
  const ask: ShownSlot[] = [], taken: ShownSlot[] = [], past: ShownSlot[] = [];
  for (const slot of slots) {
    const no = slot.leaving === "no" || (!slot.leaving && slot.state === "refused");
    const yes = slot.leaving === "yes" || slot.leaving === "swap" || (!slot.leaving && ["accepted", "swapping"].includes(slot.state));
    if (slot.state === "cancelled") (slot.op ? taken : past).push(slot);
    else (no || slot.state === "replaced" ? past : yes ? taken : ask).push(slot);
  }
  return { ask, taken, past };
}

// Moments where she came whose hours are not noted yet: one tap declares them. A tour has its own end. `now`: "YYYY-MM-DDTHH:MM…".
export function toDeclare(slots: Slot[], months: ShownMonth[], now: string): Slot[] {
  const open = months.filter((one) => one.state === "open");
  return slots.filter((slot) => ["accepted", "swapping"].includes(slot.state) && !slot.tour && `${slot.day}T${slot.to}` <= now.slice(0, 16)
    && open.some((month) => slot.day.startsWith(month.month) && !month.entries.some((one) => one.day === slot.day && one.from < slot.to && slot.from < one.to)));
}
