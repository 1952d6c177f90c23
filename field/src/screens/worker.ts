// The service worker seen from the page: a newer version waits until somebody takes it, and never takes over a page where
// something is half done, nor while anything is on its way to the server (SY-10).

import { app } from "./app.svelte.ts";

const OFTEN = 6 * 3600_000;
const PATIENCE = 4_000;

export async function watchWorker(): Promise<void> {
  const workers = navigator.serviceWorker;
  let held = workers.controller !== null;
  workers.addEventListener("message", (event) => {
    if (event.data === "calm?") event.ports[0]?.postMessage(app.calm);
  });
  workers.addEventListener("controllerchange", () => {
    // The first worker of a fresh phone changes nothing; the next ones bring another app than this page's.
    app.stale = held;
    held = true;
  });
  const registration = await workers.register("/sw.js");
  const look = (): void => {
    app.update = workers.controller ? registration.waiting : null;
  };
  look();
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look));
  // It puts its shell in order, and drops older ones when no other page may still need them.
  workers.controller?.postMessage({ settled: new URL(import.meta.url).pathname });
  let asked = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible" || Date.now() - asked < OFTEN) return;
    asked = Date.now();
    void registration.update().catch(() => undefined);
  });
}

// False when another page of the app is open and busy, or too old to answer. The page reloads by itself afterwards.
export async function takeUpdate(): Promise<boolean> {
  const waiting = app.update;
  if (!waiting) return false;
  const taken = (): Promise<boolean> => new Promise((done) => {
    navigator.serviceWorker.addEventListener("controllerchange", () => done(true), { once: true });
    setTimeout(() => done(false), PATIENCE);
    waiting.postMessage("take-over");
  });
  await app.idle();
  // The sender's own lock: while it is held here, no page has anything on its way.
  return navigator.locks ? navigator.locks.request("palier-sync", taken) : taken();
}
