// Which tours matter now.

import type { Tour, TourMark } from "../core/types.ts";
import { stamp } from "../store/save.ts";

export const today = (): string => stamp().slice(0, 10);

export function toursToday(tours: Tour[]): Tour[] {
  return tours.filter((tour) => tour.day === today());
}

export function nextTours(tours: Tour[]): Tour[] {
  return tours.filter((tour) => tour.day > today() && tour.state !== "cancelled").slice(0, 4);
}

// The one under way, else the first of today that is neither over nor cancelled.
export function currentTour(tours: Tour[], marks: Map<string, TourMark>): Tour | null {
  const open = tours.filter((tour) => tour.day <= today() && tour.state !== "cancelled" && !marks.get(tour.id)?.ended_at);
  const begun = open.filter((tour) => marks.has(tour.id) && tour.day === today());
  return begun[0] ?? open.find((tour) => tour.day === today() && tour.state !== "ended") ?? open.find((tour) => tour.day === today()) ?? null;
}
