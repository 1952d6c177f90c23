// What a resident asks for: numbers read as they are said, slips, and that nothing of anybody can be read again once it is kept.

import "fake-indexeddb/auto";
import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { appointmentProblem, nearestFirst, type Writing } from "../src/core/asks.ts";
import { readPhone, shownPhone } from "../src/core/phone.ts";
import { placesNear, standing, walk } from "../src/core/near.ts";
import { slipOf } from "../src/core/slips.ts";
import type { Place, Service, Tour, Week } from "../src/core/types.ts";
import { keepWriting, NoKey, readAsks, saveAsk, undoAsk, undoAsksOf } from "../src/store/asks.ts";
import { setMeta, type Db } from "../src/store/db.ts";
import { sealOld, type Home } from "../src/store/home.ts";
import { endTour, forgetOldNotes, readNotes } from "../src/store/save.ts";
import { makeVault } from "../src/store/vault.ts";
import { freshHome } from "./helpers.ts";

describe("a phone number", () => {
  it.each([
    ["06 12 34 56 78", "+33612345678"], ["06.12.34.56.78", "+33612345678"], ["01-99-00-12-34", "+33199001234"], ["+33 6 12 34 56 78", "+33612345678"],
    ["0033 (0)6 12 34 56 78", "+33612345678"], ["+221 77 123 45 67", "+221771234567"], ["00213 5 51 23 45 67", "+213551234567"],
    ["٠٦١٢٣٤٥٦٧٨", "+33612345678"], ["\u206606 12 34 56 78\u2069", "+33612345678"],
  ])("« %s » is understood", (typed, number) => expect(readPhone(typed)).toEqual({ number }));
  it.each([
    ["", { problem: "empty" }], ["   ", { problem: "empty" }], ["appeler le fils", { problem: "letters" }], ["06 12 34 56 7", { problem: "short", n: 1 }],
    ["06 12 34 56 78 9", { problem: "long", n: 1 }], ["612345678", { problem: "zero" }], ["42", { problem: "start" }], ["0612+345678", { problem: "letters" }],
    ["+33 6 12 34", { problem: "short", n: 4 }], ["+0 123 456", { problem: "start" }], ["+221 77", { problem: "short", n: 3 }], ["0 0", { problem: "short", n: 8 }],
  ])("« %s » says kindly what is missing", (typed, problem) => expect(readPhone(typed)).toEqual(problem));
  it("is read back in pairs", () => {
    expect([shownPhone("+33612345678"), shownPhone("+221771234567"), shownPhone("0199001200"), shownPhone("3949")])
      .toEqual(["06\u00a012\u00a034\u00a056\u00a078", "+22\u00a017\u00a071\u00a023\u00a045\u00a067", "01\u00a099\u00a000\u00a012\u00a000", "3949"]);
  });
});

describe("a slip", () => {
  const examples = JSON.parse(readFileSync("../contract/examples/slips.json", "utf8")) as { id: string; slip: string }[];
  it.each(examples)("$slip is the server's too", ({ id, slip }) => expect(slipOf(id)).toBe(slip));
});

describe("a place", () => {
  const examples = JSON.parse(readFileSync("../contract/examples/opening.json", "utf8")) as { what: string; week: Week; weekday: number; minute: number; holidays: number[]; stands: object }[];
  it.each(examples)("$what: as the server says it", ({ week, weekday, minute, holidays, stands }) =>
    expect(standing(week, weekday, minute, (ahead) => holidays.includes(ahead))).toEqual(stands));
  const day = { d: [[[540, 720]], [[540, 720]], [[540, 720]], [[540, 720]], [[540, 720]], [], []] } as Week;
  const one = (name: string, at?: [number, number], week?: Week): Place => ({ name, ...(at ? { at } : {}), ...(week ? { week } : {}) });
  it("that is open comes first, then the nearest; a bus is never near", () => {
    const service = { places: [{ name: "bus", moves: true }, one("near, words only", [2.3501, 48.9]), one("far, open", [2.36, 48.9], day), one("middle", [2.353, 48.9])], holidays: [] } as unknown as Service;
    const seen = placesNear(service, [2.35, 48.9], "2026-03-12T10:00:00+01:00");
    expect(seen.map((found) => found.place.name)).toEqual(["far, open", "near, words only", "middle", "bus"]);
    expect(Math.round(seen[1]!.metres!)).toBe(7);
    expect(seen.at(-1)!.metres).toBeNull();
    expect(placesNear(service, null, "2026-03-12T20:00:00+01:00")[0]!.place.name).toBe("bus");
  });
  it("says nothing for certain on a public holiday of which it says nothing", () => {
    const service = { places: [one("ccas", [2.35, 48.9], day)], holidays: ["2026-03-12"] } as unknown as Service;
    expect(placesNear(service, null, "2026-03-12T10:00:00+01:00")[0]!.stands!.state).toBe("unknown");
    expect(placesNear(service, null, "2026-03-11T20:00:00+01:00")[0]!.stands).toEqual({ state: "opens", minute: 540, in_days: 2 });
  });
  it("is so many minutes away", () => expect([walk(5), walk(67), walk(1000)]).toEqual([1, 2, 20]));
});

describe("what is offered", () => {
  const service = (code: string, needs: string[]): Service => ({ code, name: code, what: "", needs, place: "", opening: "", phone: "", books: true });
  it("puts first what answers a need that was spoken of", () => {
    const all = [service("a", []), service("b", ["job"]), service("c", ["rights", "job"]), service("d", ["rights"])];
    expect(nearestFirst(all, ["rights", "job"]).map((one) => one.code)).toEqual(["c", "b", "d", "a"]);
    expect(nearestFirst(all, []).map((one) => one.code)).toEqual(["a", "b", "c", "d"]);
  });
  it("knows a day that cannot be", () => {
    const now = "2026-11-24T18:00:00+01:00";
    expect([appointmentProblem("2026-11-24", "18:01", now), appointmentProblem("2026-11-24", "18:00", now), appointmentProblem("", "18:00", now),
      appointmentProblem("2029-01-01", "10:00", now)]).toEqual([null, "past", "missing", "far"]);
  });
});

const CANARIES = ["CANARI-PRENOM", "199007731"];
const writing: Writing = { what: "papers", moment: "any", language: null, first_name: "CANARI-PRENOM", phone: "01 99 00 77 31" };
const call = (): { tour: string } => ({ tour: "t", what: "papers", way: "call", consent: "yes", sentence: "follow_up_call.1", first_name: "CANARI-PRENOM", phone: "+33199007731" }) as { tour: string };
const kept = { id: "11111111-0000-4000-8000-000000000001", kind: "follow_up" as const, code: "papers", way: "call" as const };
let home: Home;
let db: Db;

beforeEach(async () => {
  home = await freshHome();
  db = home.db;
  const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
  const { x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  await setMeta(db, { keys: { kid: "k1", keys: [{ kid: "k1", kty: "EC", crv: "P-256", x: x!, y: y! }] } });
});

const spell = (_key: string, value: unknown): unknown =>
  value instanceof ArrayBuffer || value instanceof Uint8Array ? Buffer.from(value as Uint8Array).toString("latin1") : value;
async function dump(): Promise<string> {
  let text = "";
  for (const name of db.objectStoreNames) for (const value of await db.getAll(name)) text += JSON.stringify(value, spell) + "\n";
  return text;
}
async function nothingReadable(): Promise<void> {
  const found = await dump();
  for (const canary of CANARIES) expect(found).not.toContain(canary);
}
const tour = { id: "t", mission: "m", day: "2026-03-12", starts_at: "17:30", ends_at: "20:00", state: "planned", with: null, stops: [], entrances: [] } as Tour;
const hours = { day: "2026-03-12", from: "17:30", to: "20:00" };

describe("a call that was agreed to", () => {
  it("is found again while it is written, under the PIN only, and gone once it is sealed", async () => {
    await keepWriting(home, "v", "t", writing);
    await nothingReadable();
    expect((await readAsks(home, "v")).writing).toEqual(writing);
    await saveAsk(home, "v", call(), kept);
    await nothingReadable();
    // With the PIN too: what is left can be undone, and says nothing of anybody.
    const inside = JSON.stringify(await readAsks(home, "v"));
    for (const canary of CANARIES) expect(inside).not.toContain(canary);
    expect(JSON.parse(inside)).toEqual({ writing: null, kept: [{ ...kept, rev: 1 }] });
    const [op] = await db.getAll("ops");
    expect([op!.kind, op!.format, typeof op!.sealed, op!.body]).toEqual(["follow_up", 2, "string", undefined]);
  });

  it("is never written in clear: without the server's key it waits", async () => {
    await setMeta(db, { keys: null });
    await keepWriting(home, "v", "t", writing);
    await expect(saveAsk(home, "v", call(), kept)).rejects.toThrow(NoKey);
    expect(await db.count("ops")).toBe(0);
    expect((await readAsks(home, "v")).writing).toEqual(writing);
    await nothingReadable();
  });

  it("is forgotten with its tour, after a day, and with the PIN", async () => {
    await keepWriting(home, "v", "t", writing);
    await endTour(home, tour, hours, null, []);
    expect(await readAsks(home, "v")).toEqual({ writing: null, kept: [] });
    await keepWriting(home, "v", "t", writing);
    await forgetOldNotes(db, Date.now() + 23 * 3600_000);
    expect((await readAsks(home, "v")).writing).toEqual(writing);
    await forgetOldNotes(db, Date.now() + 25 * 3600_000);
    expect((await readAsks(home, "v")).writing).toBe(null);
    await keepWriting(home, "v", "t", writing);
    await makeVault(db, "246802", 1000);
    expect(await db.get("meta", "asks")).toBe(undefined);
  });

  it("keeps another tour's when one ends", async () => {
    await keepWriting(home, "v", "t", writing);
    await keepWriting(home, "w", "u", writing);
    await endTour(home, tour, hours, null, []);
    expect([(await readAsks(home, "v")).writing, (await readAsks(home, "w")).writing]).toEqual([null, writing]);
  });

  it("tried twice is kept once", async () => {
    await saveAsk(home, "v", call(), kept);
    await saveAsk(home, "v", call(), kept);
    expect(await db.count("ops")).toBe(1);
    expect((await readAsks(home, "v")).kept).toHaveLength(1);
  });

  it("survives two hands at once", async () => {
    await Promise.all([keepWriting(home, "v", "t", writing), keepWriting(home, "w", "t", writing), saveAsk(home, "x", call(), kept)]);
    expect([(await readAsks(home, "v")).writing, (await readAsks(home, "w")).writing, (await readAsks(home, "x")).kept.length]).toEqual([writing, writing, 1]);
  });
});

describe("an undo", () => {
  it("of what never left leaves nothing at all", async () => {
    await saveAsk(home, "v", call(), kept);
    await undoAsk(home, "v", "t", { ...kept, rev: 1 });
    expect(await db.count("ops")).toBe(0);
    expect((await readAsks(home, "v")).kept).toEqual([]);
  });

  it("of what may have left is a next revision without a name", async () => {
    await saveAsk(home, "v", call(), kept);
    const [op] = await db.getAll("ops");
    await db.put("ops", { ...op!, state: "flight" });
    await setMeta(db, { keys: null });
    await undoAsk(home, "v", "t", { ...kept, rev: 1 });
    const undo = (await db.getAll("ops")).find((one) => one.rev === 2);
    expect(undo).toMatchObject({ format: 2, void: true, body: { tour: "t", consent: "yes", what: "papers", way: "call", void: true } });
    expect(Object.keys(undo!.body!)).not.toContain("phone");
    // What waited for a key is sealed in its own format.
    const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
    const { x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
    await setMeta(db, { keys: { kid: "k1", keys: [{ kid: "k1", kty: "EC", crv: "P-256", x: x!, y: y! }] } });
    await sealOld(db);
    expect((await db.getAll("ops")).map((one) => [one.rev, one.format, typeof one.sealed])).toEqual([[1, 2, "string"], [2, 2, "string"]]);
  });

  it("of a conversation takes with it what was agreed to in it", async () => {
    await saveAsk(home, "v", { tour: "t", to: "ccas", consent: "yes", sentence: "referral.1" } as { tour: string }, { id: "22222222-0000-4000-8000-000000000001", kind: "referral", code: "ccas" });
    await saveAsk(home, "w", call(), kept);
    await keepWriting(home, "v", "t", writing);
    await undoAsksOf(home, ["v"]);
    expect(await readAsks(home, "v")).toEqual({ writing: null, kept: [] });
    expect((await db.getAll("ops")).map((one) => one.kind)).toEqual(["follow_up"]);
    expect(await readNotes(home)).toEqual([]);
  });
});
