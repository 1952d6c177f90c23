// Time declared by hand and months signed: each an operation, with what it changes on the screen, in one transaction.

import { NOTHING, stillWaiting, type Since } from "../core/months.ts";
import { lengthOf } from "../core/hours.ts";
import type { Hours, MonthEntry, Op } from "../core/types.ts";
import { newId } from "./db.ts";
import { draft, same, type Home } from "./home.ts";
import { Changed, putOp, stamp, untilUnchanged, write, type Tx } from "./save.ts";
import type { Boxed } from "./vault.ts";

const KEY = "hours_since";

export async function readSince(home: Home, hours: Hours | null): Promise<Since> {
  const box = (await home.db.get("meta", KEY)) as Boxed | undefined;
  return stillWaiting(hours, box ? await home.vault.take<Since>(box) : NOTHING);
}

export function changeHours(home: Home, hours: Hours | null, to: (since: Since) => Since, also: (tx: Tx) => Promise<void>): Promise<void> {
  return untilUnchanged(async () => {
    const before = (await home.db.get("meta", KEY)) as Boxed | undefined;
    const box = await home.vault.put(to(await readSince(home, hours)));
    await write(home.db, ["ops", "meta"], async (tx) => {
      if (!same((await tx.objectStore("meta").get(KEY)) as Boxed | undefined, before)) throw new Changed();
      void tx.objectStore("meta").put(box, KEY);
      await also(tx);
    });
  });
}

export async function declareTime(home: Home, hours: Hours | null, time: { day: string; from: string; to: string; sort: string }): Promise<void> {
  const id = newId();
  const made = await draft(home.db, "hours_declared", id, 1, time, stamp(), 2);
  const entry: MonthEntry = { ...time, id, rev: 1, minutes: lengthOf(time.from, time.to), reason: null, mine: true };
  await changeHours(home, hours, (since) => ({ ...since, entries: { ...since.entries, [id]: { rev: 1, entry } } }), (tx) => putOp(tx, made));
}

// Taken back: what never left the phone is simply gone; otherwise the next revision says so.
export async function takeBack(home: Home, hours: Hours | null, entry: MonthEntry): Promise<void> {
  const rev = entry.rev + 1;
  const { day, from, to, sort } = entry;
  const made = await draft(home.db, "hours_declared", entry.id, rev, { day, from, to, sort, void: true }, stamp(), 2);
  await changeHours(home, hours, (since) => ({ ...since, entries: { ...since.entries, [entry.id]: { rev, entry: null } } }), async (tx) => {
    const first = (await tx.objectStore("ops").get([entry.id, entry.rev])) as Op | undefined;
    if (first?.state === "unsent") void tx.objectStore("ops").delete([entry.id, entry.rev]);
    else await putOp(tx, made);
  });
}

export async function signMonth(home: Home, hours: Hours | null, month: string, digest: string): Promise<void> {
  const made = await draft(home.db, "month_signed", newId(), 1, { month, digest }, stamp());
  await changeHours(home, hours, (since) => ({ ...since, signed: [...since.signed, digest] }), (tx) => putOp(tx, made));
}
