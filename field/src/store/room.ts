// When the phone is full: the oldest sounds go first, never a visit.

export const SOUNDS = "sounds";
export const PAUSED = "palier-sounds-paused";
const AT_ONCE = 20;

// Drops the oldest sounds, half a megabyte or so; false when there is none left to drop.
export async function makeRoom(): Promise<boolean> {
  try {
    const cache = await caches.open(SOUNDS);
    const oldest = (await cache.keys()).slice(0, AT_ONCE);
    for (const one of oldest) await cache.delete(one);
    // What was dropped does not come back alone before a day.
    if (oldest.length) localStorage.setItem(PAUSED, String(Date.now()));
    return oldest.length > 0;
  } catch {
    return false;
  }
}
