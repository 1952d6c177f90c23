// The vault: what the phone may show again (the doors of the next days, tonight's drafts) is kept under a six-figure PIN.
// A random data key is wrapped twice: by a key from the PIN, and by a key of this browser that cannot be taken out (DV-03).
// A PIN stops a person, not a machine: that is why so little is kept, and for so short a time (DV-04).

import type { Db } from "./db.ts";
import { STRICT } from "./db.ts";

export interface Boxed { iv: Uint8Array<ArrayBuffer>; data: ArrayBuffer }

export interface PinRecord { v: 1; iterations: number; salt: Uint8Array<ArrayBuffer>; wrapped: Boxed; wrong: number; until: number }

export const ITERATIONS = 600_000;
const FREE_TRIES = 3;
export const LAST_TRY = 10;
const AES = { name: "AES-GCM", length: 256 } as const;

export class Vault {
  constructor(private readonly key: CryptoKey) {}

  async put(value: unknown): Promise<Boxed> {
    return encrypt(this.key, new TextEncoder().encode(JSON.stringify(value)));
  }

  async take<T>(box: Boxed): Promise<T> {
    return JSON.parse(new TextDecoder().decode(await decrypt(this.key, box))) as T;
  }
}

async function encrypt(key: CryptoKey, plain: BufferSource): Promise<Boxed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain) };
}

function decrypt(key: CryptoKey, box: Boxed): Promise<ArrayBuffer> {
  return crypto.subtle.decrypt({ name: "AES-GCM", iv: box.iv }, key, box.data);
}

async function pinKey(pin: string, salt: Uint8Array<ArrayBuffer>, iterations: number): Promise<CryptoKey> {
  const words = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, words, AES, false, ["encrypt", "decrypt"]);
}

const open = (raw: BufferSource): Promise<CryptoKey> => crypto.subtle.importKey("raw", raw, AES, false, ["encrypt", "decrypt"]);

// A new data key under a new PIN. What an older vault held can no longer be read: the tours are fetched again.
export async function makeVault(db: Db, pin: string, iterations = ITERATIONS): Promise<Vault> {
  const device = await crypto.subtle.generateKey(AES, false, ["encrypt", "decrypt"]);
  const raw = crypto.getRandomValues(new Uint8Array(32));
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const inner = await encrypt(await pinKey(pin, salt, iterations), raw);
  const wrapped = await encrypt(device, new Uint8Array([...inner.iv, ...new Uint8Array(inner.data)]));
  const record: PinRecord = { v: 1, iterations, salt, wrapped, wrong: 0, until: 0 };
  const tx = db.transaction(["meta", "tours", "missions", "notes", "doors"], "readwrite", STRICT);
  for (const name of ["tours", "missions", "notes", "doors"] as const) void tx.objectStore(name).clear();
  const meta = tx.objectStore("meta");
  for (const name of ["cursor", "me", "asks", "badge"]) void meta.delete(name);
  void meta.put(device, "device_key");
  void meta.put(record, "pin");
  await tx.done;
  return new Vault(await open(raw));
}

export type Unlocked = { vault: Vault } | { wrong: number; until: number } | { erased: true };

// After three wrong PINs one waits, longer each time; after ten the vault is emptied. What is to be sent is never touched.
export async function unlock(db: Db, pin: string, now = Date.now()): Promise<Unlocked> {
  const record = (await db.get("meta", "pin")) as PinRecord | undefined;
  const device = (await db.get("meta", "device_key")) as CryptoKey | undefined;
  if (!record || !device) return { erased: true };
  if (record.until > now) return { wrong: record.wrong, until: record.until };
  // Counted before it is tried: switching off in between gives no free try.
  const counted = { ...record, wrong: record.wrong + 1, until: now + waitAfter(record.wrong + 1) };
  await keepRecord(db, counted);
  try {
    const packed = new Uint8Array(await decrypt(device, record.wrapped));
    const key = await pinKey(pin, record.salt, record.iterations);
    const raw = await decrypt(key, { iv: packed.slice(0, 12), data: packed.slice(12).buffer });
    // Not being able to write that it was right (a full disk) keeps nobody out: it is written at the next opening.
    await keepRecord(db, { ...record, wrong: 0, until: 0 }).catch(() => undefined);
    return { vault: new Vault(await open(raw)) };
  } catch {
    if (counted.wrong < LAST_TRY) return { wrong: counted.wrong, until: counted.until };
    await emptyVault(db);
    return { erased: true };
  }
}

async function keepRecord(db: Db, record: PinRecord): Promise<void> {
  const tx = db.transaction("meta", "readwrite", STRICT);
  void tx.store.put(record, "pin");
  await tx.done;
}

// Milliseconds to wait after so many wrong PINs in a row: 1, 5, then 15 minutes.
export function waitAfter(wrong: number): number {
  const minutes = wrong < FREE_TRIES ? 0 : ([1, 5][wrong - FREE_TRIES] ?? 15);
  return minutes * 60_000;
}

export async function emptyVault(db: Db): Promise<void> {
  const tx = db.transaction(["meta", "tours", "missions", "notes", "doors"], "readwrite", STRICT);
  for (const name of ["tours", "missions", "notes", "doors"] as const) void tx.objectStore(name).clear();
  for (const name of ["pin", "device_key", "cursor", "me", "page", "asks", "badge"]) void tx.objectStore("meta").delete(name);
  await tx.done;
}
