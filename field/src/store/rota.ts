// What the voisin says of her weeks and of what she is offered: each an operation, with what it changes here, in one transaction.

import { NOTHING_SAID, stillToSay, type RotaSince } from "../core/rota.ts";
import type { Difference, Op, Rota, Slot, SlotAnswer, Window } from "../core/types.ts";
import { getMeta, newId } from "./db.ts";
import { draft, same, type Draft, type Home } from "./home.ts";
import { Changed, putOp, stamp, untilUnchanged, write, type Tx } from "./save.ts";
import type { Boxed } from "./vault.ts";

const KEY = "rota_since";

export async function readSaid(home: Home, rota: Rota): Promise<RotaSince> {
  const box = (await home.db.get("meta", KEY)) as Boxed | undefined;
  return stillToSay(rota, box ? await home.vault.take<RotaSince>(box) : NOTHING_SAID);
}

// `to` gives the operation and what is remembered of it, from what was said until now.
function say(home: Home, rota: Rota, to: (since: RotaSince) => Promise<{ made: Draft; since: RotaSince; instead?: [string, number] }>): Promise<void> {
  return untilUnchanged(async () => {
    const before = (await home.db.get("meta", KEY)) as Boxed | undefined;
    const { made, since, instead } = await to(await readSaid(home, rota));
    const box = await home.vault.put(since);
    await write(home.db, ["ops", "meta"], async (tx: Tx) => {
      if (!same((await tx.objectStore("meta").get(KEY)) as Boxed | undefined, before)) throw new Changed();
      void tx.objectStore("meta").put(box, KEY);
      // What never left the phone is replaced; what may have left stays, and the next revision follows it.
      const older = instead ? ((await tx.objectStore("ops").get(instead)) as Op | undefined) : undefined;
      if (older?.state === "unsent") void tx.objectStore("ops").delete(instead!);
      await putOp(tx, made);
    });
  });
}

export function sayWeek(home: Home, rota: Rota, windows: Window[]): Promise<void> {
  return say(home, rota, async (since) => {
    const before = since.week ?? rota.week;
    const week = { id: before?.id ?? newId(), rev: (before?.rev ?? 0) + 1, windows };
    const made = await draft(home.db, "availability", week.id, week.rev, { windows }, stamp());
    return { made, since: { ...since, week }, ...(before ? { instead: [before.id, before.rev] as [string, number] } : {}) };
  });
}

export function sayDifference(home: Home, rota: Rota, one: Omit<Difference, "id" | "rev">): Promise<void> {
  return say(home, rota, async (since) => {
    const entry: Difference = { ...one, id: newId(), rev: 1 };
    const made = await draft(home.db, "availability", entry.id, 1, one, stamp());
    return { made, since: { ...since, differences: { ...since.differences, [entry.id]: { rev: 1, entry } } } };
  });
}

export function takeBackDifference(home: Home, rota: Rota, entry: Difference): Promise<void> {
  return say(home, rota, async (since) => {
    const { id, rev: before, ...body } = entry;
    const rev = before + 1;
    const made = await draft(home.db, "availability", id, rev, { ...body, void: true }, stamp());
    return { made, since: { ...since, differences: { ...since.differences, [id]: { rev, entry: null } } } };
  });
}

// The hours that are on the screen go with the answer: a yes to other hours is no yes.
export function answerSlot(home: Home, rota: Rota, slot: Slot, answer: SlotAnswer): Promise<void> {
  return say(home, rota, async (since) => {
    const before = since.answers[slot.id] ?? (slot.op ? { op: slot.op, rev: slot.rev } : null);
    const [op, rev] = [before?.op ?? newId(), (before?.rev ?? 0) + 1];
    const { day, from, to } = slot;
    const made = await draft(home.db, "slot_answer", op, rev, { slot: slot.id, answer, day, from, to }, stamp());
    const answers = { ...since.answers, [slot.id]: { op, rev, answer, day, from, to } };
    return { made, since: { ...since, answers }, ...(before ? { instead: [op, before.rev] as [string, number] } : {}) };
  });
}

// A private address for a calendar app; null without network. Told once: it is not kept here.
export async function agendaAddress(home: Home, what: "" | "/close" = ""): Promise<string | null> {
  try {
    const token = await getMeta<string>(home.db, "token");
    const answer = await fetch(`/api/field/v1/agenda${what}`, {
      method: "POST", cache: "no-store", credentials: "omit", headers: { Authorization: `Bearer ${token}` },
    });
    const found = (await answer.json()) as { epoch?: string; address?: string };
    return answer.ok && found.epoch ? (found.address ?? "") : null;
  } catch {
    return null;
  }
}
