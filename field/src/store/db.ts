// The phone's own database. Saving is one strict transaction: what is shown as kept survives a dead battery.

import { deleteDB, openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from "idb";
import type { Op, OpState, TourMark } from "../core/types.ts";
import type { Boxed } from "./vault.ts";

// What can be read without the PIN: which tour, when, whether it was undone. The door and the words are in the box.
export interface NoteRow { id: string; rev: number; tour: string; void: boolean; at: string; closed_at: string | null; box: Boxed }

interface Shape extends DBSchema {
  ops: { key: [string, number]; value: Op; indexes: { state: OpState } };
  meta: { key: string; value: unknown };
  // until: a day after the tour ended (milliseconds). The only thing of a tour that is readable without the PIN.
  tours: { key: string; value: { id: string; until?: number; box: Boxed } };
  missions: { key: string; value: { id: string; box: Boxed } };
  notes: { key: string; value: NoteRow; indexes: { tour: string } };
  // A door made, renamed or removed here, until the server knows: its label is in the box.
  doors: { key: string; value: { op: string; box: Boxed } };
  marks: { key: string; value: TourMark };
}

export type Db = IDBPDatabase<Shape>;
export const NAME = "palier";
export const VERSION = 2;
export const STRICT = { durability: "strict" } as const;

// Chrome keeps the database in a log, and goes on writing after a record that was cut in two (a battery that dies, a disk that
// is full). The next opening then reads nonsense, and erases everything: measured, a log cut by five bytes, opened, written and
// opened again was empty. A small database made and removed makes it begin a new log: before anything is written, at each opening.
// Twenty milliseconds on a desktop. Other engines have no such log. See decision 0015.
const SCRATCH = "palier-log";

export async function beginNewLog(patience = 3_000): Promise<void> {
  if (!/Chrome\//.test(globalThis.navigator?.userAgent ?? "")) return;
  const late = new Promise<void>((done) => setTimeout(done, patience));
  const begun = openDB(SCRATCH, 1, { upgrade: (db) => void db.createObjectStore("x") }).then((db) => {
    db.close();
    return deleteDB(SCRATCH);
  });
  await Promise.race([begun.catch(() => undefined), late]);
}

// What happens to an open database from outside: another page holds back a newer shape; or this connection was closed, by a
// newer page or by the browser itself (storage emptied, a disk that fails).
export interface Watch { blocked?: () => void; closed?: () => void }

// Shapes only ever grow, so that a page still open on an older version of the app can go on writing what it knows.
export async function openDb(watch: Watch = {}): Promise<Db> {
  const follow = {
    blocking(_current: number, _blocked: number | null, event: IDBVersionChangeEvent): void {
      // A newer version of the app wants the database: let it in, never hold it back.
      (event.target as IDBDatabase).close();
      watch.closed?.();
    },
    terminated: (): void => watch.closed?.(),
    ...(watch.blocked ? { blocked: watch.blocked } : {}),
  };
  try {
    return await openDB<Shape>(NAME, VERSION, { ...follow, upgrade: (db, from, _to, tx) => upgrade(db, from, tx) });
  } catch (problem) {
    // Written by a later version of the app than this one (a server taken back to an older release): opened as it is.
    if ((problem as DOMException).name !== "VersionError") throw problem;
    return openDB<Shape>(NAME, undefined, follow);
  }
}

export function upgrade(
  db: Pick<IDBPDatabase<Shape>, "createObjectStore">, from: number, tx: IDBPTransaction<Shape, StoreNames<Shape>[], "versionchange">,
): void {
  if (from < 1) {
    db.createObjectStore("ops", { keyPath: ["id", "rev"] }).createIndex("state", "state");
    db.createObjectStore("meta");
    db.createObjectStore("tours", { keyPath: "id" });
    db.createObjectStore("missions", { keyPath: "id" });
    db.createObjectStore("notes", { keyPath: "id" }).createIndex("tour", "tour");
    db.createObjectStore("marks", { keyPath: "tour" });
  }
  if (from < 2) {
    db.createObjectStore("doors", { keyPath: "op" });
    // From the first version: what is to be sent stays as it is; what was readable is fetched again, under the PIN.
    for (const name of ["tours", "missions", "notes"] as const) void tx.objectStore(name).clear();
    for (const name of ["cursor", "voisin", "hours", "page"]) void tx.objectStore("meta").delete(name);
  }
}

export async function getMeta<T>(db: Db, key: string): Promise<T | null> {
  return ((await db.get("meta", key)) as T | undefined) ?? null;
}

export async function setMeta(db: Db, values: Record<string, unknown>): Promise<void> {
  const tx = db.transaction("meta", "readwrite", STRICT);
  for (const [key, value] of Object.entries(values)) void tx.store.put(value, key);
  await tx.done;
}

export function newId(): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
