// Which place is near, and whether it is open: without network, from where the building stands. Pure. The same as partners/rules/opening.py.

import type { Place, Service, Week } from "./types.ts";

export type Standing = { state: "open" | "opens" | "closed" | "unknown"; minute: number; in_days: number };
const METRES_PER_DEGREE = 111_195;
// A street is longer than a straight line; somebody who pushes a pram walks 4 km an hour.
const DETOUR = 1.3, METRES_A_MINUTE = 67;

export function metresBetween([lon, lat]: [number, number], [otherLon, otherLat]: [number, number]): number {
  const east = (otherLon - lon) * Math.cos(((lat + otherLat) / 2) * (Math.PI / 180));
  return Math.hypot(east, otherLat - lat) * METRES_PER_DEGREE;
}
export const walk = (metres: number): number => Math.max(1, Math.ceil((metres * DETOUR) / METRES_A_MINUTE));

// Days that nobody knows are never promised. Source: contract/examples/opening.json.
export function standing(week: Week, weekday: number, minute: number, isHoliday: (ahead: number) => boolean): Standing {
  for (let ahead = 0; ahead < 8; ahead++) {
    const spans = isHoliday(ahead) ? week.h : week.d[(weekday + ahead) % 7];
    if (!spans) {
      if (ahead === 0) return { state: "unknown", minute: 0, in_days: 0 };
      continue;
    }
    for (const [start, end] of spans) {
      if (ahead === 0 && start <= minute && minute < end) return { state: "open", minute: end, in_days: 0 };
      if (ahead > 0 || minute < start) return { state: "opens", minute: start, in_days: ahead };
    }
  }
  return { state: "closed", minute: 0, in_days: 0 };
}

export interface Near { place: Place; metres: number | null; stands: Standing | null }
export const dayAfter = (day: string, days: number): string => new Date(Date.parse(`${day}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

// The places of a service as seen from a building at a moment (`2026-03-12T18:00`): those that are open first, the nearest first.
export function placesNear(service: Service, at: [number, number] | null | undefined, now: string): Near[] {
  const day = now.slice(0, 10);
  const weekday = (new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7;
  const minute = Number(now.slice(11, 13)) * 60 + Number(now.slice(14, 16));
  const holiday = (ahead: number): boolean => service.holidays?.includes(dayAfter(day, ahead)) ?? false;
  const seen = (service.places ?? []).map((place, order) => ({
    place, order, metres: at && place.at ? metresBetween(at, place.at) : null, stands: place.week ? standing(place.week, weekday, minute, holiday) : null,
  }));
  const rank = (one: Near): number => (one.stands?.state === "open" ? 0 : 1);
  return seen.sort((a, b) => rank(a) - rank(b) || (a.metres ?? Infinity) - (b.metres ?? Infinity) || a.order - b.order)
    .map(({ place, metres, stands }) => ({ place, metres, stands }));
}
