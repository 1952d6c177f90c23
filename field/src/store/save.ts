// Everything that a voisin writes. Each function is one strict transaction and resolves once it is really on the phone.

import type { IDBPTransaction } from "idb";
import { dueAt } from "../core/back.ts";
import type { Door, Op, Tour, TourMark, VisitBody, VisitNote } from "../core/types.ts";
import { newId, STRICT, type Db, type NoteRow } from "./db.ts";
import { draft, same, type Draft, type Home } from "./home.ts";
import type { Boxed } from "./vault.ts";

// RFC 3339 with the phone's own offset, to the second.
export function stamp(moment = new Date()): string {
  const ahead = -moment.getTimezoneOffset();
  const local = new Date(moment.getTime() + ahead * 60_000).toISOString().slice(0, 19);
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${local}${ahead < 0 ? "-" : "+"}${two(Math.floor(Math.abs(ahead) / 60))}:${two(Math.abs(ahead) % 60)}`;
}

const DAY = 24 * 3600_000;

type Stores = ("ops" | "meta" | "notes" | "tours" | "marks" | "doors")[];
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Tx = IDBPTransaction<any, any, "readwrite">;

// Somebody wrote in between (another tab): what was prepared is prepared again.
export class Changed extends Error {}

async function takeNumber(tx: Tx): Promise<number> {
  const meta = tx.objectStore("meta");
  const n = (((await meta.get("counter")) as number | undefined) ?? 0) + 1;
  void meta.put(n, "counter");
  return n;
}

export async function putOp(tx: Tx, made: Draft): Promise<void> {
  const op: Op = { ...made, n: await takeNumber(tx), state: "unsent", seq: null, reason: null, epoch: null };
  void tx.objectStore("ops").put(op);
}

// Why the browser itself gave up, where it says so ("no space"): the request that failed only knows that it was aborted.
async function aborted(tx: Tx): Promise<unknown> {
  try {
    tx.abort();
  } catch {
    // It was aborted already.
  }
  return tx.done.then(() => null, () => tx.error);
}

export async function write(db: Db, stores: Stores, work: (tx: Tx) => Promise<void>): Promise<void> {
  const tx = db.transaction(stores as never, "readwrite", STRICT) as unknown as Tx;
  try {
    await work(tx);
  } catch (first) {
    const why = await aborted(tx);
    const problem = first instanceof Changed ? first : (why ?? first);
    throw problem;
  }
  await tx.done;
}

// Sealing cannot happen inside a transaction: what it was made from is checked again inside.
export async function untilUnchanged<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (problem) {
      if (!(problem instanceof Changed) || tries > 20) throw problem;
    }
  }
}

interface Inside { door: string; body: VisitBody | null }

export async function readNotes(home: Home): Promise<VisitNote[]> {
  const rows = await home.db.getAll("notes");
  return Promise.all(rows.map(async ({ box, ...row }) => ({ ...row, ...(await home.vault.take<Inside>(box)) })));
}

async function rowOf(home: Home, note: VisitNote): Promise<NoteRow> {
  const { door, body, ...row } = note;
  return { ...row, box: await home.vault.put({ door, body } satisfies Inside) };
}

// A visit and each of its changes: rev + 1 every time. An older revision that never left the phone is replaced.
export function saveVisit(home: Home, body: VisitBody, id = newId()): Promise<VisitNote> {
  return untilUnchanged(async () => {
    const before = await home.db.get("notes", id);
    const rev = (before?.rev ?? 0) + 1;
    const note: VisitNote = {
      id, rev, tour: body.tour, door: body.door, body: before?.closed_at ? null : body, void: body.void === true,
      at: before?.at ?? stamp(), closed_at: before?.closed_at ?? null,
    };
    const [made, row] = [await draft(home.db, "visit", id, rev, body, stamp()), await rowOf(home, note)];
    await write(home.db, ["ops", "meta", "notes"], async (tx) => {
      const now = (await tx.objectStore("notes").get(id)) as NoteRow | undefined;
      if (now?.rev !== before?.rev) throw new Changed();
      if (before) {
        const older = (await tx.objectStore("ops").get([id, before.rev])) as Op | undefined;
        if (older?.state === "unsent" && !body.void) void tx.objectStore("ops").delete([id, before.rev]);
      }
      await putOp(tx, made);
      void tx.objectStore("notes").put(row);
    });
    return note;
  });
}

// One visit per remaining door when the hall stays closed, or when a whole landing is out; they share one undo.
export async function saveVisits(home: Home, bodies: VisitBody[]): Promise<VisitNote[]> {
  const made = await Promise.all(bodies.map(async (body) => {
    const note: VisitNote = { id: newId(), rev: 1, tour: body.tour, door: body.door, body, void: false, at: stamp(), closed_at: null };
    return { note, op: await draft(home.db, "visit", note.id, 1, body, note.at), row: await rowOf(home, note) };
  }));
  await write(home.db, ["ops", "meta", "notes"], async (tx) => {
    for (const { op, row } of made) {
      await putOp(tx, op);
      void tx.objectStore("notes").put(row);
    }
  });
  return made.map(({ note }) => note);
}

export async function undoVisits(home: Home, notes: VisitNote[]): Promise<void> {
  for (const note of notes) {
    const row = await home.db.get("notes", note.id);
    const inside = row ? await home.vault.take<Inside>(row.box) : null;
    if (inside?.body) await saveVisit(home, { ...inside.body, void: true }, note.id);
  }
}

export async function saveOp(home: Home, kind: string, body: object, id = newId(), rev = 1, format = 1): Promise<void> {
  const made = await draft(home.db, kind, id, rev, body, stamp(), format);
  await write(home.db, ["ops", "meta"], (tx) => putOp(tx, made));
}

export async function startTour(home: Home, tour: Tour, wait: number | undefined): Promise<TourMark> {
  const mark: TourMark = { tour: tour.id, started_at: stamp(), ended_at: null, due: dueAt(tour), ...(wait ? { wait } : {}) };
  const made = await draft(home.db, "tour_started", newId(), 1, { tour: tour.id, at: mark.started_at }, stamp());
  await write(home.db, ["ops", "meta", "marks"], async (tx) => {
    await putOp(tx, made);
    void tx.objectStore("marks").put(mark);
  });
  return mark;
}

// The end of a tour: its hours, its mood; from now on no screen shows what was said at its doors.
export function endTour(
  home: Home, tour: Tour, hours: { day: string; from: string; to: string }, mood: string | null, heard: string[],
): Promise<void> {
  return untilUnchanged(async () => {
    const at = stamp();
    const made = [
      await draft(home.db, "tour_ended", newId(), 1, { tour: tour.id, at }, at),
      await draft(home.db, "hours_declared", newId(), 1, { ...hours, sort: "field", tour: tour.id }, at),
    ];
    if (mood || heard.length) {
      made.push(await draft(home.db, "impression", newId(), 1, { tour: tour.id, heard, ...(mood ? { mood } : {}) }, at));
    }
    const notes = (await readNotes(home)).filter((note) => note.tour === tour.id);
    const rows = await Promise.all(notes.map((note) => rowOf(home, { ...note, body: null, closed_at: at })));
    await write(home.db, ["ops", "meta", "notes", "marks"], async (tx) => {
      const now = (await tx.objectStore("notes").index("tour").getAll(tour.id)) as NoteRow[];
      if (now.length !== rows.length || now.some((row) => !rows.some((one) => one.id === row.id && one.rev === row.rev))) throw new Changed();
      for (const op of made) await putOp(tx, op);
      const mark = (await tx.objectStore("marks").get(tour.id)) as TourMark | undefined;
      void tx.objectStore("marks").put({ tour: tour.id, started_at: mark?.started_at ?? at, ended_at: at });
      for (const row of rows) void tx.objectStore("notes").put(row);
      await keepAsks(tx, (ask) => ask.tour !== tour.id);
    });
  });
}

// What was asked for at doors (store/asks.ts), boxed, by visit. It goes when what it came from goes.
export interface AskRow { tour: string; at: string; box: Boxed }
export type AskRows = Record<string, AskRow>;
export const ASKS = "asks";

async function keepAsks(tx: Tx, kept: (ask: AskRow) => boolean): Promise<void> {
  const rows = ((await tx.objectStore("meta").get(ASKS)) as AskRows | undefined) ?? {};
  const left = Object.entries(rows).filter(([, ask]) => kept(ask));
  if (left.length !== Object.keys(rows).length) void tx.objectStore("meta").put(Object.fromEntries(left), ASKS);
}

// Nothing about a door is left 24 h after its tour ended, nor 24 h after a note was begun (house §5.1, DV-04). Needs no PIN.
// When a tour goes, the cursor goes: were this clock wrong, the next contact brings the tour back.
export async function forgetOldNotes(db: Db, now = Date.now()): Promise<void> {
  // Most openings have nothing to forget: then nothing is written, and nobody waits for the disk.
  if (!(await somethingIsOld(db, now))) return;
  const tx = db.transaction(["notes", "tours", "marks", "meta"], "readwrite", STRICT);
  for (const note of await tx.objectStore("notes").getAll()) if (isOldNote(note, now)) void tx.objectStore("notes").delete(note.id);
  const over = (await tx.objectStore("tours").getAll()).filter((row) => isOver(row, now));
  for (const row of over) void tx.objectStore("tours").delete(row.id);
  if (over.length) void tx.objectStore("meta").delete("cursor");
  for (const mark of await tx.objectStore("marks").getAll()) if (isOldMark(mark, now)) void tx.objectStore("marks").delete(mark.tour);
  await keepAsks(tx as unknown as Tx, (ask) => !isOldAsk(ask, now));
  await tx.done;
}

const isOldNote = (note: NoteRow, now: number): boolean => now - Date.parse(note.closed_at ?? note.at) > DAY;
const isOver = (row: { until?: number }, now: number): boolean => row.until !== undefined && row.until < now;
const isOldMark = (mark: TourMark, now: number): boolean => now - Date.parse(mark.ended_at ?? mark.started_at ?? "") > 2 * DAY;
const isOldAsk = (ask: AskRow, now: number): boolean => now - Date.parse(ask.at) > DAY;

async function somethingIsOld(db: Db, now: number): Promise<boolean> {
  const asks = Object.values(((await db.get("meta", ASKS)) as AskRows | undefined) ?? {});
  return asks.some((ask) => isOldAsk(ask, now)) || (await db.getAll("notes")).some((note) => isOldNote(note, now))
    || (await db.getAll("tours")).some((row) => isOver(row, now)) || (await db.getAll("marks")).some((mark) => isOldMark(mark, now));
}

function changeDoors(home: Home, tourId: string, entrance: string, change: (doors: Door[]) => Door[], kind: string, body: object,
): Promise<void> {
  return untilUnchanged(async () => {
    const before = (await home.db.get("tours", tourId))!;
    const tour = await home.vault.take<Tour>(before.box);
    const entrances = tour.entrances.map((one) => (one.id === entrance ? { ...one, doors: change(one.doors) } : one));
    const made = await draft(home.db, kind, newId(), 1, body, stamp());
    const box: Boxed = await home.vault.put({ ...tour, entrances });
    const pending = await home.vault.put({ kind, ...body });
    await write(home.db, ["ops", "meta", "tours", "doors"], async (tx) => {
      const now = (await tx.objectStore("tours").get(tourId)) as typeof before | undefined;
      if (!same(now?.box, before.box)) throw new Changed();
      void tx.objectStore("tours").put({ ...before, box });
      void tx.objectStore("doors").put({ op: made.id, box: pending });
      await putOp(tx, made);
    });
  });
}

export async function addDoor(home: Home, tour: string, entrance: string, floor: number, label: string, position: number,
): Promise<string> {
  const door = newId();
  const made: Door = { id: door, floor, label, position, state: "to_do", attempts: 0, pass: 1 };
  await changeDoors(home, tour, entrance, (doors) => [...doors, made], "door_added",
    { door, entrance, floor, label, position });
  return door;
}

export function renameDoor(home: Home, tour: string, entrance: string, door: string, label: string): Promise<void> {
  return changeDoors(home, tour, entrance,
    (doors) => doors.map((one) => (one.id === door ? { ...one, label } : one)), "door_renamed", { door, label });
}

export function removeDoor(home: Home, tour: string, entrance: string, door: string): Promise<void> {
  return changeDoors(home, tour, entrance,
    (doors) => doors.filter((one) => one.id !== door), "door_removed", { door, reason: "no_such_door" });
}
