// Sounds: which are kept, what leaves, what comes, with a network that lies and a phone that is full.

import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { asked, bitsFor, budgetFor, inOrder, LOW, mayFetchAlone, MOST, oldestFor, ownOf, plan, secondsFor, toSay } from "../src/core/sounds.ts";
import type { Fate, Mission, Sound, Tour } from "../src/core/types.ts";
import { makeRoom } from "../src/store/room.ts";
import { changeVoice, dropSounds, hex, keepSound, keptSounds, openVoices, putVoice, readSound, type VoiceRow, type VoicesDb } from "../src/store/sounds.ts";
import { fetchSounds, sendVoices, settleVoices, type Wire } from "../src/sync/sounds.ts";

const sound = (sha256: string, lang = "fr", bytes = 100, key = `guide/${sha256}`): Sound => ({ key, lang, sha256, bytes, ms: 1000 });
const tour = (mission: string, day: string): Tour => ({ id: mission + day, mission, day, starts_at: "", ends_at: "", state: "planned", with: null, stops: [], entrances: [] });
const mission = (id: string, sounds: Sound[]): Mission => ({ id, title: "", theme: "", commissioner: "", passes_max: 3, guide: {}, questionnaire: null, needs: [], handouts: [], sounds });

// What a browser calls Cache Storage, in the order in which things were put.
class FakeCache {
  rows = new Map<string, Response>();
  async keys(): Promise<Request[]> { return [...this.rows.keys()].map((path) => ({ url: `https://phone${path}` }) as Request); }
  async match(asked: string | Request): Promise<Response | undefined> { return this.rows.get(pathOf(asked))?.clone(); }
  async put(path: string, answer: Response): Promise<void> { this.rows.delete(path); this.rows.set(path, answer); }
  async delete(asked: string | Request): Promise<boolean> { return this.rows.delete(pathOf(asked)); }
}
const pathOf = (asked: string | Request): string => (typeof asked === "string" ? asked : new URL(asked.url).pathname);
let cache: FakeCache;
const memory = new Map<string, string>();
beforeEach(() => {
  cache = new FakeCache();
  memory.clear();
  Object.assign(globalThis, { caches: { open: async () => cache }, indexedDB: new IDBFactory(), localStorage: { setItem: (k: string, v: string) => memory.set(k, v), getItem: (k: string) => memory.get(k) ?? null } });
});
const bytesOf = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer as ArrayBuffer;
const digest = async (text: string): Promise<string> => hex(await crypto.subtle.digest("SHA-256", bytesOf(text)));

describe("which sounds are kept", () => {
  it("are the nearest tour's first, in the voisin's own languages, then French, then the others", () => {
    const missions = new Map([["m", mission("m", [sound("tr", "tr"), sound("fr"), sound("snk", "snk"), sound("bm", "bm")])], ["n", mission("n", [sound("late"), sound("fr")])]]);
    const said = { sentences: [], sounds: [sound("common", "snk", 1, "common/information")] };
    const order = inOrder([tour("n", "2026-03-20"), tour("m", "2026-03-12"), tour("m", "2026-03-14")], missions, said, ["snk", "bm"]);
    expect(order.map((one) => one.sha256)).toEqual(["snk", "bm", "fr", "tr", "common", "late"]);
    expect(inOrder([tour("?", "2026-03-12")], new Map(), null, [])).toEqual([]);
  });

  it("never take more than the budget, and what no list names goes", () => {
    const order = [sound("a", "fr", 60), sound("b", "fr", 60), sound("c", "fr", 30)];
    expect(plan(order, [{ sha256: "old", bytes: 10 }, { sha256: "b", bytes: 60 }], 100)).toEqual({ fetch: [order[0], order[2]], drop: [{ sha256: "old", bytes: 10 }, { sha256: "b", bytes: 60 }] });
    expect(plan(order, [], 0)).toEqual({ fetch: [], drop: [] });
    expect(plan([], [{ sha256: "old", bytes: 10 }], Infinity).drop.map((one) => one.sha256)).toEqual(["old"]);
    const sum = plan(order, [], 95).fetch.reduce((all, one) => all + one.bytes, 0);
    expect(sum).toBeLessThanOrEqual(95);
  });

  it("leave to visits what visits may need", () => {
    expect(budgetFor(null, 0)).toBe(MOST);
    expect(budgetFor(10_000_000_000, 0)).toBe(MOST);
    expect(budgetFor(LOW + 1000, 500)).toBe(1500);
    expect(budgetFor(1000, 0)).toBe(0);
    // What is held already may have to shrink.
    expect(budgetFor(LOW - 400, 1000)).toBe(600);
  });

  it("go oldest first", () => {
    const kept = [{ sha256: "a", bytes: 10 }, { sha256: "b", bytes: 10 }, { sha256: "c", bytes: 10 }];
    expect(oldestFor(kept, 15).map((one) => one.sha256)).toEqual(["a", "b"]);
    expect(oldestFor(kept, 0)).toEqual([]);
    expect(oldestFor(kept, Infinity)).toEqual(kept);
  });

  it.each([
    [undefined, false], [{}, false], [{ effectiveType: "4g" }, true], [{ effectiveType: "3g" }, false], [{ type: "wifi", effectiveType: "3g" }, true],
    [{ type: "cellular", effectiveType: "4g" }, false], [{ type: "unknown", effectiveType: "4g" }, true], [{ type: "wifi", saveData: true }, false],
    [{ type: "none" }, false], [{ type: "ethernet" }, true],
  ])("are fetched alone on %j: %s", (connection, alone) => {
    expect(mayFetchAlone(connection)).toBe(alone);
  });
});

describe("a sentence to say", () => {
  const examples = JSON.parse(readFileSync(new URL("../../contract/examples/said.json", import.meta.url), "utf8"));
  it("is read without its name and its stars, as on the server", () => {
    for (const [text, said] of examples.to_say) expect(toSay(text)).toBe(said);
    for (const [question, texts] of examples.asked) expect(asked(question)).toEqual(texts);
  });
  it("always fits under 30 KB", () => {
    for (const text of ["", "Oui ?", "a".repeat(120), "x".repeat(4000), "您好".repeat(40)]) {
      const seconds = secondsFor(text);
      expect(seconds).toBeGreaterThanOrEqual(8);
      expect(seconds).toBeLessThanOrEqual(30);
      // The packets, a byte of lacing for each sixtieth of a second that the recorder cuts, the pages and their heads.
      expect((bitsFor(seconds) * seconds) / 8 + seconds * 17 + 27 * Math.ceil(seconds / 5) + 120).toBeLessThanOrEqual(30 * 1024);
      expect(bitsFor(seconds)).toBeGreaterThanOrEqual(6000);
    }
  });
  it("shows the newest of one's own recordings", () => {
    const rows = [{ id: "1", mission: "m", key: "k", lang: "fr" }, { id: "2", mission: "m", key: "k", lang: "fr" }, { id: "3", mission: null, key: "k", lang: "fr" }];
    expect(ownOf(rows, "m", "k", "fr")?.id).toBe("2");
    expect(ownOf(rows, "m", "k", "ar")).toBe(null);
  });
});

const row = (id: string, more: Partial<VoiceRow> = {}): VoiceRow => ({
  id, mission: "m", key: "guide/bonjour", lang: "snk", text: "Bonjour", agreed_at: new Date().toISOString(), ms: 900, data: bytesOf(`voice ${id}`), state: "here", message: "", ...more,
});

// A server that keeps what it is sent; its answers may be lost on the way back.
function server(lose = 0, state = "waiting"): { wire: Wire; kept: Map<string, { sha256: string; data: string }>; erased: string[]; posts: number } {
  const self = { kept: new Map<string, { sha256: string; data: string }>(), erased: [] as string[], posts: 0, wire: null as unknown as Wire };
  let losses = lose;
  self.wire = {
    token: "x",
    fetch: (async (url: string, init: RequestInit) => {
      const sent = JSON.parse(String(init.body));
      self.posts += 1;
      expect((init.headers as Record<string, string>)["Authorization"]).toBe("Bearer x");
      if (String(url).endsWith("/erase")) self.erased.push(sent.id);
      else self.kept.set(sent.id, sent);
      if (losses-- > 0) throw new TypeError("network");
      return new Response(JSON.stringify({ epoch: "e", id: sent.id, state, message: state === "not_taken" ? "Trop long." : "" }), { status: 200 });
    }) as typeof fetch,
  };
  return self;
}
const states = async (db: VoicesDb): Promise<string[]> => (await db.getAll("voices")).map((one) => `${one.id} ${one.state}`);

describe("what a voisin said", () => {
  it("leaves, byte for byte, and is still here until somebody says what becomes of it", async () => {
    const db = await openVoices();
    await putVoice(db, row("a"));
    const far = server();
    expect(await sendVoices(db, far.wire)).toBe(true);
    expect(await states(db)).toEqual(["a sent"]);
    expect(far.kept.get("a")!.sha256).toBe(await digest("voice a"));
    expect(atob(far.kept.get("a")!.data)).toBe("voice a");
    expect((await db.get("voices", "a"))!.data).not.toBe(null);
    expect(await sendVoices(db, far.wire)).toBe(true);
    expect(far.posts).toBe(1);
  });

  it("is sent again when the answer was lost, and is one recording", async () => {
    const db = await openVoices();
    await putVoice(db, row("a"));
    const far = server(2);
    await expect(sendVoices(db, far.wire)).rejects.toThrow();
    await expect(sendVoices(db, far.wire)).rejects.toThrow();
    expect(await states(db)).toEqual(["a here"]);
    expect(await sendVoices(db, far.wire)).toBe(true);
    expect(far.kept.size).toBe(1);
  });

  it.each([
    ["a captive portal", new Response("<html>Bienvenue</html>", { status: 200 })], ["a page that says yes", new Response('{"ok":true}', { status: 200 })],
    ["another recording's answer", new Response('{"epoch":"e","id":"z","state":"waiting"}', { status: 200 })], ["a closed phone", new Response('{"error":"revoked"}', { status: 401 })],
    ["a busy server", new Response("{}", { status: 503 })], ["a broken one", new Response("", { status: 500 })],
  ])("stays whole behind %s", async (_name, answer) => {
    const db = await openVoices();
    await putVoice(db, row("a"));
    expect(await sendVoices(db, { token: "x", fetch: (async () => answer.clone()) as typeof fetch })).toBe(false);
    expect(await states(db)).toEqual(["a here"]);
  });

  it("comes back with a sentence when it is not taken", async () => {
    const db = await openVoices();
    await putVoice(db, row("a"));
    await sendVoices(db, server(0, "not_taken").wire);
    expect(await db.get("voices", "a")).toMatchObject({ state: "back", message: "Trop long." });
  });

  it("leaves again after a restore, and is let go when it is settled", async () => {
    const db = await openVoices();
    const old = new Date(Date.now() - 8 * 24 * 3600_000).toISOString();
    for (const [id, more] of [["lost", {}], ["waits", {}], ["heard", {}], ["old", { agreed_at: old }], ["no", {}], ["fresh", { state: "here" }]] as const) {
      await putVoice(db, row(id, { state: "sent", ...more } as Partial<VoiceRow>));
    }
    const told = (id: string, state: Fate["state"]): Fate => ({ id, state, why: "", mission: "m", key: "k", lang: "fr" });
    await settleVoices(db, [told("waits", "waiting"), told("heard", "heard"), told("old", "heard"), told("no", "refused")]);
    expect((await states(db)).sort()).toEqual(["fresh here", "heard sent", "lost here", "waits sent"]);
  });

  it("is taken back, even one that was never seen from here", async () => {
    const db = await openVoices();
    await putVoice(db, row("a", { state: "erase", data: null }));
    const far = server(1);
    await expect(sendVoices(db, far.wire)).rejects.toThrow();
    expect(await states(db)).toEqual(["a erase"]);
    expect(await sendVoices(db, far.wire)).toBe(true);
    expect(far.erased).toEqual(["a", "a"]);
    expect(await states(db)).toEqual([]);
  });

  it("taken back while it is on its way is not brought back by the answer", async () => {
    const db = await openVoices();
    await putVoice(db, row("a"));
    const far = server();
    const slow: Wire = { token: "x", fetch: (async (...input: Parameters<typeof fetch>) => { await putVoice(db, row("a", { state: "erase", data: null })); return far.wire.fetch(...input); }) as typeof fetch };
    await sendVoices(db, slow);
    expect(await states(db)).toEqual(["a erase"]);
    await changeVoice(db, "a", "here", { state: "sent" });
    expect(await states(db)).toEqual(["a erase"]);
  });
});

describe("what can be listened to", () => {
  const serve = (files: Record<string, string | number>): Wire => ({
    token: "x",
    fetch: (async (url: string) => {
      const found = files[String(url).split("/").at(-1)!];
      if (found === undefined) throw new TypeError("network");
      return typeof found === "number" ? new Response("{}", { status: found }) : new Response(found, { status: 200 });
    }) as typeof fetch,
  });

  it("is kept only when its bytes are the ones that were promised", async () => {
    const good = await digest("bonjour");
    const other = await digest("autre chose");
    expect(await fetchSounds([sound(good)], [], MOST, serve({ [good]: "bonjour" }), () => undefined)).toBe(true);
    expect(await fetchSounds([sound(other)], await keptSounds(), MOST, serve({ [other]: "<html>portail</html>" }), () => undefined)).toBe(false);
    expect(await keptSounds()).toEqual([]);
    expect(await keepSound(good, bytesOf("bonjour"))).toBe(true);
    expect(await keptSounds()).toEqual([{ sha256: good, bytes: 7 }]);
    expect(await (await readSound({ sha256: good, bytes: 7 }))!.text()).toBe("bonjour");
    expect(await readSound({ sha256: other, bytes: 7 })).toBe(null);
  });

  it("goes on after one that was erased, stops with the network, and takes up again from there", async () => {
    const names = await Promise.all(["un", "deux", "trois"].map(digest));
    const order = names.map((one) => sound(one));
    const got: string[] = [];
    expect(await fetchSounds(order, [], MOST, serve({ [names[0]!]: "un", [names[1]!]: 404, [names[2]!]: "trois" }), (one) => got.push(one.sha256))).toBe(true);
    expect(got).toEqual([names[0], names[2]]);
    await dropSounds(await keptSounds());
    await expect(fetchSounds(order, [], MOST, serve({ [names[0]!]: "un" }), () => undefined)).rejects.toThrow();
    expect((await keptSounds()).length).toBe(1);
    await fetchSounds(order, await keptSounds(), MOST, serve({ [names[1]!]: "deux", [names[2]!]: "trois" }), () => undefined);
    expect((await keptSounds()).length).toBe(3);
  });

  it("gives way when the phone is full: oldest first, and nothing comes back alone before a day", async () => {
    for (let n = 0; n < 25; n += 1) await keepSound(await digest(String(n)), bytesOf(String(n)));
    expect(await makeRoom()).toBe(true);
    expect((await keptSounds()).map((one) => one.sha256)).toEqual(await Promise.all([20, 21, 22, 23, 24].map((n) => digest(String(n)))));
    expect(Number(memory.get("palier-sounds-paused"))).toBeGreaterThan(0);
    expect([await makeRoom(), await makeRoom()]).toEqual([true, false]);
  });
});
