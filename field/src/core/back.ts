// When a voisin is expected back, and when the phone asks whether all is well. Pure: moments are milliseconds, clocks the phone's own.

import type { Tour, TourMark } from "./types.ts";

const MINUTE = 60_000;
const GRACE = 30;

// A clock before the start of the slot belongs to the night after.
export function dueAt(tour: Tour, until: string | null = null): number {
  const clock = until ?? tour.ends_at;
  const at = new Date(`${tour.day}T${clock}:00`);
  if (clock < tour.starts_at) at.setDate(at.getDate() + 1);
  return at.getTime();
}

export function clockOf(moment: number): string {
  const at = new Date(moment);
  return `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
}

const waited = (mark: TourMark): number => (mark.wait ?? GRACE) * MINUTE;
const since = (mark: TourMark): number => Math.max(mark.due ?? 0, mark.heard ?? 0);

// The moment from which the manager sees that she is not back.
export const seenAt = (mark: TourMark): number => since(mark) + waited(mark);

// Asked at half of the grace, so that a forgotten tap disturbs nobody; no more half a day later.
export function isLate(mark: TourMark, now: number): boolean {
  if (!mark.started_at || mark.ended_at || mark.due === undefined) return false;
  return now >= since(mark) + waited(mark) / 2 && now < mark.due + 12 * 60 * MINUTE;
}
