// One sender at a time: sends what the phone holds, then fetches what it carries. Never deletes on a refusal.

import { afterAnswer, envelope, isUrgent, isWaiting, MAX_OPS, nextBatch, pause, readReply, reportOf, type Answered, type Report } from "../core/outbox.ts";
import type { Download, Op } from "../core/types.ts";
import { getMeta, setMeta, STRICT, type Db } from "../store/db.ts";
import { keepDownload } from "../store/carry.ts";
import { sealOld, type Home, type Keys } from "../store/home.ts";
import type { Lost } from "../store/opening.ts";
import type { ServerKey } from "../store/seal.ts";
import { stamp } from "../store/save.ts";

export type Outcome = "done" | "offline" | "unpaired" | "later" | "revoked" | "busy";

export interface Sync { run(): Promise<Outcome>; idle(): Promise<void>; start(): void; stop(): void }

interface Outside {
  fetch: typeof fetch;
  changed: (outcome: Outcome) => void;
  dice: () => number;
  locks: LockManager | undefined;
  about: () => About;
  // Null while the phone is locked: what it holds is sent all the same, nothing is fetched.
  home: () => Home | null;
}

export type About = Pick<Report, "version" | "persisted">;

const EVERY = 5 * 60_000;
const PATIENCE = 30_000;
const BASE = "/api/field/v1";

export function makeSync(db: Db, outside: Outside): Sync {
  let failures = 0;
  let running: Promise<Outcome> | null = null;
  let next: Promise<Outcome> | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again: ReturnType<typeof setInterval> | undefined;
  let stopped = false;

  async function once(): Promise<Outcome> {
    const outcome = await alone(outside.locks, async () => {
      const sent = await sendAll(db, outside.fetch, outside.about());
      const home = outside.home();
      return sent === "done" && home ? fetchTours(home, outside.fetch) : sent;
    }).catch(() => "offline" as const);
    failures = outcome === "done" || outcome === "busy" ? 0 : failures + 1;
    if (outcome === "offline" || outcome === "later" || outcome === "busy") {
      const urgent = (await db.getAll("ops").catch(() => [])).some((op) => isUrgent(op) && isWaiting(op));
      clearTimeout(timer);
      if (!stopped) timer = setTimeout(() => void run(), pause(failures, outside.dice(), urgent) * 1000);
    }
    if (!stopped) outside.changed(outcome);
    return outcome;
  }

  // What is asked while a run is under way is done after it: that one may have begun when the phone was still locked.
  function run(): Promise<Outcome> {
    if (running) {
      next ??= running.then(() => {
        next = null;
        return run();
      });
      return next;
    }
    running = once().finally(() => (running = null));
    return running;
  }

  const wake = (): void => void run();
  const seen = (): void => {
    if (document.visibilityState === "visible") wake();
  };
  return {
    run,
    async idle() {
      while (running) await running;
    },
    start() {
      addEventListener("online", wake);
      document.addEventListener("visibilitychange", seen);
      again = setInterval(seen, EVERY);
      wake();
    },
    stop() {
      stopped = true;
      removeEventListener("online", wake);
      document.removeEventListener("visibilitychange", seen);
      clearInterval(again);
      clearTimeout(timer);
    },
  };
}

// Two tabs never send at the same time; without Web Locks, or where they are refused, it is still safe, only wasteful.
function alone(locks: LockManager | undefined, work: () => Promise<Outcome>): Promise<Outcome> {
  if (!locks) return work();
  let begun = false;
  const asked = locks.request("palier-sync", { ifAvailable: true }, (lock) => {
    begun = true;
    return lock ? work() : Promise.resolve("busy" as const);
  });
  return asked.catch((problem: unknown) => (begun ? Promise.reject(problem) : work()));
}

// `last`: it goes on even if the page is closed meanwhile. Browsers allow that for small bodies only.
async function call(fetcher: typeof fetch, db: Db, path: string, body?: string, last = false): Promise<{ response: Response; json: unknown }> {
  const token = await getMeta<string>(db, "token");
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), PATIENCE);
  try {
    const response = await fetcher(BASE + path, {
      method: body === undefined ? "GET" : "POST", cache: "no-store", credentials: "omit", signal: abort.signal,
      headers: { Authorization: `Bearer ${token}`, ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
      ...(body === undefined ? {} : { body }), ...(last && body && body.length < 50_000 ? { keepalive: true } : {}),
    });
    return { response, json: await response.json().catch(() => null) };
  } finally {
    clearTimeout(timer);
  }
}

// Before anything leaves, it is marked in the database: from then on its bytes never change.
async function mark(db: Db, batch: Op[]): Promise<Op[]> {
  const tx = db.transaction("ops", "readwrite", STRICT);
  const marked: Op[] = [];
  for (const op of batch) {
    const now = await tx.store.get([op.id, op.rev]);
    if (!now || (now.state !== "unsent" && now.state !== "flight")) continue;
    const left: Op = { ...now, state: "flight" };
    void tx.store.put(left);
    marked.push(left);
  }
  await tx.done;
  return marked;
}

// Posts until nothing waits. With nothing to send, one empty post: it says what is safe now, and that this phone lives.
export async function sendAll(db: Db, fetcher: typeof fetch, about: About): Promise<Outcome> {
  let limit = MAX_OPS;
  // Nothing is taken for done, nor this phone for closed, before the server has answered once.
  let heard = false;
  await sealOld(db);
  for (let round = 0; round < 500; round += 1) {
    const held = await db.getAll("ops");
    const batch = await mark(db, nextBatch(held, limit));
    if (batch.length === 0 && heard) return (await getMeta<boolean>(db, "revoked")) ? "revoked" : "done";
    const device = await getMeta<string>(db, "device");
    if (!device) return "unpaired";
    const report = reportOf(held, batch, (await getMeta<number>(db, "counter")) ?? 0, { ...about, ...(await untold(db)) });
    const body = JSON.stringify(envelope(device, await getMeta(db, "epoch"), stamp(), batch, report));
    const { response, json } = await call(fetcher, db, "/ops", body, batch.some(isUrgent));
    const reply = readReply(response.status, json, response.headers.get("Retry-After"), batch.length);
    if (reply.type === "smaller" && batch.length) limit = reply.max;
    else if (reply.type === "unpaired") return "unpaired";
    else if (reply.type !== "answered") return "later";
    else if (!(await keepAnswer(db, reply.answer)) && batch.length) return "later";
    else heard = true;
  }
  return "later";
}

// What this phone lost, until the server has heard of it.
async function untold(db: Db): Promise<{ lost?: number }> {
  const lost = await getMeta<Lost>(db, "lost");
  return lost && !lost.told ? { lost: lost.n } : {};
}

// True when the answer moved something: otherwise the same batch would be sent for ever.
async function keepAnswer(db: Db, answer: Answered): Promise<boolean> {
  const tx = db.transaction(["ops", "meta"], "readwrite", STRICT);
  const meta = tx.objectStore("meta");
  const known = ((await meta.get("epoch")) as string | undefined) ?? null;
  const change = afterAnswer(await tx.objectStore("ops").getAll(), answer, known);
  for (const op of change.put) void tx.objectStore("ops").put(op);
  for (const key of change.remove) void tx.objectStore("ops").delete(key);
  void meta.put(answer.epoch, "epoch");
  if (change.newEpoch) void meta.delete("cursor");
  if (change.arrived) void meta.put((((await meta.get("arrived")) as number | undefined) ?? 0) + change.arrived, "arrived");
  const lost = (await meta.get("lost")) as Lost | undefined;
  if (lost) void meta.put({ ...lost, told: true }, "lost");
  if (answer.revoked) void meta.put(true, "revoked");
  void meta.put(Date.now(), "last_success");
  await tx.done;
  return change.put.length + change.remove.length > 0;
}

export async function fetchTours(home: Home, fetcher: typeof fetch): Promise<Outcome> {
  const { db } = home;
  for (let round = 0; round < 50; round += 1) {
    const cursor = await getMeta<string>(db, "cursor");
    const { response, json } = await call(fetcher, db, `/tours${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ""}`);
    if (response.status === 410 && cursor) {
      await setMeta(db, { cursor: null });
      continue;
    }
    if (response.status === 401 && (json as { error?: string } | null)?.error) return "unpaired";
    const found = json as Download | null;
    if (response.status !== 200 || !found || typeof found.cursor !== "string" || typeof found.epoch !== "string") return "later";
    await keepDownload(home, found);
    await setMeta(db, { last_success: Date.now() });
    if (!found.more) return "done";
  }
  return "later";
}

// emptied: this voisin's former phone had not been closed; it may be this one, emptied by the system.
export interface Pairing { device: string; token: string; epoch: string; server_keys: ServerKey[]; kid: string; emptied?: boolean }

export async function pair(db: Db, fetcher: typeof fetch, code: string, install: string): Promise<string | null> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), PATIENCE);
  let response: Response;
  let json: (Pairing & { error?: string }) | null;
  try {
    response = await fetcher(`${BASE}/pair`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ code, install }),
      cache: "no-store", credentials: "omit", signal: abort.signal,
    });
    json = (await response.json()) as typeof json;
  } catch {
    return "offline";
  } finally {
    clearTimeout(timer);
  }
  if (response.status !== 200 || !json?.token) return json?.error ?? "offline";
  const before = await getMeta<string>(db, "epoch");
  const keys: Keys = { kid: json.kid, keys: json.server_keys };
  await setMeta(db, {
    device: json.device, token: json.token, keys, ...(before ? {} : { epoch: json.epoch }), revoked: false, cursor: null,
    ...(json.emptied ? { replaced: true } : {}),
  });
  return null;
}
