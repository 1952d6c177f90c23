// Presence signed and opinions given: each an operation, with what it changes on the screen and among the hours, in one transaction.

import { lengthOf } from "../core/hours.ts";
import type { Since } from "../core/months.ts";
import { NOTHING_SIGNED, stillLeaving, type Marks, type ShownSession, type TrainingSince } from "../core/training.ts";
import type { Hours, MonthEntry, Op, Training } from "../core/types.ts";
import { newId } from "./db.ts";
import { draft, type Home } from "./home.ts";
import { changeHours } from "./hours.ts";
import { putOp, stamp, write } from "./save.ts";
import type { Boxed } from "./vault.ts";

const KEY = "training_since";

export async function readSigned(home: Home, training: Training): Promise<TrainingSince> {
  const box = (await home.db.get("meta", KEY)) as Boxed | undefined;
  return stillLeaving(training, box ? await home.vault.take<TrainingSince>(box) : NOTHING_SIGNED);
}

// Signed, or taken back. The hours that follow bear the id of the presence, here as on the server: they are one. Hours declared by hand
// for that moment stand, and none are added.
export async function signSession(home: Home, training: Training, hours: Hours | null, session: ShownSession, from: string, to: string, on: boolean): Promise<void> {
  const since = await readSigned(home, training);
  const op = session.op ?? newId();
  const rev = session.op ? session.rev + 1 : 1;
  const body = { session: session.id, from, to, ...(on ? {} : { void: true }) };
  const made = await draft(home.db, "attendance", op, rev, body, stamp());
  const box = await home.vault.put({ ...since, signed: { ...since.signed, [session.id]: { op, rev, on } } });
  await changeHours(home, hours, (kept) => withEntry(kept, hours, session, from, to, on), async (tx) => {
    const first = session.op ? ((await tx.objectStore("ops").get([op, rev - 1])) as Op | undefined) : undefined;
    if (first?.state === "unsent") void tx.objectStore("ops").delete([op, rev - 1]);
    void tx.objectStore("meta").put(box, KEY);
    await putOp(tx, made);
  });
}

function withEntry(kept: Since, hours: Hours | null, session: ShownSession, from: string, to: string, on: boolean): Since {
  const told = (hours?.months ?? []).flatMap((month) => month.entries);
  const others = [...told, ...Object.values(kept.entries).flatMap(({ entry }) => (entry ? [entry] : []))].filter((one) => one.id !== session.attendance);
  const id = session.attendance;
  const rev = Math.max(told.find((one) => one.id === id)?.rev ?? 0, kept.entries[id]?.rev ?? 0) + 1;
  if (!on) return { ...kept, entries: { ...kept.entries, [id]: { rev, entry: null } } };
  if (others.some((one) => one.day === session.day && one.sort === "training" && from < one.to && one.from < to)) return kept;
  const entry: MonthEntry = { id, rev, day: session.day, from, to, sort: "training", minutes: lengthOf(from, to), reason: null, mine: false };
  return { ...kept, entries: { ...kept.entries, [id]: { rev, entry } } };
}

export async function sayOpinion(home: Home, training: Training, session: string, marks: Marks): Promise<void> {
  const since = await readSigned(home, training);
  const made = await draft(home.db, "training_opinion", newId(), 1, { session, ...marks }, stamp());
  const box = await home.vault.put({ ...since, said: [...since.said, session] });
  await write(home.db, ["ops", "meta"], async (tx) => {
    void tx.objectStore("meta").put(box, KEY);
    await putOp(tx, made);
  });
}
