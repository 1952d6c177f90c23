// The months that the phone shows: what waits to leave, what the server has told since, what cannot be kept.

import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it } from "vitest";
import { NOTHING, shownMonths, stillWaiting, troubleOf } from "../src/core/months.ts";
import type { Hours, MonthEntry, MonthSheet } from "../src/core/types.ts";
import type { Home } from "../src/store/home.ts";
import { declareTime, readSince, signMonth, takeBack } from "../src/store/hours.ts";
import { freshHome } from "./helpers.ts";

const entry = (id: string, day: string, from = "17:30", to = "20:00"): MonthEntry => ({ id, rev: 1, day, from, to, sort: "field", minutes: 150, reason: null, mine: true });
const month = (name: string, state: MonthSheet["state"], entries: MonthEntry[]): MonthSheet => ({
  month: name, due: 900, worked: entries.length * 150, sorts: {}, at_10: 0, at_25: 0, state, digest: state === "open" ? null : `d-${name}`, entries,
});
const hours = (...months: MonthSheet[]): Hours => ({ month: months[0]!.month, contract_minutes: 900, declared: [], months });
const TIME = { day: "2026-03-20", from: "14:00", to: "15:30", sort: "training" };

describe("what is shown", () => {
  it("adds what was declared here to an open month, and leaves a confirmed one alone", () => {
    const made = { ...entry("n", "2026-03-20", "14:00", "15:30"), minutes: 90 };
    const since = { entries: { n: { rev: 1, entry: made }, old: { rev: 1, entry: { ...made, id: "old", day: "2026-02-20" } } }, signed: [] };
    const [march, february] = shownMonths(hours(month("2026-03", "open", [entry("a", "2026-03-05")]), month("2026-02", "confirmed", [])), since);
    expect(march!.entries.map((one) => one.id)).toEqual(["a", "n"]);
    expect(march!.worked).toBe(240);
    expect(february!.entries).toEqual([]);
  });
  it("hides what was taken back until the server says so too", () => {
    const told = hours(month("2026-03", "open", [entry("a", "2026-03-05")]));
    const since = { entries: { a: { rev: 2, entry: null } }, signed: [] };
    expect(shownMonths(told, since)[0]!.worked).toBe(0);
    expect(stillWaiting(told, since)).toEqual(since);
    expect(stillWaiting(hours(month("2026-03", "open", [])), since)).toEqual(NOTHING);
  });
  it("forgets what the server has told, and signatures that it took", () => {
    const since = { entries: { a: { rev: 1, entry: entry("a", "2026-03-05") } }, signed: ["d-2026-02"] };
    expect(stillWaiting(hours(month("2026-03", "open", [entry("a", "2026-03-05")]), month("2026-02", "signed", [])), since)).toEqual(NOTHING);
    expect(shownMonths(hours(month("2026-02", "confirmed", [])), since)[0]!.leaving).toBe(true);
  });
  it("works with a server of before", () => expect(shownMonths({ month: "2026-03", contract_minutes: 900, declared: [] }, NOTHING)).toEqual([]));
});

describe("what cannot be kept", () => {
  const months = shownMonths(hours(month("2026-03", "open", [entry("a", "2026-03-05")]), month("2026-02", "confirmed", [])), NOTHING);
  it.each([
    ["2026-03-05", "20:00", "21:00", null], ["2026-03-05", "19:00", "21:00", "overlap"], ["2026-03-05", "", "21:00", "empty"],
    ["2026-03-05", "21:00", "21:00", "empty"], ["2026-03-29", "10:00", "11:00", "future"], ["2026-02-20", "10:00", "11:00", "closed"], ["2020-01-01", "10:00", "11:00", "closed"],
  ])("%s %s %s → %s", (day, from, to, trouble) => expect(troubleOf(months, day, from, to, "2026-03-20")).toBe(trouble));
});

describe("what is written", () => {
  let home: Home;
  const told = hours(month("2026-03", "open", []));
  beforeEach(async () => {
    home = await freshHome();
  });
  const ops = async () => (await home.db.getAll("ops")).map(({ kind, format, rev, body }) => ({ kind, format, rev, body }));

  it("is one operation of format 2 and is shown at once", async () => {
    await declareTime(home, told, TIME);
    expect(await ops()).toEqual([{ kind: "hours_declared", format: 2, rev: 1, body: TIME }]);
    expect(shownMonths(told, await readSince(home, told))[0]!.worked).toBe(90);
  });
  it("is gone when taken back before it left, and undone by a revision after", async () => {
    await declareTime(home, told, TIME);
    const [mine] = shownMonths(told, await readSince(home, told))[0]!.entries;
    await takeBack(home, told, mine!);
    expect(await ops()).toEqual([]);
    const known = hours(month("2026-03", "open", [entry("a", "2026-03-05")]));
    await takeBack(home, known, entry("a", "2026-03-05"));
    expect(await ops()).toEqual([{ kind: "hours_declared", format: 2, rev: 2, body: { day: "2026-03-05", from: "17:30", to: "20:00", sort: "field", void: true } }]);
  });
  it("signs these very figures", async () => {
    const confirmed = hours(month("2026-03", "confirmed", []));
    await signMonth(home, confirmed, "2026-03", "d-2026-03");
    expect(await ops()).toEqual([{ kind: "month_signed", format: 1, rev: 1, body: { month: "2026-03", digest: "d-2026-03" } }]);
    expect(shownMonths(confirmed, await readSince(home, confirmed))[0]!.leaving).toBe(true);
  });
});
