// Sounds on their way: what a voisin said leaves until the server has it; what can be listened to comes, checked byte for byte.

import { plan, type Kept } from "../core/sounds.ts";
import type { Fate, Sound } from "../core/types.ts";
import { changeVoice, dropSounds, hex, keepSound, type VoiceRow, type VoicesDb } from "../store/sounds.ts";
import { base64 } from "./base64.ts";

const BASE = "/api/field/v1/audio";
const PATIENCE = 30_000;

export interface Wire { fetch: typeof fetch; token: string | null }

async function call(wire: Wire, path: string, body?: object): Promise<Response> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), PATIENCE);
  try {
    const response = await wire.fetch(BASE + path, {
      method: body ? "POST" : "GET", cache: "no-store", credentials: "omit", signal: abort.signal,
      headers: { Authorization: `Bearer ${wire.token}`, ...(body ? { "Content-Type": "application/json" } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    // Read here, under the same patience: a body that stops half-way is a network that is gone.
    return new Response(await response.arrayBuffer(), { status: response.status });
  } finally {
    clearTimeout(timer);
  }
}

interface Taken { epoch: string; id: string; state: Fate["state"] | "not_taken"; message: string }

async function asTaken(response: Response, id: string): Promise<Taken | null> {
  const found = (await response.json().catch(() => null)) as Taken | null;
  // What does not name our recording is a captive portal, never an acknowledgement.
  return response.status === 200 && found?.id === id && typeof found.epoch === "string" ? found : null;
}

// Everything that waits to leave, one by one. False when the network or the server said no: it all stays.
export async function sendVoices(db: VoicesDb, wire: Wire): Promise<boolean> {
  for (const row of await db.getAll("voices")) {
    if (row.state === "erase") {
      if (!(await asTaken(await call(wire, "/erase", { id: row.id }), row.id))) return false;
      await changeVoice(db, row.id, "erase", null);
    } else if (row.state === "here" && row.data) {
      const taken = await asTaken(await call(wire, "", await sealed(row)), row.id);
      if (!taken) return false;
      await changeVoice(db, row.id, "here", taken.state === "not_taken" ? { state: "back", message: taken.message } : { state: "sent" });
    }
  }
  return true;
}

async function sealed(row: VoiceRow): Promise<object> {
  const data = row.data!;
  const sha256 = hex(await crypto.subtle.digest("SHA-256", data));
  const { id, mission, key, text, agreed_at } = row;
  return { id, format: 1, mission, key, language: row.lang, text, agreed_at, sha256, data: base64(data) };
}

// As long as an older backup may be put back: until then a voice that is heard is still here, and can leave again.
const HELD_MS = 7 * 24 * 3600_000;

// What the server said of each. One it does not name any more (it was restored) leaves again; one that is settled is let go.
// Only with what was told after the last sending: an older list does not know it yet.
export async function settleVoices(db: VoicesDb, fates: Fate[], now = Date.now()): Promise<void> {
  const told = new Map(fates.map((one) => [one.id, one.state]));
  for (const row of await db.getAll("voices")) {
    if (row.state !== "sent") continue;
    const state = told.get(row.id);
    if (state === undefined) await changeVoice(db, row.id, "sent", { state: "here" });
    else if (state !== "waiting" && (state !== "heard" || now - Date.parse(row.agreed_at) > HELD_MS)) await changeVoice(db, row.id, "sent", null);
  }
}

// Fetch what is missing, in order; `progress` after each. False when something stopped it: the next time goes on from there.
export async function fetchSounds(order: Sound[], kept: Kept[], budget: number, wire: Wire, progress: (one: Sound) => void): Promise<boolean> {
  const { fetch: missing, drop } = plan(order, kept, budget);
  await dropSounds(drop);
  for (const one of missing) {
    const response = await call(wire, `/${one.sha256}`);
    // Erased since the list was made: the next download will not name it.
    if (response.status === 404) continue;
    if (response.status !== 200 || !(await keepSound(one.sha256, await response.arrayBuffer()))) return false;
    progress(one);
  }
  return true;
}
