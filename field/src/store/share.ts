// All that the phone holds, as a file that a manager takes in, as often as needed (SY-13).

import { sent } from "../core/outbox.ts";
import { getMeta, STRICT, type Db } from "./db.ts";
import { sealOld } from "./home.ts";
import { stamp } from "./save.ts";

export interface Shared { palier: "outbox"; format: 1; device: string | null; made_at: string; ops: object[] }

// What is in the file has left the phone: its bytes never change again, as if it had been sent. What was put aside goes too:
// a server restored since may no longer have it.
export async function shareOutbox(db: Db): Promise<Shared> {
  await sealOld(db);
  const tx = db.transaction("ops", "readwrite", STRICT);
  const ops = await tx.store.getAll();
  for (const op of ops) if (op.state === "unsent") void tx.store.put({ ...op, state: "flight" });
  await tx.done;
  return { palier: "outbox", format: 1, device: await getMeta<string>(db, "device"), made_at: stamp(), ops: ops.map(sent) };
}
