// The app's shell, kept on the phone: it opens with the server dead. The list and its hashes are written by the build.

declare const SHELL: { version: string; files: string[] };

const worker = self as unknown as ServiceWorkerGlobalScope;
const CACHE = `palier-${SHELL.version}`;
// Words and letters of the languages that were chosen here: they outlive every version (l10n/words.ts).
const LASTING = "palier-lasting";

worker.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL.files.map((file) => new Request(file, { cache: "reload" })))));
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith("palier-") && name !== CACHE && name !== LASTING).map((name) => caches.delete(name))))
      .then(() => worker.clients.claim()),
  );
});

worker.addEventListener("message", (event) => {
  if (event.data === "take-over") void worker.skipWaiting();
});

worker.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin || url.pathname.startsWith("/api/")) return;
  event.respondWith(fromShell(event.request, url));
});

async function fromShell(request: Request, url: URL): Promise<Response> {
  const cache = await caches.open(CACHE);
  const asked = request.mode === "navigate" ? "/" : url.pathname;
  const kept = await cache.match(asked, { ignoreVary: true });
  if (kept) return kept;
  if (!url.pathname.startsWith("/fonts/")) return fetch(request);
  // Fonts of other languages are kept when they are first met.
  const lasting = await caches.open(LASTING);
  const font = await lasting.match(asked);
  if (font) return font;
  const fresh = await fetch(request);
  if (fresh.ok) await lasting.put(asked, fresh.clone());
  return fresh;
}
