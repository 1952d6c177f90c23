// The phone's own database. Saving is one strict transaction: what is shown as kept survives a dead battery.

import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from "idb";
import type { Op, OpState, TourMark } from "../core/types.ts";
import type { Boxed } from "./vault.ts";

// What can be read without the PIN: which tour, when, whether it was undone. The door and the words are in the box.
export interface NoteRow { id: string; rev: number; tour: string; void: boolean; at: string; closed_at: string | null; box: Boxed }

interface Shape extends DBSchema {
  ops: { key: [string, number]; value: Op; indexes: { state: OpState } };
  meta: { key: string; value: unknown };
  tours: { key: string; value: { id: string; box: Boxed } };
  missions: { key: string; value: { id: string; box: Boxed } };
  notes: { key: string; value: NoteRow; indexes: { tour: string } };
  // A door made, renamed or removed here, until the server knows: its label is in the box.
  doors: { key: string; value: { op: string; box: Boxed } };
  marks: { key: string; value: TourMark };
}

export type Db = IDBPDatabase<Shape>;
export const NAME = "palier";
export const STRICT = { durability: "strict" } as const;

export function openDb(blocked?: () => void): Promise<Db> {
  return openDB<Shape>(NAME, 2, {
    upgrade: (db, from, _to, tx) => upgrade(db, from, tx),
    ...(blocked ? { blocked } : {}),
    blocking(_current, _blocked, event) {
      // A newer version of the app wants the database: let it in, never hold it back.
      (event.target as IDBDatabase).close();
    },
  });
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
  db.createObjectStore("doors", { keyPath: "op" });
  // From the first version: what is to be sent stays as it is; what was readable is fetched again, under the PIN.
  for (const name of ["tours", "missions", "notes"] as const) void tx.objectStore(name).clear();
  for (const name of ["cursor", "voisin", "hours", "page"]) void tx.objectStore("meta").delete(name);
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
