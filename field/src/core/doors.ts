// How doors are drawn and in which order they are knocked at. Pure.

import type { Door, Entrance, Outcome, Tour, VisitNote } from "./types.ts";

export type Look = "todo" | "met" | "abs1" | "abs2" | "refus" | "stop" | "vide" | "autre" | "fait";

const LOOKS: Record<Outcome, Look> = {
  met: "met", absent: "abs1", not_now: "abs1", not_interested: "refus", vacant: "vide", never_again: "stop",
  no_common_language: "autre", inaccessible: "autre", not_a_dwelling: "vide",
};

// Tonight's visits, by door: the last one that was not undone.
export function notesByDoor(notes: VisitNote[], tour: string): Map<string, VisitNote> {
  const found = new Map<string, VisitNote>();
  for (const note of [...notes].sort((a, b) => (a.at < b.at ? -1 : 1))) {
    if (note.tour === tour && !note.void) found.set(note.door, note);
  }
  return found;
}

export function lookOf(door: Door, note: VisitNote | undefined): Look {
  if (note) {
    if (!note.body) return "fait";
    const look = LOOKS[note.body.outcome];
    return look === "abs1" && door.attempts > 0 ? "abs2" : look;
  }
  if (door.state === "stop") return "stop";
  if (door.state === "skip") return "fait";
  if (door.asked) return "todo";
  if (door.state === "come_back") return door.attempts > 1 ? "abs2" : "abs1";
  return "todo";
}

// A door still to be knocked at tonight.
export function isOpen(door: Door, note: VisitNote | undefined): boolean {
  return !note && (door.state === "to_do" || door.state === "come_back");
}

export interface Floor { floor: number; doors: Door[] }

// Floors from the top down, as the stairwell is drawn.
export function floorsOf(entrance: Entrance): Floor[] {
  const floors = new Map<number, Door[]>();
  for (const door of entrance.doors) floors.set(door.floor, [...(floors.get(door.floor) ?? []), door]);
  return [...floors]
    .sort(([a], [b]) => b - a)
    .map(([floor, doors]) => ({ floor, doors: doors.sort((a, b) => a.position - b.position || (a.label < b.label ? -1 : 1)) }));
}

// The door to knock at after `from`, going down (or up); the first of the way when none is given.
export function nextDoor(
  entrance: Entrance, notes: Map<string, VisitNote>, downwards: boolean, from: string | null,
): Door | null {
  const floors = downwards ? floorsOf(entrance) : floorsOf(entrance).reverse();
  const way = floors.flatMap((one) => one.doors);
  const start = from ? way.findIndex((door) => door.id === from) + 1 : 0;
  const round = [...way.slice(start), ...way.slice(0, start)];
  return round.find((door) => door.id !== from && isOpen(door, notes.get(door.id))) ?? null;
}

export function openDoors(entrance: Entrance, notes: Map<string, VisitNote>): number {
  return entrance.doors.filter((door) => isOpen(door, notes.get(door.id))).length;
}

export function comeBack(entrance: Entrance, notes: Map<string, VisitNote>): number {
  return entrance.doors.filter((door) => {
    const look = lookOf(door, notes.get(door.id));
    return look === "abs1" || look === "abs2";
  }).length;
}

// "gauche", "droite", or the place on a long landing, for a person standing there.
export function sideOf(entrance: Entrance, door: Door): string {
  const landing = entrance.doors.filter((one) => one.floor === door.floor).sort((a, b) => a.position - b.position);
  const at = landing.findIndex((one) => one.id === door.id);
  if (landing.length < 2) return "only";
  if (landing.length > 4) return String(at + 1);
  return at < landing.length / 2 ? "left" : "right";
}

export function tourOrder(a: Tour, b: Tour): number {
  return a.day + a.starts_at < b.day + b.starts_at ? -1 : 1;
}
