// Where a voisin writes: the database, the open vault, and whom to seal to.

import type { Op } from "../core/types.ts";
import { getMeta, type Db } from "./db.ts";
import { seal, type ServerKey } from "./seal.ts";
import type { Boxed, Vault } from "./vault.ts";

export interface Home { db: Db; vault: Vault }

export interface Keys { kid: string; keys: ServerKey[] }

// The key to seal to; null until the server has given one.
export async function sealingKey(db: Db): Promise<ServerKey | null> {
  const known = await getMeta<Keys>(db, "keys");
  return known?.keys.find((one) => one.kid === known.kid) ?? null;
}

export type Draft = Pick<Op, "id" | "rev" | "kind" | "format" | "made_at" | "void"> & Pick<Op, "sealed" | "body">;

// An operation ready to be written: sealed once, and never again (house §5.1).
export async function draft(db: Db, kind: string, id: string, rev: number, body: object, madeAt: string, format = 1,
): Promise<Draft> {
  const plain = body as Record<string, unknown>;
  const shell = { id, rev, kind, format, made_at: madeAt, void: plain["void"] === true };
  const [key, device] = [await sealingKey(db), await getMeta<string>(db, "device")];
  if (!key || !device) return { ...shell, body: plain };
  return { ...shell, sealed: await seal(key, { id, rev, kind, format, device, body: plain }) };
}

// What the first version of the app left in clear, and what was written before any key was known. Never what may have left.
export async function sealOld(db: Db): Promise<void> {
  const open = (await db.getAll("ops")).filter((op) => op.body && op.state === "unsent");
  for (const op of open) {
    const sealed = await draft(db, op.kind, op.id, op.rev, op.body!, op.made_at, op.format);
    if (!sealed.sealed) return;
    const tx = db.transaction("ops", "readwrite", { durability: "strict" });
    const now = await tx.store.get([op.id, op.rev]);
    if (now?.state === "unsent" && now.body) {
      const { body: _gone, ...rest } = now;
      void tx.store.put({ ...rest, void: sealed.void, sealed: sealed.sealed });
    }
    await tx.done;
  }
}

// True when a box was not written again in between.
export function same(one: Boxed | undefined, two: Boxed | undefined): boolean {
  return one === two || (!!one && !!two && one.iv.every((byte, place) => byte === two.iv[place]));
}
