// Training on the phone: what is to be signed, what comes, with what was signed or said here and has not come back yet. Pure.

import type { Session, Training } from "./types.ts";

export const ASPECTS = ["useful", "clear", "ready"] as const;
export type Marks = Record<(typeof ASPECTS)[number], number>;

export interface Signed { op: string; rev: number; on: boolean }
// What was written here since the last download, by session.
export interface TrainingSince { signed: Record<string, Signed>; said: string[] }
export const NOTHING_SIGNED: TrainingSince = { signed: {}, said: [] };

export interface ShownSession extends Session { leaving: boolean }
export interface Shown { sign: ShownSession[]; coming: ShownSession[]; past: ShownSession[] }

const begun = (one: Session, now: string): boolean => `${one.day}T${one.from}` <= now;

// `now`: this phone's clock on the site's own time, "YYYY-MM-DDTHH:MM…". Presence is not signed before the session begins.
export function shownTraining(training: Training, since: TrainingSince, now: string): Shown {
  const all = training.sessions.map((one): ShownSession => {
    const mine = since.signed[one.id];
    const answered = one.answered || since.said.includes(one.id);
    if (!mine || mine.rev <= one.rev && mine.op === one.op) return { ...one, answered, leaving: false };
    return { ...one, state: mine.on ? "there" : "asked", signed: mine.on, op: mine.op, rev: mine.rev, answered, leaving: true };
  });
  return {
    sign: all.filter((one) => one.state === "asked" && begun(one, now)),
    coming: all.filter((one) => !begun(one, now)),
    past: all.filter((one) => begun(one, now) && one.state !== "asked").reverse(),
  };
}

// What the server has told by now is forgotten here.
export function stillLeaving(training: Training, since: TrainingSince): TrainingSince {
  const told = new Map(training.sessions.map((one) => [one.id, one]));
  const signed = Object.fromEntries(Object.entries(since.signed).filter(([id, mine]) => {
    const one = told.get(id);
    return !!one && !(one.op === mine.op && one.rev >= mine.rev);
  }));
  return { signed, said: since.said.filter((id) => told.get(id)?.answered === false) };
}
