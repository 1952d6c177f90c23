// A second copy of what is still to be sent, in another kind of storage: files of a cache instead of the browser's database. A
// browser that takes its database for damaged erases it whole (decision 0015); the copy then brings back every visit, and the
// phone's own name, so that they leave as if nothing had happened. Only what is sealed is copied, and never what the PIN protects.

import type { Op } from "../core/types.ts";
import { STRICT, type Db } from "./db.ts";

const COPY = "palier-outbox";
const PHONE = "/outbox/phone";
// Who this phone is. Not the PIN's record: half of its key cannot leave the database, and tours are fetched again.
const NAMES = ["install", "device", "token", "epoch", "keys", "counter", "language"] as const;
const pathOf = (id: string, rev: number): string => `/outbox/${id}/${rev}`;
type Phone = Partial<Record<(typeof NAMES)[number], unknown>>;

// Brings the copy up to date with the database. Called after each write; never makes anything wait or fail.
export async function keepCopy(db: Db): Promise<void> {
  if (!("caches" in globalThis)) return;
  try {
    const cache = await caches.open(COPY);
    const held = new Map((await db.getAllKeys("ops")).map((key) => [pathOf(...key), key]));
    const copied = new Set(await pathsIn(cache));
    // Whose they are before what they are: sealed for one phone, they are nobody else's.
    await cache.put(PHONE, new Response(JSON.stringify(await phoneOf(db))));
    for (const [path, key] of held) {
      const op = copied.has(path) ? undefined : await db.get("ops", key);
      if (op?.sealed) await cache.put(path, new Response(JSON.stringify(op)));
    }
    for (const path of copied) if (path !== PHONE && !held.has(path)) await cache.delete(path);
  } catch {
    // A full phone keeps what it has.
  }
}

// What the copy has and the database does not: written again, to be sent again (the same bytes: the server knows them or takes
// them). Gives how many; 0 when nothing was missing.
export async function bringBack(db: Db): Promise<number> {
  if (!("caches" in globalThis) || !(await caches.has(COPY))) return 0;
  const cache = await caches.open(COPY);
  const held = new Set((await db.getAllKeys("ops")).map((key) => pathOf(...key)));
  const missing = (await pathsIn(cache)).filter((path) => path !== PHONE && !held.has(path));
  const ops = (await Promise.all(missing.map((path) => read<Op>(cache, path)))).filter((op) => op !== null);
  const phone = (await db.get("meta", "install")) ? null : await read<Phone>(cache, PHONE);
  if (!phone && !ops.length) return 0;
  const counter = ((await db.get("meta", "counter")) as number | undefined) ?? 0;
  const tx = db.transaction(["ops", "meta"], "readwrite", STRICT);
  for (const op of ops) void tx.objectStore("ops").put({ ...op, state: "flight", seq: null, reason: null, epoch: null });
  for (const name of NAMES) if (phone?.[name] !== undefined) void tx.objectStore("meta").put(phone[name], name);
  if (phone) void tx.objectStore("meta").put(ops.length, "brought_back");
  // Their numbers are taken: the next one follows them.
  else void tx.objectStore("meta").put(Math.max(counter, ...ops.map((op) => op.n)), "counter");
  await tx.done;
  return ops.length;
}

// A phone that is given back keeps no copy either.
export async function forgetCopy(): Promise<void> {
  if (!("caches" in globalThis)) return;
  const cache = await caches.open(COPY);
  await Promise.all((await cache.keys()).map((one) => cache.delete(one)));
}

// For the rescue file: readable even when the database is not.
export async function readCopy(): Promise<{ device: string | null; ops: Op[] } | null> {
  if (!("caches" in globalThis) || !(await caches.has(COPY))) return null;
  const cache = await caches.open(COPY);
  const phone = await read<Phone>(cache, PHONE);
  const ops = await Promise.all((await pathsIn(cache)).filter((path) => path !== PHONE).map((path) => read<Op>(cache, path)));
  return { device: (phone?.device as string | undefined) ?? null, ops: ops.filter((op) => op !== null).sort((a, b) => a.n - b.n) };
}

async function phoneOf(db: Db): Promise<Phone> {
  return Object.fromEntries(await Promise.all(NAMES.map(async (name) => [name, await db.get("meta", name)] as const)));
}

const pathsIn = async (cache: Cache): Promise<string[]> => (await cache.keys()).map((one) => new URL(one.url).pathname);

// A copy that was cut in two is no copy.
async function read<T>(cache: Cache, path: string): Promise<T | null> {
  try {
    return (await (await cache.match(path))!.json()) as T;
  } catch {
    return null;
  }
}
