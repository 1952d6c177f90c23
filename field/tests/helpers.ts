// A paired phone with an open vault, on a fresh IndexedDB.

import { IDBFactory } from "fake-indexeddb";
import { openDb, setMeta, type Db } from "../src/store/db.ts";
import type { Home } from "../src/store/home.ts";
import { makeVault } from "../src/store/vault.ts";

export async function freshHome(): Promise<Home> {
  globalThis.indexedDB = new IDBFactory();
  const db: Db = await openDb();
  await setMeta(db, { token: "x", device: "d", epoch: "e1" });
  return { db, vault: await makeVault(db, "135790", 1000) };
}
