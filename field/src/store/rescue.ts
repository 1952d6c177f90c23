// A way out when the app does not open: what is to be sent, read from the database as it is, whatever its version, or else from
// its copy (SY-13).

import { sent } from "../core/outbox.ts";
import type { Op } from "../core/types.ts";
import { readCopy } from "./copy.ts";
import { NAME } from "./db.ts";
import { within } from "./room.ts";
import { stamp } from "./save.ts";
import type { Shared } from "./share.ts";

// Null when there is nothing to read, or when neither answers in time: each has its own. `closed`: the database is not to be touched.
export async function readRescue(closed = false, patience = 5_000): Promise<Shared | null> {
  const found = closed ? null : await within(readDatabase(), null, patience);
  return found ?? within(readCopied(), null, patience);
}

// What is still to be sealed stays: in a file its bytes would be others than those that leave.
const file = (device: string | null, ops: Op[]): Shared =>
  ({ palier: "outbox", format: 1, device, made_at: stamp(), ops: ops.filter((op) => op.sealed || op.state !== "unsent").map(sent) });

async function readCopied(): Promise<Shared | null> {
  const copy = await readCopy();
  return copy?.ops.length ? file(copy.device, copy.ops) : null;
}

async function readDatabase(): Promise<Shared | null> {
  const db = await new Promise<IDBDatabase | null>((done, fail) => {
    const asked = indexedDB.open(NAME);
    // Never a new, empty database: that would hide that the old one is gone.
    asked.onupgradeneeded = () => {
      asked.transaction?.abort();
      done(null);
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error ?? new Error("open"));
  });
  if (!db) return null;
  try {
    const tx = db.transaction(["ops", "meta"]);
    const [ops, device] = await Promise.all([value<Op[]>(tx.objectStore("ops").getAll()), value<string | undefined>(tx.objectStore("meta").get("device"))]);
    return file(device ?? null, ops);
  } finally {
    db.close();
  }
}

const value = <T>(asked: IDBRequest): Promise<T> =>
  new Promise((done, fail) => {
    asked.onsuccess = () => done(asked.result as T);
    asked.onerror = () => fail(asked.error ?? new Error("read"));
  });
