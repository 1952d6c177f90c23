// Calls for help: before everything else, taken back cleanly, said as they are; and the phone that asks whether all is well.

import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it } from "vitest";
import { clockOf, dueAt, isLate, seenAt } from "../src/core/back.ts";
import { callsOf } from "../src/core/calls.ts";
import { nextBatch, pause } from "../src/core/outbox.ts";
import type { Op, OpState, Safety, Tour, TourMark } from "../src/core/types.ts";
import { keepCall, sayFine, withdrawCall } from "../src/store/calls.ts";
import { countVisits } from "../src/store/carry.ts";
import type { Db } from "../src/store/db.ts";
import type { Home } from "../src/store/home.ts";
import { endTour, startTour } from "../src/store/save.ts";
import { makeSync, type Outcome } from "../src/sync/sync.ts";
import { freshHome } from "./helpers.ts";

const NOW = Date.parse("2026-03-12T19:00:00Z");
const op = (n: number, kind: string, state: OpState, more: Partial<Op> = {}): Op => ({
  id: `id-${n}`, rev: 1, n, kind, format: 1, made_at: "2026-03-12T18:50:00Z", body: {}, void: false, state, seq: null, reason: null, epoch: null, ...more,
});
const tour: Tour = {
  id: "t", mission: "m", day: "2026-03-12", starts_at: "17:30", ends_at: "20:00", state: "planned", with: null, stops: [], entrances: [],
};
const told = (id: string, state: "arrived" | "taken" | "closed"): Safety => ({
  manager_phone: "", numbers: [], grace_minutes: 30, alarms: [{ id, kind: "sos", at: "2026-03-12T18:40:00Z", state, by: "Nadia" }], watching: [],
});

describe("an SOS or an alert", () => {
  it("leaves before everything else, and alone", () => {
    const ops = [...[...Array(60).keys()].map((n) => op(n, "visit", "unsent")), op(60, "alert", "unsent"), op(61, "sos", "flight")];
    expect(nextBatch(ops, 50).map((one) => one.kind)).toEqual(["alert", "sos"]);
    const after = ops.map((one) => (one.n >= 60 ? { ...one, state: "received" as const } : one));
    expect(nextBatch(after, 50)).toHaveLength(50);
  });
  it("is tried again within seconds, however often it failed", () => {
    for (const failures of [1, 4, 400]) for (const dice of [0, 0.99]) expect(pause(failures, dice, true)).toBeLessThanOrEqual(10);
    expect(pause(1, 0, true)).toBeGreaterThanOrEqual(2);
    expect(pause(6, 1)).toBe(300);
  });
  it("is said as it is: here, on its way, at the desk, taken, closed", () => {
    const state = (one: OpState, desk?: "arrived" | "taken" | "closed"): string | undefined =>
      callsOf([op(1, "sos", one)], desk ? told("id-1", desk) : null, NOW)[0]?.state;
    expect([state("unsent"), state("flight"), state("received"), state("aside")]).toEqual(["kept", "leaving", "arrived", "aside"]);
    expect([state("received", "arrived"), state("received", "taken"), state("received", "closed")]).toEqual(["arrived", "taken", "closed"]);
    // Not arrived here yet: the desk cannot know.
    expect(state("flight", "taken")).toBe("leaving");
  });
  it("is still shown when a backup has it and the outbox does not", () => {
    expect(callsOf([], told("id-9", "taken"), NOW)).toMatchObject([{ id: "id-9", kind: "sos", state: "taken", by: "Nadia" }]);
    expect(callsOf([op(9, "sos", "unsent", { rev: 2, void: true })], told("id-9", "taken"), NOW)).toEqual([]);
  });
  it("is shown newest first, for half a day, and not once taken back", () => {
    const ops = [
      op(1, "alert", "received"), op(2, "sos", "unsent", { made_at: "2026-03-12T18:55:00Z" }), op(3, "visit", "unsent"),
      op(4, "sos", "received", { made_at: "2026-03-12T02:00:00Z" }), op(5, "alert", "received"), op(5, "alert", "unsent", { rev: 2, void: true }),
    ];
    expect(callsOf(ops, null, NOW).map((one) => one.id)).toEqual(["id-2", "id-1"]);
  });
});

describe("the time of return", () => {
  const mark = (more: Partial<TourMark>): TourMark => ({ tour: "t", started_at: "x", ended_at: null, due: NOW, wait: 30, ...more });
  const at = (minutes: number): number => NOW + minutes * 60_000;
  it("is the slot's end, or a later word, past midnight too", () => {
    expect(clockOf(dueAt(tour))).toBe("20:00");
    expect(dueAt(tour, "20:15") - dueAt(tour)).toBe(15 * 60_000);
    expect(dueAt(tour, "00:30") - dueAt(tour)).toBe(270 * 60_000);
  });
  it("is asked about at half of the grace, before the desk is told", () => {
    expect([isLate(mark({}), at(14)), isLate(mark({}), at(15))]).toEqual([false, true]);
    expect(seenAt(mark({}))).toBe(at(30));
    expect(isLate(mark({ wait: 60 }), at(15))).toBe(false);
  });
  it("waits again after « tout va bien », and never for a tour that is over, not begun, or of yesterday", () => {
    expect([isLate(mark({ heard: at(20) }), at(34)), isLate(mark({ heard: at(20) }), at(35))]).toEqual([false, true]);
    expect(isLate(mark({ ended_at: "x" }), at(60))).toBe(false);
    expect(isLate({ tour: "t", started_at: null, ended_at: null, due: NOW }, at(60))).toBe(false);
    expect(isLate(mark({}), at(13 * 60))).toBe(false);
    expect(isLate({ tour: "t", started_at: "x", ended_at: null }, at(60))).toBe(false);
  });
});

describe("on the phone", () => {
  let home: Home;
  let db: Db;
  beforeEach(async () => {
    home = await freshHome();
    db = home.db;
  });
  const ops = async (): Promise<[string, number, OpState, boolean][]> => (await db.getAll("ops")).map((one) => [one.kind, one.rev, one.state, one.void]);

  it("a call that never left is simply gone when it is taken back", async () => {
    const id = await keepCall(db, "sos", { at: "2026-03-12T18:50:00+01:00" });
    expect((await countVisits(db)).urgent).toBe(1);
    expect(await withdrawCall(db, id, "sos", { at: "2026-03-12T18:51:00+01:00" })).toBe(false);
    expect(await ops()).toEqual([]);
  });
  it("a call that may have left is followed by the word that all is well", async () => {
    const id = await keepCall(db, "alert", { sort: "child" });
    const before = (await db.getAll("ops"))[0]!;
    await db.put("ops", { ...before, state: "flight" });
    expect(await withdrawCall(db, id, "alert", { sort: "child" })).toBe(true);
    expect(await ops()).toEqual([["alert", 1, "flight", false], ["alert", 2, "unsent", true]]);
  });
  it("a call that is in a backup and gone from here can still be taken back", async () => {
    expect(await withdrawCall(db, "gone", "sos", { at: "2026-03-12T18:51:00+01:00" })).toBe(true);
    expect(await ops()).toEqual([["sos", 2, "unsent", true]]);
  });
  it("formats are those of the contract", async () => {
    await keepCall(db, "sos", {});
    await keepCall(db, "alert", {});
    await sayFine(db, "t", "20:15", 5);
    expect((await db.getAll("ops")).map((one) => [one.kind, one.format]).sort()).toEqual([["alert", 1], ["check_in", 2], ["sos", 2]]);
  });
  it("a tour begins with the time of return, « tout va bien » moves it, and the end forgets it", async () => {
    const begun = await startTour(home, tour, 45);
    expect([begun.due, begun.wait]).toEqual([dueAt(tour), 45]);
    const fine = await sayFine(db, "t", "20:15", dueAt(tour, "20:15"));
    expect(fine).toMatchObject({ started_at: begun.started_at, due: dueAt(tour, "20:15"), wait: 45 });
    expect(fine.heard).toBeGreaterThan(0);
    const silent = await sayFine(db, "t", null, undefined);
    expect(silent.due).toBe(dueAt(tour, "20:15"));
    await endTour(home, tour, { day: "2026-03-12", from: "17:30", to: "20:00" }, null, []);
    expect(isLate((await db.get("marks", "t"))!, Date.now() + 3600_000)).toBe(false);
  });
});

describe("what is asked while a sending is under way", () => {
  it("is sent right after it", async () => {
    const { db } = await freshHome();
    const posted: string[][] = [];
    let open!: () => void;
    const first = new Promise<void>((go) => (open = go));
    const fetcher = (async (_url: unknown, init?: RequestInit) => {
      const sent = JSON.parse(String(init?.body)).ops as { id: string; rev: number; kind: string }[];
      posted.push(sent.map((one) => one.kind));
      if (posted.length === 1) await first;
      return new Response(JSON.stringify({
        epoch: "e1", now: "", safe_up_to: null, revoked: false,
        results: sent.map((one, n) => ({ id: one.id, rev: one.rev, seq: n + 1, status: "stored", reason: null })),
      }));
    }) as typeof fetch;
    const sync = makeSync(db, {
      fetch: fetcher, changed: () => undefined, dice: () => 0, locks: undefined, about: () => ({ version: "t", persisted: true }), home: () => null,
    });
    const running: Promise<Outcome> = sync.run();
    await new Promise((go) => setTimeout(go, 5));
    await keepCall(db, "sos", { at: "2026-03-12T18:50:00+01:00" });
    const hurried = sync.run();
    open();
    expect([await running, await hurried]).toEqual(["done", "done"]);
    expect(posted.flat()).toContain("sos");
    expect((await countVisits(db)).urgent).toBe(0);
  });
});
