// Sounds of the association's own people, kept as they are: they say nothing of a home (docs/decisions/0013-voices.md).
// What is played is in a cache, oldest first, and is the first thing to go when the phone is full. What a voisin said and that
// has not been told of is in a database of its own: no visit ever waits behind a voice.

import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { Kept } from "../core/sounds.ts";
import { STRICT } from "./db.ts";
import { SOUNDS as CACHE } from "./room.ts";

// The size is in the address: to read it from the file would keep the file open, and a file that is open frees no room.
const pathOf = (one: Kept): string => `/sounds/${one.sha256}/${one.bytes}`;

export async function keptSounds(): Promise<Kept[]> {
  return (await (await caches.open(CACHE)).keys()).map((request) => {
    const [sha256, bytes] = new URL(request.url).pathname.split("/").slice(-2);
    return { sha256: sha256!, bytes: Number(bytes) };
  });
}

export const hex = (bytes: ArrayBuffer): string => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// True when these are the bytes that were promised, and they are on the phone now.
export async function keepSound(sha256: string, data: ArrayBuffer): Promise<boolean> {
  if (hex(await crypto.subtle.digest("SHA-256", data)) !== sha256) return false;
  await (await caches.open(CACHE)).put(pathOf({ sha256, bytes: data.byteLength }), new Response(data));
  return true;
}

export async function readSound(one: Kept): Promise<Blob | null> {
  const found = await (await caches.open(CACHE)).match(pathOf(one));
  return found ? new Blob([await found.arrayBuffer()], { type: "audio/ogg; codecs=opus" }) : null;
}

export async function dropSounds(which: Kept[]): Promise<void> {
  const cache = await caches.open(CACHE);
  for (const one of which) await cache.delete(pathOf(one));
}

// What a voisin said. here: not yet with the server. sent: it has it, and has not said what becomes of it.
// back: it was not taken, `message` says why. erase: to be taken back, at the next network.
export interface VoiceRow {
  id: string; mission: string | null; key: string; lang: string; text: string; agreed_at: string; ms: number;
  data: ArrayBuffer | null; state: "here" | "sent" | "back" | "erase"; message: string;
}

interface Shape extends DBSchema { voices: { key: string; value: VoiceRow } }
export type VoicesDb = IDBPDatabase<Shape>;
export const VOICES = "palier-voices";

export function openVoices(): Promise<VoicesDb> {
  return openDB<Shape>(VOICES, 1, {
    upgrade(db) { db.createObjectStore("voices", { keyPath: "id" }); },
    blocking(_current, _blocked, event) { (event.target as IDBDatabase).close(); },
  });
}

export const forgetVoices = (): Promise<void> => deleteDB(VOICES).catch(() => undefined);

export async function putVoice(db: VoicesDb, row: VoiceRow): Promise<void> {
  const tx = db.transaction("voices", "readwrite", STRICT);
  void tx.store.put(row);
  await tx.done;
}

// Changes a row only while it is still as expected: the voisin may have taken it back meanwhile.
export async function changeVoice(db: VoicesDb, id: string, from: VoiceRow["state"], change: Partial<VoiceRow> | null): Promise<void> {
  const tx = db.transaction("voices", "readwrite", STRICT);
  const now = await tx.store.get(id);
  if (now?.state === from) void (change ? tx.store.put({ ...now, ...change }) : tx.store.delete(id));
  await tx.done;
}
