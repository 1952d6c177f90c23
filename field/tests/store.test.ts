// The phone's database and its sync, on a real IndexedDB implementation, with a network that lies.

import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it } from "vitest";
import { countVisits } from "../src/store/carry.ts";
import { getMeta, type Db } from "../src/store/db.ts";
import type { Home } from "../src/store/home.ts";
import { addDoor, endTour, forgetOldNotes, readNotes, saveVisit, saveVisits, undoVisits } from "../src/store/save.ts";
import { sendAll as send, type About } from "../src/sync/sync.ts";
import type { Tour, VisitBody } from "../src/core/types.ts";
import { freshHome } from "./helpers.ts";

const body = (door: string, outcome: VisitBody["outcome"] = "absent"): VisitBody => ({
  tour: "t", door, pass: 1, outcome, informed: false, language: null, started_at: "2026-03-12T18:00:00+01:00", ended_at: "2026-03-12T18:01:00+01:00",
  place: null, answers: {}, needs: [], handed: [], note: "",
});
const tour: Tour = {
  id: "t", mission: "m", day: "2026-03-12", starts_at: "17:30", ends_at: "20:00", state: "planned", with: null, stops: [{ entrance: "e", position: 0 }],
  entrances: [{ id: "e", building: "", residence: "", name: "", address: "", has_lift: false, is_house: false, doors: [] }],
};
let db: Db;
let home: Home;
const about: About = { version: "test", persisted: true };
const sendAll = (on: Db, fetcher: typeof fetch): ReturnType<typeof send> => send(on, fetcher, about);

beforeEach(async () => {
  home = await freshHome();
  db = home.db;
});

// A server that keeps what it is sent; `lose` answers that never arrive, then everything goes well.
function server(lose: number): { fetch: typeof fetch; kept: Map<string, string>; rows: () => number } {
  const kept = new Map<string, string>();
  let losses = lose;
  const answer = async (_url: unknown, init?: RequestInit): Promise<Response> => {
    const sent = JSON.parse(String(init?.body));
    const results = sent.ops.map((one: { id: string; rev: number; body: unknown }) => {
      const key = `${one.id}:${one.rev}`;
      const before = kept.get(key);
      const bytes = JSON.stringify(one.body);
      if (before !== undefined && before !== bytes) throw new Error(`other bytes for ${key}`);
      kept.set(key, bytes);
      return { id: one.id, rev: one.rev, seq: kept.size, status: before === undefined ? "stored" : "known", reason: null };
    });
    if (losses > 0) {
      losses -= 1;
      throw new TypeError("network");
    }
    return new Response(JSON.stringify({ epoch: "e1", now: "", safe_up_to: null, revoked: false, results }), { status: 200 });
  };
  return { fetch: answer as typeof fetch, kept, rows: () => kept.size };
}

describe("saving", () => {
  it("gives each change the next revision, and forgets a revision that never left", async () => {
    const first = await saveVisit(home, body("d1"));
    const second = await saveVisit(home, body("d1", "met"), first.id);
    expect([first.rev, second.rev]).toEqual([1, 2]);
    expect((await db.getAll("ops")).map((op) => op.rev)).toEqual([2]);
  });

  it("never changes the bytes of a revision that may have left", async () => {
    const note = await saveVisit(home, body("d1"));
    const far = server(1);
    await expect(sendAll(db, far.fetch)).rejects.toThrow();
    await saveVisit(home, body("d1", "met"), note.id);
    expect((await db.getAll("ops")).map((op) => [op.rev, op.state])).toEqual([[1, "flight"], [2, "unsent"]]);
    expect(await sendAll(db, far.fetch)).toBe("done");
    expect(far.rows()).toBe(2);
  });

  it("undoes by a revision marked void", async () => {
    const notes = await saveVisits(home, [body("d1"), body("d2")]);
    await undoVisits(home, notes);
    const visible = await countVisits(db);
    expect(visible.kept).toBe(0);
    expect((await db.getAll("ops")).filter((op) => op.void)).toHaveLength(2);
  });

  it("closes a tour: nothing that was said stays readable, everything stays to be sent", async () => {
    await saveVisit(home, { ...body("d1", "met"), note: "un mot" });
    await endTour(home, tour, { day: "2026-03-12", from: "17:30", to: "20:00" }, "good", []);
    expect((await readNotes(home)).every((note) => note.body === null)).toBe(true);
    expect((await db.getAll("ops")).map((op) => op.kind).sort()).toEqual(["hours_declared", "impression", "tour_ended", "visit"]);
    await forgetOldNotes(db, Date.now() + 25 * 3600_000);
    expect(await db.count("notes")).toBe(0);
    expect(await db.count("ops")).toBe(4);
  });

  it("makes a door with an id of its own", async () => {
    await db.put("tours", { id: "t", box: await home.vault.put(tour) });
    const made = await addDoor(home, "t", "e", 5, "5e droite", 0);
    const kept = await home.vault.take<Tour>((await db.get("tours", "t"))!.box);
    expect(kept.entrances[0]?.doors[0]?.id).toBe(made);
  });
});

describe("sending", () => {
  it("loses nothing and sends nothing twice under other bytes, whatever answers are lost", async () => {
    for (let n = 0; n < 120; n += 1) await saveVisit(home, body(`d${n}`));
    const far = server(3);
    for (let tries = 0; tries < 10; tries += 1) await sendAll(db, far.fetch).catch(() => undefined);
    expect(far.rows()).toBe(120);
    expect((await countVisits(db)).arrived).toBe(120);
    expect((await db.getAll("ops")).length).toBe(120); // kept until a backup has them
  });

  it("keeps everything on 401, on a captive portal and on nonsense", async () => {
    await saveVisit(home, body("d1"));
    const replies = [
      new Response(JSON.stringify({ error: "unknown_token" }), { status: 401 }), new Response("<html>Wi-Fi gratuit</html>", { status: 200 }),
      new Response("{}", { status: 200 }), new Response("", { status: 500 }),
    ];
    for (const reply of replies) await sendAll(db, (async () => reply.clone()) as typeof fetch);
    expect((await countVisits(db)).kept).toBe(1);
    expect(await getMeta(db, "token")).toBe("x");
  });
});
