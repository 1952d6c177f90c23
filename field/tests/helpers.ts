// A paired phone with an open vault, on a fresh IndexedDB.

import { readFileSync } from "node:fs";
import { IDBFactory } from "fake-indexeddb";
import type { Download, VisitBody } from "../src/core/types.ts";
import { openDb, setMeta, type Db } from "../src/store/db.ts";
import type { Home } from "../src/store/home.ts";
import { makeVault } from "../src/store/vault.ts";

export async function freshHome(): Promise<Home> {
  globalThis.indexedDB = new IDBFactory();
  const db: Db = await openDb();
  await setMeta(db, { token: "x", device: "d", epoch: "e1" });
  return { db, vault: await makeVault(db, "135790", 1000) };
}

export const download = JSON.parse(readFileSync("../contract/examples/tours.json", "utf8")) as Download;

export const a_body = (door: string, outcome: VisitBody["outcome"] = "absent"): VisitBody => ({
  tour: "t", door, pass: 1, outcome, informed: false, language: null, started_at: "2026-03-12T18:00:00+01:00", ended_at: "2026-03-12T18:01:00+01:00",
  place: null, answers: {}, needs: [], handed: [], note: "",
});
