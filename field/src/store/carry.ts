// What the phone carries from the server, boxed and kept in one transaction with its cursor.

import { isUrgent, isVoid, isWaiting } from "../core/outbox.ts";
import type { Door, Download, Fate, Hours, Me, Mission, Op, Rota, Safety, Said, Service, Tour, Training } from "../core/types.ts";
import { STRICT, type Db } from "./db.ts";
import type { Home } from "./home.ts";
import { readNotes } from "./save.ts";
import type { Boxed } from "./vault.ts";

interface DoorChange { kind: string; door: string; entrance?: string; floor: number; label: string; position: number }

export interface Carried { me: Me | null; hours: Hours | null; rota: Rota | null; directory: Service[]; safety: Safety | null; training: Training | null; said: Said | null; voices: Fate[]; tours: Tour[]; missions: Mission[] }

export async function keepDownload(home: Home, found: Download): Promise<void> {
  const { db, vault } = home;
  const held = new Set((await db.getAll("ops")).filter((op) => op.state !== "received").map((op) => op.id));
  const rows = await db.getAll("doors");
  const pending = await Promise.all(rows.filter((row) => held.has(row.op)).map((row) => vault.take<DoorChange>(row.box)));
  const box = async <T extends { id: string }>(one: T): Promise<{ id: string; box: Boxed }> => ({ id: one.id, box: await vault.put(one) });
  const tours = await Promise.all(found.changed.map(async (tour) => ({ ...(await box(withPending(tour, pending))), until: untilOf(tour) })));
  const missions = await Promise.all(found.missions.map(box));
  const moved = await Promise.all(
    (Object.keys(found.aliases).length ? await readNotes(home) : []).filter((note) => found.aliases[note.door])
      .map(async (note) => ({ note, box: await vault.put({ door: found.aliases[note.door], body: note.body }) })),
  );
  const me = await vault.put({
    voisin: found.voisin, hours: found.hours, rota: found.rota, directory: found.directory ?? [], safety: found.safety ?? null, training: found.training ?? null, said: found.said, voices: found.voices,
  });
  const badge = found.badge ? await vault.put(found.badge) : null;
  const tx = db.transaction(["tours", "missions", "meta", "ops", "notes", "doors"], "readwrite", STRICT);
  for (const row of missions) void tx.objectStore("missions").put(row);
  for (const row of tours) void tx.objectStore("tours").put(row);
  for (const gone of found.gone) void tx.objectStore("tours").delete(gone);
  for (const row of rows) if (!held.has(row.op)) void tx.objectStore("doors").delete(row.op);
  for (const { note, box: moving } of moved) {
    const now = await tx.objectStore("notes").get(note.id);
    if (now?.rev === note.rev) void tx.objectStore("notes").put({ ...now, box: moving });
  }
  for (const { id, rev } of found.resolved) {
    const op = await tx.objectStore("ops").get([id, rev]);
    if (op?.state === "aside") void tx.objectStore("ops").put({ ...op, state: "received", reason: null });
  }
  const meta = tx.objectStore("meta");
  void meta.put(found.cursor, "cursor");
  void meta.put(me, "me");
  if (badge) void meta.put(badge, "badge");
  if (found.server_keys?.length && found.kid) void meta.put({ kid: found.kid, keys: found.server_keys }, "keys");
  await tx.done;
}

export async function readCarried({ db, vault }: Home): Promise<Carried> {
  const me = (await db.get("meta", "me")) as Boxed | undefined;
  const mine = me ? await vault.take<{ voisin: Me; hours: Hours; rota?: Rota; directory?: Service[]; safety?: Safety | null; training?: Training | null; said?: Said; voices?: Fate[] }>(me) : null;
  return {
    me: mine?.voisin ?? null, hours: mine?.hours ?? null, rota: mine?.rota ?? null, directory: mine?.directory ?? [], safety: mine?.safety ?? null, training: mine?.training ?? null, said: mine?.said ?? null, voices: mine?.voices ?? [],
    tours: await Promise.all((await db.getAll("tours")).map((row) => vault.take<Tour>(row.box))),
    missions: await Promise.all((await db.getAll("missions")).map((row) => vault.take<Mission>(row.box))),
  };
}

// Missions and door changes that no tour on this phone names any more go as well; only an open vault can tell.
export async function forgetUnnamed({ db, vault }: Home, tours: Tour[]): Promise<void> {
  const missions = new Set(tours.map((tour) => tour.mission));
  const entrances = tours.flatMap((tour) => tour.entrances);
  const named = new Set(entrances.flatMap((one) => [one.id, ...one.doors.map((door) => door.id)]));
  const rows = await db.getAll("doors");
  const changes = await Promise.all(rows.map(async (row) => ({ op: row.op, ...(await vault.take<DoorChange>(row.box)) })));
  const gone = changes.filter((change) => !named.has(change.door) && !named.has(change.entrance ?? ""));
  const unnamed = (await db.getAllKeys("missions")).filter((id) => !missions.has(id));
  if (!gone.length && !unnamed.length) return;
  const tx = db.transaction(["missions", "doors"], "readwrite", STRICT);
  for (const id of unnamed) void tx.objectStore("missions").delete(id);
  for (const { op } of gone) void tx.objectStore("doors").delete(op);
  await tx.done;
}

// A day after its end, in milliseconds of this phone's clock: from then on nothing of it stays here.
const untilOf = (tour: Tour): number => Date.parse(`${tour.day}T${tour.ends_at}`) + 24 * 3600_000;

// Doors changed here and not yet known there stay as the voisin sees them.
function withPending(tour: Tour, pending: DoorChange[]): Tour {
  const entrances = tour.entrances.map((entrance) => {
    let doors = entrance.doors;
    for (const change of pending) {
      if (change.kind === "door_added" && change.entrance === entrance.id && !doors.some((one) => one.id === change.door)) {
        const made: Door = {
          id: change.door, floor: change.floor, label: change.label, position: change.position, state: "to_do", attempts: 0, pass: 1,
        };
        doors = [...doors, made];
      } else if (change.kind === "door_renamed") {
        doors = doors.map((one) => (one.id === change.door ? { ...one, label: change.label } : one));
      } else if (change.kind === "door_removed") doors = doors.filter((one) => one.id !== change.door);
    }
    return { ...entrance, doors };
  });
  return { ...tour, entrances };
}

// `urgent`: an SOS or an alert that has not arrived.
export interface Counts { urgent: number; kept: number; flight: number; arrived: number; aside: number; oldest: string | null }

// How many visits stand where; other operations travel with them but are not counted to the voisin.
export async function countVisits(db: Db): Promise<Counts> {
  const ops = await db.getAll("ops");
  const visits = new Map<string, Op>();
  for (const op of ops) {
    const best = visits.get(op.id);
    if (op.kind === "visit" && (!best || best.rev < op.rev)) visits.set(op.id, op);
  }
  const all = [...visits.values()].filter((op) => !isVoid(op));
  const waiting = all.filter(isWaiting);
  const safe = ((await db.get("meta", "arrived")) as number | undefined) ?? 0;
  return {
    urgent: ops.filter((op) => isUrgent(op) && isWaiting(op)).length,
    kept: waiting.length,
    flight: all.filter((op) => op.state === "flight").length,
    arrived: all.filter((op) => op.state === "received").length + safe,
    aside: all.filter((op) => op.state === "aside").length,
    oldest: waiting.map((op) => op.made_at).sort()[0] ?? null,
  };
}
