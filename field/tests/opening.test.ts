// The app opens, or says why not, whatever the browser does to it (SY-10, DV-09, DV-10, DV-12, DV-13).

import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { nearlyFull, noLongerLookedAfter } from "../src/core/handset.ts";
import { countVisits, forgetUnnamed, keepDownload, readCarried } from "../src/store/carry.ts";
import { openDb, setMeta, VERSION, type Db } from "../src/store/db.ts";
import { bringBack, keepCopy } from "../src/store/copy.ts";
import type { Home } from "../src/store/home.ts";
import { eraseAll } from "../src/store/leave.ts";
import { openHouse, type House, type Trouble } from "../src/store/opening.ts";
import { readRescue } from "../src/store/rescue.ts";
import { keepReserve, makeRoom, measureRoom } from "../src/store/room.ts";
import { forgetOldNotes, saveVisit } from "../src/store/save.ts";
import { unlock } from "../src/store/vault.ts";
import { sendAll } from "../src/sync/sync.ts";
import { a_body, download, freshHome } from "./helpers.ts";

const never = <T>(): Promise<T> => new Promise(() => undefined);
const refuse = (name: string) => (): Promise<Db> => Promise.reject(new DOMException("Internal error opening backing store", name));

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

// A clock two hundred times faster; hardly faster where a busy machine must not look like a browser that does not answer.
function hurry(speed = 200): void {
  const wait = setTimeout;
  vi.stubGlobal("setTimeout", (work: () => void, ms = 0) => wait(work, ms / speed));
}

// Opens with what `opens` do one after the other (then the real thing).
const opened = (...opens: (() => Promise<Db>)[]): Promise<{ house: House; said: string[] }> => openedAt(200, ...opens);
async function openedAt(speed: number, ...opens: (() => Promise<Db>)[]): Promise<{ house: House; said: string[] }> {
  hurry(speed);
  const said: string[] = [];
  const left = [...opens];
  const house = await openHouse({
    room: async () => true,
    open: (watch) => (left.shift() ?? ((): Promise<Db> => openDb(watch)))(), tell: (trouble: Trouble | null) => said.push(trouble?.why ?? "opened"),
    closed: () => undefined,
  });
  return { house, said };
}

describe("opening", () => {
  it("opens a fresh phone and says nothing", async () => {
    const { house, said } = await openedAt(2);
    expect([house.paired, house.install, house.counter, said]).toEqual([false, null, 0, ["opened"]]);
  });

  it("tries again by itself when the browser refuses, as it does while a killed browser still holds the files", async () => {
    const { house, said } = await openedAt(2, refuse("UnknownError"), refuse("UnknownError"));
    expect([house.paired, said]).toEqual([false, ["opened"]]);
  });

  it("says that the browser refuses when it goes on, and opens as soon as it can", async () => {
    const { said } = await opened(...Array.from({ length: 6 }, () => refuse("UnknownError")));
    expect(said).toContain("refused");
    expect(said.at(-1)).toBe("opened");
  });

  it("says that it waits when the browser never answers, and does not hang with it", async () => {
    const { said } = await opened(never, never);
    expect(said).toEqual(["slow", "opened"]);
  });

  it("does not hang on a database that opens and never answers", async () => {
    const mute = { get: never, close: () => undefined } as unknown as Db;
    const { said } = await opened(() => Promise.resolve(mute));
    expect(said).toEqual(["slow", "opened"]);
  });

  it("closes the ones that come too late", async () => {
    let late!: (db: Db) => void;
    const { house } = await opened(() => new Promise((done) => (late = done)));
    const second = await openDb();
    late(second);
    await vi.waitFor(() => expect(() => second.transaction("ops")).toThrow());
    expect(house.db.transaction("ops")).toBeTruthy();
  });

  it("opens what a later version of the app wrote, and can still send it", async () => {
    const home = await freshHome();
    const note = await saveVisit(home, a_body("d1"));
    home.db.close();
    const later = await new Promise<IDBDatabase>((done) => {
      const asked = indexedDB.open("palier", VERSION + 7);
      asked.onupgradeneeded = () => asked.result.createObjectStore("of_tomorrow");
      asked.onsuccess = () => done(asked.result);
    });
    later.close();
    const { house } = await opened();
    expect([house.paired, house.pin, house.counts.kept]).toEqual([true, true, 1]);
    const sent: string[] = [];
    await sendAll(house.db, (async (_url, init) => {
      sent.push(...JSON.parse(String(init?.body)).ops.map((op: { id: string }) => op.id));
      return new Response(JSON.stringify({ epoch: "e1", now: "", safe_up_to: null, revoked: false, results: [{ id: note.id, rev: 1, seq: 1, status: "stored", reason: null }] }));
    }) as typeof fetch, { version: "t", persisted: null });
    expect(sent).toContain(note.id);
  });

  it("lets a newer page in, and says so to the page that was closed", async () => {
    let told = 0;
    const old = await openDb({ closed: () => (told += 1) });
    await new Promise((done) => {
      indexedDB.open("palier", VERSION + 1).onsuccess = done;
    });
    expect(told).toBe(1);
    expect(() => old.transaction("ops")).toThrow();
  });
});

describe("what is lost", () => {
  it("is told to the server until it has heard, then no more", async () => {
    const { db } = await freshHome();
    await setMeta(db, { lost: { n: 4, told: false } });
    const told: unknown[] = [];
    const fetcher = (lose: boolean): typeof fetch => (async (_url, init) => {
      told.push(JSON.parse(String(init?.body)).phone.lost);
      if (lose) throw new TypeError("network");
      return new Response(JSON.stringify({ epoch: "e1", now: "", safe_up_to: null, revoked: false, results: [] }));
    }) as typeof fetch;
    await sendAll(db, fetcher(true), { version: "t", persisted: null }).catch(() => undefined);
    for (let time = 0; time < 2; time += 1) await sendAll(db, fetcher(false), { version: "t", persisted: null });
    expect(told).toEqual([4, 4, undefined]);
  });
});

// A phone with two visits, sealed.
async function sealedPhone(): Promise<{ home: Home; ids: string[] }> {
  const home = await freshHome();
  const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
  const { x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  await setMeta(home.db, { install: "i", keys: { kid: "k1", keys: [{ kid: "k1", kty: "EC", crv: "P-256", x, y }] } });
  const notes = [await saveVisit(home, a_body("d1")), await saveVisit(home, a_body("d2"))];
  return { home, ids: notes.map((note) => note.id).sort() };
}

// Files of caches, as a browser keeps them.
function someCaches(): Map<string, Map<string, string>> {
  const all = new Map<string, Map<string, string>>();
  const named = (name: string): Map<string, string> => all.get(name) ?? (all.set(name, new Map()), all.get(name)!);
  const pathOf = (one: string | { url: string }): string => (typeof one === "string" ? one : new URL(one.url).pathname);
  vi.stubGlobal("caches", {
    has: async (name: string) => all.has(name), keys: async () => [...all.keys()], delete: async (name: string) => all.delete(name),
    open: async (name: string) => ({
      keys: async () => [...named(name).keys()].map((path) => ({ url: `https://x${path}` })),
      match: async (one: string) => (named(name).has(pathOf(one)) ? new Response(named(name).get(pathOf(one))) : undefined),
      put: async (one: string, response: Response) => void named(name).set(pathOf(one), await response.text()),
      delete: async (one: string | { url: string }) => named(name).delete(pathOf(one)),
    }),
  });
  return all;
}

describe("the copy", () => {
  const idsIn = async (db: Db): Promise<string[]> => (await db.getAll("ops")).map((op) => op.id).sort();

  it("brings everything back when the browser has erased the database, and says so", async () => {
    const files = someCaches();
    const { home, ids } = await sealedPhone();
    await keepCopy(home.db);
    const before = await home.db.getAll("ops");
    globalThis.indexedDB = new IDBFactory();
    const { house } = await opened();
    expect([house.paired, house.install, house.pin, house.counter, house.broughtBack]).toEqual([true, "i", false, 2, 2]);
    expect(await idsIn(house.db)).toEqual(ids);
    for (const op of await house.db.getAll("ops")) {
      expect(op.sealed).toBe(before.find((one) => one.id === op.id)?.sealed);
      expect(op.state).toBe("flight"); // it may have left before: its bytes never change again
    }
    // Nothing that the PIN protects was ever in it.
    expect([...files.get("palier-outbox")!.values()].join()).not.toMatch(/device_key|wrapped|"pin"/);
  });

  it("brings back what a database gone back in time no longer has", async () => {
    someCaches();
    const { home, ids } = await sealedPhone();
    await keepCopy(home.db);
    await home.db.delete("ops", [ids[0]!, 1]);
    expect(await bringBack(home.db)).toBe(1);
    expect(await idsIn(home.db)).toEqual(ids);
    expect(await bringBack(home.db)).toBe(0);
  });

  it("follows the database: what is safe with the server leaves it, what is not sealed never enters it", async () => {
    const files = someCaches();
    const { home, ids } = await sealedPhone();
    await keepCopy(home.db);
    await home.db.delete("ops", [ids[0]!, 1]);
    const open = (await home.db.getAll("ops"))[0]!;
    const { sealed: _sealed, ...rest } = open;
    await home.db.put("ops", { ...rest, id: "in-clear", body: { note: "CANARI" } });
    await keepCopy(home.db);
    expect([...files.get("palier-outbox")!.keys()].sort()).toEqual([`/outbox/${ids[1]}/1`, "/outbox/phone"].sort());
    expect([...files.get("palier-outbox")!.values()].join()).not.toContain("CANARI");
  });

  it("is handed over as a file when there is no room to open the database", async () => {
    someCaches();
    const { home, ids } = await sealedPhone();
    await keepCopy(home.db);
    vi.stubGlobal("indexedDB", { open: () => { throw new Error("touched"); } });
    expect((await readRescue(true))?.ops.map((op) => (op as { id: string }).id).sort()).toEqual(ids);
    // And when it is touched, and never answers.
    vi.stubGlobal("indexedDB", { open: () => ({}) });
    expect((await readRescue(false, 50))?.ops.map((op) => (op as { id: string }).id).sort()).toEqual(ids);
  });

  it("is forgotten with the rest when the phone is given back", async () => {
    const files = someCaches();
    const { home } = await sealedPhone();
    await keepCopy(home.db);
    vi.stubGlobal("navigator", {});
    await eraseAll(home.db);
    expect([...files.keys()]).toEqual([]);
    const { house } = await opened();
    expect([house.paired, await house.db.count("ops")]).toEqual([false, 0]);
  });

  it("knows whose it is before what it holds: an interrupted one is never nobody's", async () => {
    const files = someCaches();
    const { home } = await sealedPhone();
    const cache = await caches.open("palier-outbox");
    let writes = 0;
    vi.stubGlobal("caches", { ...caches, open: async () => ({ ...cache, put: async (path: string, words: Response) => {
      if ((writes += 1) > 2) throw new Error("killed");
      return cache.put(path, words);
    } }) });
    await keepCopy(home.db);
    expect([...files.get("palier-outbox")!.keys()].filter((path) => path === "/outbox/phone")).toHaveLength(1);
    expect(files.get("palier-outbox")!.size).toBe(2);
  });

  it("that was cut in two is not read", async () => {
    const files = someCaches();
    const { home, ids } = await sealedPhone();
    await keepCopy(home.db);
    files.get("palier-outbox")!.set(`/outbox/${ids[0]}/1`, '{"id":');
    globalThis.indexedDB = new IDBFactory();
    const { house } = await opened();
    expect(await idsIn(house.db)).toEqual([ids[1]]);
  });
});

it("does not open without room, and says that the phone is full; it opens by itself when there is some", async () => {
  hurry();
  const said: string[] = [];
  const answers = [false, false];
  let touched = 0;
  const house = await openHouse({
    room: async () => answers.shift() ?? true,
    open: (watch) => {
      touched += 1;
      return openDb(watch);
    },
    tell: (trouble) => said.push(trouble?.why ?? "opened"), closed: () => undefined,
  });
  expect([said.filter((one) => one !== "slow"), touched, house.paired]).toEqual([["full", "full", "opened"], 1, false]);
});

describe("a way out", () => {
  it("hands over what is kept though the app does not open, and makes no empty database", async () => {
    expect(await readRescue()).toBeNull();
    expect(await indexedDB.databases()).toEqual([]);
    const { ids } = await sealedPhone();
    const rescue = await readRescue();
    expect(rescue?.device).toBe("d");
    expect(rescue?.ops.map((op) => (op as { id: string }).id).sort()).toEqual(ids);
  });

  it("keeps from the file what is still to be sealed: its bytes would be others later", async () => {
    await saveVisit(await freshHome(), a_body("d1"));
    expect((await readRescue())?.ops).toEqual([]);
  });

  it("does not wait for ever for it", async () => {
    vi.stubGlobal("indexedDB", { open: () => ({}) });
    expect(await readRescue(false, 50)).toBeNull();
  });

  it("leaves nothing behind when the phone is given back", async () => {
    const home = await freshHome();
    await saveVisit(home, a_body("d1"));
    const gone: string[] = [];
    vi.stubGlobal("caches", {
      keys: async () => ["palier-0123456789abcdef", "sounds"], delete: async (name: string) => gone.push(name), open: async () => ({ keys: async () => [] }),
    });
    vi.stubGlobal("navigator", { serviceWorker: { getRegistrations: async () => [{ unregister: async () => gone.push("worker") }] } });
    await eraseAll(home.db);
    expect(await indexedDB.databases()).toEqual([]);
    expect(gone.sort()).toEqual(["palier-0123456789abcdef", "sounds", "worker"]);
  });

  it("empties at least, when the browser holds back the rest", async () => {
    const home = await freshHome();
    await saveVisit(home, a_body("d1"));
    const other = await new Promise<IDBDatabase>((done) => {
      const asked = indexedDB.open("palier");
      asked.onsuccess = () => done(asked.result);
    });
    hurry();
    vi.stubGlobal("navigator", {});
    await eraseAll(home.db);
    const left = await new Promise((done) => {
      const asked = other.transaction("ops").objectStore("ops").count();
      asked.onsuccess = () => done(asked.result);
    });
    expect(left).toBe(0);
  });
});

describe("room", () => {
  it("warns under 50 MB or above 80 %", () => {
    const mega = 1024 * 1024;
    expect(nearlyFull({ usage: 0, quota: 49 * mega })).toBe(true);
    expect(nearlyFull({ usage: 0, quota: 51 * mega })).toBe(false);
    expect(nearlyFull({ usage: 810 * mega, quota: 1000 * mega })).toBe(true);
    expect(nearlyFull({ usage: 790 * mega, quota: 1000 * mega })).toBe(false);
    expect(nearlyFull({ usage: 5, quota: 0 })).toBe(false);
  });

  it("is unknown where the browser does not say; sounds go first, then the reserve", async () => {
    vi.stubGlobal("navigator", {});
    expect(await measureRoom()).toBeNull();
    vi.stubGlobal("navigator", { storage: { estimate: () => Promise.reject(new Error("no")) } });
    expect(await measureRoom()).toBeNull();
    const kept: Record<string, string[]> = { "palier-0123456789abcdef": ["/"], sounds: Array.from({ length: 25 }, (_, n) => `/${n}`), reserve: ["/reserve"] };
    const open = async (name: string): Promise<unknown> => ({
      keys: async () => kept[name] ?? [],
      delete: async (one: string) => kept[name]!.length !== (kept[name] = kept[name]!.filter((other) => other !== one)).length,
    });
    vi.stubGlobal("caches", { open });
    expect([await makeRoom(), kept["sounds"]!.length, kept["reserve"]]).toEqual([true, 5, ["/reserve"]]);
    expect([await makeRoom(), kept["sounds"]!.length, kept["reserve"]]).toEqual([true, 0, ["/reserve"]]);
    expect([await makeRoom(), kept["reserve"], kept["palier-0123456789abcdef"]]).toEqual([true, [], ["/"]]);
    expect(await makeRoom()).toBe(false);
    vi.stubGlobal("caches", { open: () => Promise.reject(new DOMException("", "QuotaExceededError")) });
    expect(await keepReserve()).toBe(false);
  });

  it("opens under a disk that takes no more writing, with the right PIN", async () => {
    const home = await freshHome();
    await saveVisit(home, a_body("d1"));
    const write = home.db.transaction.bind(home.db);
    let writes = 0;
    // The count of wrong PINs still fits; nothing after it does.
    home.db.transaction = ((stores: never, mode?: IDBTransactionMode, options?: IDBTransactionOptions) => {
      if (mode === "readwrite" && (writes += 1) > 1) throw new DOMException("full", "QuotaExceededError");
      return write(stores, mode as never, options);
    }) as typeof home.db.transaction;
    expect("vault" in (await unlock(home.db, "135790"))).toBe(true);
  });
});

it("knows the phones that nobody looks after any more", () => {
  const android = (version: number): string => `Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Mobile Safari/537.36`;
  expect([android(107), android(138), android(139), android(156)].map(noLongerLookedAfter)).toEqual([true, true, false, false]);
  expect(noLongerLookedAfter("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36")).toBe(false);
  expect(noLongerLookedAfter("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1")).toBe(false);
});

it("keeps nothing of a tour a day after it ended, and asks for all again in case the clock was wrong (DV-04)", async () => {
  const home = await freshHome();
  const [first] = download.changed;
  const days = ["2026-03-12", "2026-03-13", "2026-03-20"];
  const changed = days.map((day, at) => ({ ...first!, id: `t${at}`, day, mission: `m${at}` }));
  const missions = days.map((_day, at) => ({ ...download.missions[0]!, id: `m${at}` }));
  await keepDownload(home, { ...download, changed, missions });
  await home.db.put("marks", { tour: "t0", started_at: "2026-03-12T18:00:00+01:00", ended_at: null });
  const at = (text: string): number => Date.parse(text);
  await forgetOldNotes(home.db, at(`2026-03-13T${first!.ends_at}`) - 60_000);
  expect(await home.db.count("tours")).toBe(3);
  expect(await home.db.get("meta", "cursor")).toBeTruthy();
  await forgetOldNotes(home.db, at(`2026-03-13T${first!.ends_at}`) + 60_000);
  expect(await home.db.getAllKeys("tours")).toEqual(["t1", "t2"]);
  expect(await home.db.get("meta", "cursor")).toBeUndefined();
  await forgetOldNotes(home.db, at("2026-03-21T23:59"));
  expect([await home.db.count("tours"), await home.db.count("marks")]).toEqual([0, 0]);
  await forgetUnnamed(home, (await readCarried(home)).tours);
  expect(await home.db.count("missions")).toBe(0);
  expect((await countVisits(home.db)).kept).toBe(0);
});

it("closes nothing and calls nothing done before the server has answered: a proxy that finds an empty post too big is no answer", async () => {
  const home = await freshHome();
  await setMeta(home.db, { device: "d", token: "t", revoked: true });
  const tooBig = async (): Promise<Response> => new Response(JSON.stringify({ error: "too_many", max_ops: 0 }), { status: 413 });
  expect(await sendAll(home.db, tooBig as typeof fetch, { version: "t", persisted: true })).toBe("later");
});
