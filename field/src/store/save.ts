// Everything that a voisin writes. Each function is one strict transaction and resolves once it is really on the phone.

import type { IDBPTransaction } from "idb";
import type { Door, Op, Tour, TourMark, VisitBody, VisitNote } from "../core/types.ts";
import { newId, STRICT, type Db } from "./db.ts";

// RFC 3339 with the phone's own offset, to the second.
export function stamp(moment = new Date()): string {
  const ahead = -moment.getTimezoneOffset();
  const local = new Date(moment.getTime() + ahead * 60_000).toISOString().slice(0, 19);
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${local}${ahead < 0 ? "-" : "+"}${two(Math.floor(Math.abs(ahead) / 60))}:${two(Math.abs(ahead) % 60)}`;
}

type Stores = ("ops" | "meta" | "notes" | "tours" | "marks")[];
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Tx = IDBPTransaction<any, any, "readwrite">;

async function takeNumber(tx: Tx): Promise<number> {
  const meta = tx.objectStore("meta");
  const n = (((await meta.get("counter")) as number | undefined) ?? 0) + 1;
  void meta.put(n, "counter");
  return n;
}

async function putOp(tx: Tx, kind: string, id: string, rev: number, body: object): Promise<void> {
  const op: Op = {
    id, rev, kind, format: 1, n: await takeNumber(tx), made_at: stamp(), body: body as Record<string, unknown>,
    state: "unsent", seq: null, reason: null, epoch: null,
  };
  void tx.objectStore("ops").put(op);
}

async function write(db: Db, stores: Stores, work: (tx: Tx) => Promise<void>): Promise<void> {
  const tx = db.transaction(stores as never, "readwrite", STRICT) as unknown as Tx;
  try {
    await work(tx);
  } catch (problem) {
    tx.abort();
    await tx.done.catch(() => undefined);
    throw problem;
  }
  await tx.done;
}

// A visit and each of its changes: rev + 1 every time. An older revision that never left the phone is replaced.
export async function saveVisit(db: Db, body: VisitBody, id = newId()): Promise<VisitNote> {
  let saved: VisitNote | null = null;
  await write(db, ["ops", "meta", "notes"], async (tx) => {
    const before = (await tx.objectStore("notes").get(id)) as VisitNote | undefined;
    const rev = (before?.rev ?? 0) + 1;
    if (before) {
      const older = (await tx.objectStore("ops").get([id, before.rev])) as Op | undefined;
      if (older?.state === "unsent" && !body.void) void tx.objectStore("ops").delete([id, before.rev]);
    }
    await putOp(tx, "visit", id, rev, body);
    saved = {
      id, rev, tour: body.tour, door: body.door, body, void: body.void === true, at: before?.at ?? stamp(),
      closed_at: before?.closed_at ?? null,
    };
    if (saved.closed_at) saved.body = null;
    void tx.objectStore("notes").put(saved);
  });
  return saved!;
}

// One visit per remaining door when the hall stays closed; they share one undo.
export async function saveVisits(db: Db, bodies: VisitBody[]): Promise<VisitNote[]> {
  const notes: VisitNote[] = [];
  await write(db, ["ops", "meta", "notes"], async (tx) => {
    for (const body of bodies) {
      const note: VisitNote = {
        id: newId(), rev: 1, tour: body.tour, door: body.door, body, void: false, at: stamp(), closed_at: null,
      };
      await putOp(tx, "visit", note.id, 1, body);
      void tx.objectStore("notes").put(note);
      notes.push(note);
    }
  });
  return notes;
}

export async function undoVisits(db: Db, notes: VisitNote[]): Promise<void> {
  for (const note of notes) {
    const current = await db.get("notes", note.id);
    if (current?.body) await saveVisit(db, { ...current.body, void: true }, note.id);
  }
}

export async function saveOp(db: Db, kind: string, body: object, id = newId(), rev = 1): Promise<void> {
  await write(db, ["ops", "meta"], (tx) => putOp(tx, kind, id, rev, body));
}

export async function startTour(db: Db, tour: string): Promise<TourMark> {
  const mark: TourMark = { tour, started_at: stamp(), ended_at: null };
  await write(db, ["ops", "meta", "marks"], async (tx) => {
    await putOp(tx, "tour_started", newId(), 1, { tour, at: mark.started_at });
    void tx.objectStore("marks").put(mark);
  });
  return mark;
}

// The end of a tour: its hours, its mood; from now on no screen shows what was said at its doors.
export async function endTour(
  db: Db, tour: Tour, hours: { day: string; from: string; to: string }, mood: string | null, heard: string[],
): Promise<void> {
  await write(db, ["ops", "meta", "notes", "marks"], async (tx) => {
    const at = stamp();
    await putOp(tx, "tour_ended", newId(), 1, { tour: tour.id, at });
    await putOp(tx, "hours_declared", newId(), 1, { ...hours, sort: "field", tour: tour.id });
    if (mood || heard.length) {
      const impression = { tour: tour.id, heard, ...(mood ? { mood } : {}) };
      await putOp(tx, "impression", newId(), 1, impression);
    }
    const mark = (await tx.objectStore("marks").get(tour.id)) as TourMark | undefined;
    void tx.objectStore("marks").put({ tour: tour.id, started_at: mark?.started_at ?? at, ended_at: at });
    const notes = (await tx.objectStore("notes").index("tour").getAll(tour.id)) as VisitNote[];
    for (const note of notes) void tx.objectStore("notes").put({ ...note, body: null, closed_at: at });
  });
}

// Nothing about a tour is readable 24 h after it ended; open drafts close 24 h after they were made (house §5.1).
export async function forgetOldNotes(db: Db, now = Date.now()): Promise<void> {
  const day = 24 * 3600_000;
  const tx = db.transaction("notes", "readwrite", STRICT);
  for (const note of await tx.store.getAll()) {
    if (note.closed_at && now - Date.parse(note.closed_at) > day) void tx.store.delete(note.id);
    else if (note.body && now - Date.parse(note.at) > day) void tx.store.put({ ...note, body: null, closed_at: stamp() });
  }
  await tx.done;
}

async function changeDoors(db: Db, tourId: string, entrance: string, change: (doors: Door[]) => Door[], kind: string,
  body: object): Promise<void> {
  await write(db, ["ops", "meta", "tours"], async (tx) => {
    const tour = (await tx.objectStore("tours").get(tourId)) as Tour;
    const entrances = tour.entrances.map((one) => (one.id === entrance ? { ...one, doors: change(one.doors) } : one));
    void tx.objectStore("tours").put({ ...tour, entrances });
    await putOp(tx, kind, newId(), 1, body);
  });
}

export async function addDoor(db: Db, tour: string, entrance: string, floor: number, label: string, position: number,
): Promise<string> {
  const door = newId();
  const made: Door = { id: door, floor, label, position, state: "to_do", attempts: 0, pass: 1 };
  await changeDoors(db, tour, entrance, (doors) => [...doors, made], "door_added",
    { door, entrance, floor, label, position });
  return door;
}

export function renameDoor(db: Db, tour: string, entrance: string, door: string, label: string): Promise<void> {
  return changeDoors(db, tour, entrance,
    (doors) => doors.map((one) => (one.id === door ? { ...one, label } : one)), "door_renamed", { door, label });
}

export function removeDoor(db: Db, tour: string, entrance: string, door: string): Promise<void> {
  return changeDoors(db, tour, entrance,
    (doors) => doors.filter((one) => one.id !== door), "door_removed", { door, reason: "no_such_door" });
}
