import { describe, expect, it } from "vitest";
import { NOTHING_SIGNED, shownTraining, stillLeaving } from "../src/core/training.ts";
import type { Session, Training } from "../src/core/types.ts";

const one = (more: Partial<Session> = {}): Session => ({
  id: "s", attendance: "a", title: "L’eau", by: "", place: "", day: "2026-03-14", from: "09:30", to: "11:30", state: "asked", signed: false,
  op: null, rev: 0, answered: false, ...more,
});
const of = (...sessions: Session[]): Training => ({ sessions, followed: { count: 0, minutes: 0 }, lacks: [] });
const AT = "2026-03-14T10:00:00+01:00";

describe("training", () => {
  it("is signed from its beginning on, not before", () => {
    expect(shownTraining(of(one()), NOTHING_SIGNED, "2026-03-14T09:29:59+01:00").coming).toHaveLength(1);
    expect(shownTraining(of(one()), NOTHING_SIGNED, AT).sign).toHaveLength(1);
    expect(shownTraining(of(one({ state: "cancelled" })), NOTHING_SIGNED, AT).sign).toHaveLength(0);
  });

  it("shows what was signed here until the server tells it, and what was taken back", () => {
    const since = { signed: { s: { op: "o", rev: 1, on: true } }, said: ["s"] };
    const [past] = shownTraining(of(one()), since, AT).past;
    expect([past!.state, past!.signed, past!.leaving, past!.answered]).toEqual(["there", true, true, true]);
    expect(stillLeaving(of(one({ op: "o", rev: 1, state: "there", signed: true })), since)).toEqual({ signed: {}, said: ["s"] });
    expect(stillLeaving(of(one({ answered: true })), since)).toEqual({ signed: since.signed, said: [] });
    const back = { signed: { s: { op: "o", rev: 2, on: false } }, said: [] };
    expect(shownTraining(of(one({ op: "o", rev: 1, state: "there", signed: true })), back, AT).sign).toHaveLength(1);
  });
});
