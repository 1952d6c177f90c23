// Room on the phone: how much is left, and what goes when there is none. Sounds first, never a visit.

import type { Room } from "../core/handset.ts";

export const SOUNDS = "sounds";
export const PAUSED = "palier-sounds-paused";
const AT_ONCE = 20;

// Room kept for the last visits of an evening: a phone that fills up gives it back. Chrome no longer says how full the disk
// really is, so not being able to keep it is also the only warning there.
const RESERVE = "reserve";
const RESERVE_BYTES = 2 * 1024 * 1024;
const PROBE_BYTES = 256 * 1024;
const STEP = 65_536;

// What a browser never answers is not waited for.
const PATIENCE = 3_000;
export const within = <T>(work: Promise<T>, instead: T, patience = PATIENCE): Promise<T> =>
  Promise.race([work.catch(() => instead), new Promise<T>((done) => setTimeout(() => done(instead), patience))]);

// Null where the browser does not say.
export async function measureRoom(): Promise<Room | null> {
  const found = await navigator.storage?.estimate?.().catch(() => null);
  return found?.quota ? { usage: found.usage ?? 0, quota: found.quota } : null;
}

// False when there is no room for it.
export async function keepReserve(): Promise<boolean> {
  if (!("caches" in globalThis)) return true;
  try {
    const cache = await caches.open(RESERVE);
    if (await cache.match("/reserve")) return true;
    await cache.put("/reserve", new Response(noise(RESERVE_BYTES)));
    return true;
  } catch {
    await dropped(RESERVE);
    return false;
  }
}

// Whether there is any room to write in. Asked before the database is opened: opening writes, and a write that a full disk cuts in
// two may cost everything (decision 0015). A cache is only files: it comes to no harm.
export async function hasRoom(): Promise<boolean> {
  if (!("caches" in globalThis)) return true;
  try {
    const cache = await caches.open(RESERVE);
    await cache.put("/probe", new Response(noise(PROBE_BYTES)));
    await cache.delete("/probe");
    return true;
  } catch (problem) {
    // Caches that are forbidden (a private window, no cookies) say nothing of the disk.
    return (problem as DOMException).name === "SecurityError";
  }
}

// Drops the oldest sounds, half a megabyte or so; then the reserve. False when there is nothing left to drop.
export async function makeRoom(): Promise<boolean> {
  if (!("caches" in globalThis)) return false;
  if (!(await dropped(SOUNDS))) return dropped(RESERVE);
  try {
    // What was dropped does not come back alone before a day.
    localStorage.setItem(PAUSED, String(Date.now()));
  } catch {
    // A full phone may refuse that too.
  }
  return true;
}

// Entry by entry: on a disk that is really full, Chrome can no longer remove a cache as a whole, but still its entries.
async function dropped(name: string): Promise<boolean> {
  try {
    const cache = await caches.open(name);
    const oldest = (await cache.keys()).slice(0, AT_ONCE);
    for (const one of oldest) await cache.delete(one);
    return oldest.length > 0;
  } catch {
    return false;
  }
}

// Bytes that no file system can make smaller.
function noise(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += STEP) crypto.getRandomValues(bytes.subarray(at, at + STEP));
  return bytes;
}
