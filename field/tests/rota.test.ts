// The weeks to come on the phone: one tap on a morning, what waits to leave, what the server has told since.

import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it } from "vitest";
import { covers, NOTHING_SAID, otherHours, shownRota, sorted, stillToSay, toDeclare, toggled, withWindow, type RotaSince } from "../src/core/rota.ts";
import type { ShownMonth } from "../src/core/months.ts";
import type { Rota, Slot, Window } from "../src/core/types.ts";
import type { Home } from "../src/store/home.ts";
import { answerSlot, readSaid, sayDifference, sayWeek, takeBackDifference } from "../src/store/rota.ts";
import { freshHome } from "./helpers.ts";

const AFTERNOON: Window = { day: 2, from: "12:00", to: "17:00" };
const EVENING: Window = { day: 2, from: "17:00", to: "21:00" };
const slot = (state: Slot["state"] = "waiting", more: Partial<Slot> = {}): Slot => ({
  id: "s", sort: "field", title: "Porte-à-porte", place: "", day: "2026-03-19", from: "17:30", to: "19:30", left: 1, with: [], state, op: null, rev: 0,
  giving: null, was: null, notice: 7, short: false, ...more,
});
const rota = (...slots: Slot[]): Rota => ({ week: null, differences: [], slots, holidays: [], feed: null });

describe("a usual week", () => {
  it("joins the parts that touch and parts them again", () => {
    const both = toggled(toggled([], AFTERNOON), EVENING);
    expect(both).toEqual([{ day: 2, from: "12:00", to: "21:00" }]);
    expect(covers(both, EVENING)).toBe(true);
    expect(toggled(both, AFTERNOON)).toEqual([EVENING]);
    expect(toggled(toggled(both, AFTERNOON), EVENING)).toEqual([]);
  });
  it("keeps hours that are no part of the day", () => {
    const odd = withWindow([EVENING], { day: 2, from: "07:30", to: "08:30" });
    expect(otherHours(odd, 2)).toEqual([{ day: 2, from: "07:30", to: "08:30" }]);
    expect(otherHours(odd, 3)).toEqual([]);
    expect(covers(odd, { ...EVENING, day: 3 })).toBe(false);
    expect(otherHours([{ day: 2, from: "18:00", to: "20:00" }], 2)).toHaveLength(1);
  });
});

describe("what is shown", () => {
  const answered = (answer: "yes" | "no", rev = 1): RotaSince => ({ ...NOTHING_SAID, answers: { s: { op: "o", rev, answer, day: "2026-03-19", from: "17:30", to: "19:30" } } });
  it("puts an answer at its place before the server has heard it", () => {
    expect(sorted(shownRota(rota(slot()), answered("yes")).slots).taken).toHaveLength(1);
    expect(sorted(shownRota(rota(slot("accepted")), answered("no")).slots).past).toHaveLength(1);
    expect(sorted(shownRota(rota(slot("full"), slot("held", { id: "t" })), NOTHING_SAID).slots).ask).toHaveLength(2);
    expect(sorted(shownRota(rota(slot("cancelled", { op: "o" })), NOTHING_SAID).slots).taken).toHaveLength(1);
  });
  it("forgets it once the server has, whatever came of it", () => {
    const since = answered("yes", 2);
    expect(stillToSay(rota(slot("waiting", { op: "o", rev: 1 })), since)).toEqual(since);
    expect(stillToSay(rota(slot("full", { op: "o", rev: 2 })), since)).toEqual(NOTHING_SAID);
    expect(stillToSay(rota(), since)).toEqual(NOTHING_SAID);
  });
});

describe("hours of a moment where she came", () => {
  const month = (state: "open" | "signed", entries: { day: string; from: string; to: string }[] = []): ShownMonth =>
    ({ month: "2026-03", state, entries, leaving: false }) as unknown as ShownMonth;
  const came = slot("accepted");
  it("are proposed once it is over, until some are noted", () => {
    expect(toDeclare([came], [month("open")], "2026-03-19T19:29:00+01:00")).toEqual([]);
    expect(toDeclare([came, slot("refused"), slot("accepted", { tour: true })], [month("open")], "2026-03-19T19:30:00+01:00")).toEqual([came]);
    expect(toDeclare([came], [month("open", [{ day: "2026-03-19", from: "18:00", to: "20:00" }])], "2026-03-20T08:00:00+01:00")).toEqual([]);
    expect(toDeclare([came], [month("signed")], "2026-03-20T08:00:00+01:00")).toEqual([]);
  });
});

describe("what is written", () => {
  let home: Home;
  beforeEach(async () => {
    home = await freshHome();
  });
  const ops = async () => (await home.db.getAll("ops")).map(({ kind, rev, body }) => ({ kind, rev, body }));

  it("is the whole week, and the last word of those that never left", async () => {
    await sayWeek(home, rota(), [EVENING]);
    await sayWeek(home, rota(), [AFTERNOON]);
    expect(await ops()).toEqual([{ kind: "availability", rev: 2, body: { windows: [AFTERNOON] } }]);
    expect(shownRota(rota(), await readSaid(home, rota())).week!.windows).toEqual([AFTERNOON]);
  });
  it("follows the server's own revision of the week", async () => {
    await sayWeek(home, { ...rota(), week: { id: "w", rev: 4, windows: [] } }, [EVENING]);
    expect((await home.db.getAll("ops")).map((op) => [op.id, op.rev])).toEqual([["w", 5]]);
  });
  it("is days that differ, taken back by the next revision", async () => {
    await sayDifference(home, rota(), { first: "2026-04-18", last: "2026-05-03", free: false });
    const [made] = shownRota(rota(), await readSaid(home, rota())).differences;
    await takeBackDifference(home, { ...rota(), differences: [made!] }, made!);
    expect((await ops()).map((op) => [op.rev, op.body!["void"]])).toEqual([[1, undefined], [2, true]]);
    expect(shownRota({ ...rota(), differences: [made!] }, await readSaid(home, { ...rota(), differences: [made!] })).differences).toEqual([]);
  });
  it("is an answer with the hours that were on the screen", async () => {
    await answerSlot(home, rota(slot()), slot(), "yes");
    await answerSlot(home, rota(slot()), slot(), "none");
    const seen = { slot: "s", day: "2026-03-19", from: "17:30", to: "19:30" };
    expect(await ops()).toEqual([{ kind: "slot_answer", rev: 2, body: { ...seen, answer: "none" } }]);
  });
});
