// What the phone carries from the server, kept in one transaction with its cursor.

import type { Door, Download, Op, Tour } from "../core/types.ts";
import { STRICT, type Db } from "./db.ts";

export async function keepDownload(db: Db, found: Download): Promise<void> {
  const tx = db.transaction(["tours", "missions", "meta", "ops", "notes"], "readwrite", STRICT);
  const pending = (await tx.objectStore("ops").getAll()).filter((op) => op.kind.startsWith("door_") && op.state !== "received");
  for (const mission of found.missions) void tx.objectStore("missions").put(mission);
  for (const tour of found.changed) void tx.objectStore("tours").put(withPending(tour, pending));
  for (const gone of found.gone) void tx.objectStore("tours").delete(gone);
  for (const note of await tx.objectStore("notes").getAll()) {
    const kept = found.aliases[note.door];
    if (kept) void tx.objectStore("notes").put({ ...note, door: kept });
  }
  for (const { id, rev } of found.resolved) {
    const op = await tx.objectStore("ops").get([id, rev]);
    if (op?.state === "aside") void tx.objectStore("ops").put({ ...op, state: "received", reason: null });
  }
  const meta = tx.objectStore("meta");
  void meta.put(found.cursor, "cursor");
  void meta.put(found.voisin, "voisin");
  void meta.put(found.hours, "hours");
  await tx.done;
}

// Doors changed here and not yet known there stay as the voisin sees them.
function withPending(tour: Tour, pending: Op[]): Tour {
  const entrances = tour.entrances.map((entrance) => {
    let doors = entrance.doors;
    for (const op of pending) {
      const body = op.body as { door: string; entrance?: string; floor: number; label: string; position: number };
      if (op.kind === "door_added" && body.entrance === entrance.id && !doors.some((one) => one.id === body.door)) {
        const made: Door = {
          id: body.door, floor: body.floor, label: body.label, position: body.position, state: "to_do", attempts: 0,
          pass: 1,
        };
        doors = [...doors, made];
      } else if (op.kind === "door_renamed") {
        doors = doors.map((one) => (one.id === body.door ? { ...one, label: body.label } : one));
      } else if (op.kind === "door_removed") doors = doors.filter((one) => one.id !== body.door);
    }
    return { ...entrance, doors };
  });
  return { ...tour, entrances };
}

export interface Counts { kept: number; flight: number; arrived: number; aside: number; oldest: string | null }

// How many visits stand where; other operations travel with them but are not counted to the voisin.
export async function countVisits(db: Db): Promise<Counts> {
  const ops = await db.getAll("ops");
  const visits = new Map<string, Op>();
  for (const op of ops) {
    const best = visits.get(op.id);
    if (op.kind === "visit" && (!best || best.rev < op.rev)) visits.set(op.id, op);
  }
  const all = [...visits.values()].filter((op) => op.body["void"] !== true);
  const waiting = all.filter((op) => op.state === "unsent" || op.state === "flight");
  const safe = ((await db.get("meta", "arrived")) as number | undefined) ?? 0;
  return {
    kept: waiting.length,
    flight: all.filter((op) => op.state === "flight").length,
    arrived: all.filter((op) => op.state === "received").length + safe,
    aside: all.filter((op) => op.state === "aside").length,
    oldest: waiting.map((op) => op.made_at).sort()[0] ?? null,
  };
}
