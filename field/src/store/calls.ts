// An SOS, an alert, « tout va bien »: one strict transaction each. None needs the PIN: what is written is sealed, and nothing is read.

import type { Op, TourMark } from "../core/types.ts";
import { newId, type Db } from "./db.ts";
import { draft } from "./home.ts";
import { Changed, putOp, stamp, untilUnchanged, write } from "./save.ts";

const FORMATS: Record<string, number> = { sos: 2, check_in: 2, alert: 1 };

export async function keepCall(db: Db, kind: "sos" | "alert", body: object): Promise<string> {
  const id = newId();
  const made = await draft(db, kind, id, 1, body, stamp(), FORMATS[kind]);
  await write(db, ["ops", "meta"], (tx) => putOp(tx, made));
  return id;
}

// Taken back. What never left the phone is simply gone; otherwise the desk is told that all is well. True when it may have left.
export function withdrawCall(db: Db, id: string, kind: "sos" | "alert", body: object): Promise<boolean> {
  const revisions = IDBKeyRange.bound([id, 0], [id, Infinity]);
  return untilUnchanged(async () => {
    const before = (await db.getAll("ops", revisions)).at(-1);
    const rev = (before?.rev ?? 1) + 1;
    const made = await draft(db, kind, id, rev, { ...body, void: true }, stamp(), FORMATS[kind]);
    let left = true;
    await write(db, ["ops", "meta"], async (tx) => {
      const now = ((await tx.objectStore("ops").getAll(revisions)) as Op[]).at(-1);
      if (now?.rev !== before?.rev) throw new Changed();
      left = now?.state !== "unsent";
      if (left) await putOp(tx, made);
      else void tx.objectStore("ops").delete([id, now!.rev]);
    });
    return left;
  });
}

// « Tout va bien »; `until` is a clock of the site, when the time of return changes, and `due` the same as a moment.
export async function sayFine(db: Db, tour: string, until: string | null, due: number | undefined): Promise<TourMark> {
  const at = stamp();
  const made = await draft(db, "check_in", newId(), 1, { tour, at, ...(until ? { until } : {}) }, at, FORMATS["check_in"]);
  let mark: TourMark = { tour, started_at: at, ended_at: null };
  await write(db, ["ops", "meta", "marks"], async (tx) => {
    await putOp(tx, made);
    mark = { ...mark, ...((await tx.objectStore("marks").get(tour)) as TourMark | undefined), heard: Date.parse(at), ...(due ? { due } : {}) };
    void tx.objectStore("marks").put(mark);
  });
  return mark;
}
