// The phone's rules: the outbox, the order of doors, the questionnaire, the note guard, the recorded examples.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isOpen, lookOf, nextDoor, notesByDoor } from "../src/core/doors.ts";
import { evaluate, toText } from "../src/core/expressions.ts";
import { doubtsIn } from "../src/core/guard/guard.ts";
import { lengthOf, rounded } from "../src/core/hours.ts";
import { afterAnswer, nextBatch, pause, readReply, type Answered } from "../src/core/outbox.ts";
import { cleanAnswers, visibleQuestions } from "../src/core/questionnaire.ts";
import type { Definition, Entrance, Op, OpState, VisitNote } from "../src/core/types.ts";

const op = (n: number, state: OpState, more: Partial<Op> = {}): Op => ({
  id: `id-${n}`, rev: 1, n, kind: "visit", format: 1, made_at: "2026-03-12T18:00:00+01:00", body: {}, state, seq: null, reason: null,
  epoch: null, ...more,
});
const answer = (more: Partial<Answered>): Answered => ({ epoch: "e1", now: "", safe_up_to: null, revoked: false, results: [], ...more });

describe("the outbox", () => {
  it("sends the oldest first, fifty at most, never what has arrived", () => {
    const ops = [...Array(70).keys()].map((n) => op(70 - n, n % 7 ? "unsent" : "received"));
    const batch = nextBatch(ops, 50);
    expect(batch).toHaveLength(50);
    expect(batch.map((one) => one.n)).toEqual([...batch.map((one) => one.n)].sort((a, b) => a - b));
    expect(batch.every((one) => one.state === "unsent")).toBe(true);
  });

  it("takes a captive portal for nobody", () => {
    expect(readReply(200, null, null, 5).type).toBe("not_us");
    expect(readReply(200, { ok: true }, null, 5).type).toBe("not_us");
    expect(readReply(302, null, null, 5).type).toBe("not_us");
    expect(readReply(401, null, null, 5).type).toBe("not_us");
  });

  it("halves on 413, waits on 503, asks to be paired on 401", () => {
    expect(readReply(413, { max_ops: 50 }, null, 40)).toEqual({ type: "smaller", max: 20 });
    expect(readReply(503, null, "7", 40)).toEqual({ type: "wait", seconds: 7 });
    expect(readReply(401, { error: "unknown_token" }, null, 40).type).toBe("unpaired");
  });

  it("keeps everything until it is in a backup", () => {
    const held = [op(1, "flight"), op(2, "flight"), op(3, "flight")];
    const results = [
      { id: "id-1", rev: 1, seq: 10, status: "stored", reason: null }, { id: "id-2", rev: 1, seq: 11, status: "quarantined", reason: "bad_body" },
      { id: "id-3", rev: 1, seq: null, status: "retry", reason: null },
    ];
    const change = afterAnswer(held, answer({ results }), "e1");
    expect(change.remove).toEqual([]);
    expect(change.put.map((one) => one.state)).toEqual(["received", "aside"]);
    const safe = afterAnswer([...change.put, held[2]!], answer({ safe_up_to: 10 }), "e1");
    expect(safe.remove).toEqual([["id-1", 1]]);
    expect(safe.arrived).toBe(1);
  });

  it("sends again what it holds when the server was restored", () => {
    const held = [op(1, "received", { seq: 4, epoch: "e1" }), op(2, "aside", { seq: 5, epoch: "e1" }), op(3, "unsent")];
    const change = afterAnswer(held, answer({ epoch: "e2", safe_up_to: 99 }), "e1");
    expect(change.newEpoch).toBe(true);
    expect(change.put.map((one) => [one.id, one.state])).toEqual([["id-1", "flight"], ["id-2", "flight"]]);
    expect(change.remove).toEqual([]);
  });

  it("pauses longer and longer, five minutes and a half at most, spread", () => {
    expect(pause(0, 0)).toBeLessThan(pause(3, 0));
    expect(pause(50, 1)).toBeLessThanOrEqual(300);
    expect(pause(3, 0)).not.toBe(pause(3, 1));
  });
});

const entrance = (perFloor: number, floors: number): Entrance => ({
  id: "e", building: "B", residence: "", name: "Escalier 1", address: "", has_lift: false, is_house: false,
  doors: [...Array(perFloor * floors).keys()].map((n) => ({
    id: `d${n}`, floor: Math.floor(n / perFloor), label: String(n), position: n % perFloor, state: "to_do" as const, attempts: 0, pass: 1,
  })),
});
const note = (door: string, more: Partial<VisitNote> = {}): VisitNote => ({
  id: `v-${door}`, rev: 1, tour: "t", door, void: false, at: "2026-03-12T18:00:00+01:00", closed_at: null,
  body: { outcome: "absent" } as VisitNote["body"], ...more,
});

describe("the stairwell", () => {
  it("goes down a tower of a hundred and one doors and comes to its end", () => {
    const tower = entrance(8, 12);
    tower.doors.push({ id: "last", floor: 12, label: "1201", position: 0, state: "to_do", attempts: 0, pass: 1 });
    const seen: string[] = [];
    for (let door = nextDoor(tower, new Map(), true, null); door; door = nextDoor(tower, notesByDoor(seen.map((one) => note(one)), "t"), true, door.id)) {
      seen.push(door.id);
    }
    expect(new Set(seen).size).toBe(97);
    expect(seen[0]).toBe("last");
  });

  it("never proposes a door that asked to be left alone, nor one that is done", () => {
    const hall = entrance(2, 1);
    hall.doors[0]!.state = "stop";
    hall.doors[1]!.state = "skip";
    expect(nextDoor(hall, new Map(), true, null)).toBeNull();
    expect(hall.doors.some((door) => isOpen(door, undefined))).toBe(false);
  });

  it("shows an undone visit as never made, and a closed tour without its outcomes", () => {
    const door = entrance(1, 1).doors[0]!;
    expect(lookOf(door, notesByDoor([note("d0", { void: true })], "t").get("d0"))).toBe("todo");
    expect(lookOf(door, note("d0", { body: null }))).toBe("fait");
  });
});

describe("the questionnaire", () => {
  const definition: Definition = {
    format: 1, languages: ["fr"],
    questions: [
      { code: "a", type: "select_one", label: { fr: "A" }, choices: [] },
      { code: "b", type: "integer", label: { fr: "B" }, relevant: ["=", ["ref", "a"], ["str", "non"]] },
      { code: "c", type: "text", label: { fr: "C" }, relevant: [">", ["ref", "b"], ["num", 3]] },
    ],
  };
  it("forgets what is no longer asked, and what that hides", () => {
    expect(visibleQuestions(definition, { a: "non", b: 5 }, "2026-03-12").map((one) => one.code)).toEqual(["a", "b", "c"]);
    expect(cleanAnswers(definition, { a: "oui", b: 5, c: "x" }, "2026-03-12")).toEqual({ a: "oui" });
  });
  it("agrees with the recorded examples", () => {
    const examples = JSON.parse(readFileSync(new URL("../../contract/examples/expressions.json", import.meta.url), "utf8"));
    for (const one of examples) {
      const value = evaluate(one.tree, { answers: one.answers, self: one.self, today: "2026-03-12" });
      expect(typeof value === "number" ? `number:${toText(value)}` : value).toEqual(one.value);
    }
    expect(examples.length).toBeGreaterThan(100);
  });
});

describe("the note guard, on the examples that the server replays too", () => {
  const examples = JSON.parse(readFileSync("../contract/examples/guard.json", "utf8")) as { note: string; kind: string | null }[];
  it.each(examples)("$note", ({ note, kind }) => expect(doubtsIn(note)[0]?.kind ?? null).toBe(kind));
});

describe("the note guard", () => {
  it.each([["Mme Traoré ne comprend pas", "name"], ["rappeler au 06 12 34 56 78", "phone"], ["écrire à a@b.fr", "mail"], ["voir porte 302", "door"],
    ["il est diabétique", "health"]])("asks about « %s »", (text, kind) => expect(doubtsIn(text)[0]?.kind).toBe(kind));
  it("leaves ordinary words alone", () => {
    for (const text of ["La ligne eau chaude n’est pas claire.", "Demande un dépliant en turc", "Madame la gardienne"]) {
      expect(doubtsIn(text)[0]?.kind === "phone").toBe(false);
    }
  });
});

describe("hours", () => {
  it("pass midnight and round to five minutes", () => {
    expect(lengthOf("22:30", "00:15")).toBe(105);
    expect(rounded("17:33")).toBe("17:35");
  });
});
