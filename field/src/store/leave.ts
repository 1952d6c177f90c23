// « Je rends ce téléphone », or a phone closed at the desk: nothing of Palier stays on it (DV-11, DV-12). Works without network.

import { deleteDB } from "idb";
import { forgetCopy } from "./copy.ts";
import { NAME, type Db } from "./db.ts";
import { empty } from "./empty.ts";

const OURS = /^palier/;
const PATIENCE = 3_000;

// The copy first, so that it brings nothing back; then emptied in one strict transaction, so that nothing is left whatever
// happens next; then removed. Never rejects.
export async function eraseAll(db: Db): Promise<void> {
  await forgetCopy().catch(() => undefined);
  await empty(db, true).catch(() => undefined);
  db.close();
  const removals = [forgetDatabases(), forgetCaches(), forgetWorkers()].map((one) => one.catch(() => undefined));
  await Promise.race([Promise.all(removals), new Promise((done) => setTimeout(done, PATIENCE))]);
}

async function forgetDatabases(): Promise<void> {
  const found = (await indexedDB.databases?.().catch(() => [])) ?? [];
  const names = new Set([NAME, ...found.map((one) => one.name ?? "").filter((name) => OURS.test(name))]);
  await Promise.all([...names].map((name) => deleteDB(name)));
}

async function forgetCaches(): Promise<void> {
  if (!("caches" in globalThis)) return;
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
}

async function forgetWorkers(): Promise<void> {
  const found = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  await Promise.all(found.map((one) => one.unregister()));
}
