// The app's own data, and nothing else, leaves the phone (house §5.2, DV-05).

import { STRICT, type Db } from "./db.ts";

// Empties the phone once everything on it has an answer; what was written meanwhile keeps it as it is. True when it is empty.
// One transaction: a visit kept between the last answer and this one is never swept away. `anyhow`: the voisin said so.
export async function empty(db: Db, anyhow = false): Promise<boolean> {
  const tx = db.transaction(["ops", "meta", "tours", "missions", "notes", "marks", "doors"], "readwrite", STRICT);
  const waits = (await tx.objectStore("ops").getAll()).some((op) => op.state === "unsent" || op.state === "flight");
  if (!waits || anyhow) for (const name of tx.objectStoreNames) void tx.objectStore(name).clear();
  await tx.done;
  return !waits || anyhow;
}
