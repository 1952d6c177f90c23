// The app's shell, kept on the phone: it opens with the server dead. The list and its hashes are written by the build.

declare const SHELL: { version: string; files: Record<string, string> };

const worker = self as unknown as ServiceWorkerGlobalScope;
const CACHE = `palier-${SHELL.version}`;
// Words and letters of the languages that were chosen here: they outlive every version (l10n/words.ts).
const LASTING = "palier-lasting";
// Shells of this app, of any version; other caches (words, sounds) are somebody else's.
const SHELLS = /^palier-[0-9a-f]{16}$/;
const PATIENCE = 1_500;

worker.addEventListener("install", (event) => event.waitUntil(fill()));
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));

// What an older shell or a half-done installation already has is not fetched again. A file that is not the one of this build
// (a server half updated, a captive portal) is refused: the version that works stays.
async function fill(): Promise<void> {
  const cache = await caches.open(CACHE);
  await Promise.all(Object.entries(SHELL.files).map(async ([path, hash]) => {
    if (await cache.match(path, { ignoreVary: true })) return;
    const kept = await caches.match(path, { ignoreVary: true });
    if (kept && (await hashOf(kept.clone())) === hash) return cache.put(path, kept);
    const fresh = await fetch(new Request(path, { cache: "reload" }));
    if (!fresh.ok || (await hashOf(fresh.clone())) !== hash) throw new Error(`${path} is not of this build`);
    return cache.put(path, fresh);
  }));
}

async function hashOf(response: Response): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await response.arrayBuffer()));
  return [...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

worker.addEventListener("message", (event) => {
  if (event.data === "take-over") event.waitUntil(takeOver(event.source as Client | null));
  else if (event.data?.settled) event.waitUntil(settle(String(event.data.settled)));
});

const pages = (): Promise<readonly WindowClient[]> => worker.clients.matchAll({ type: "window", includeUncontrolled: true });

// Only when every other page says that nothing is half done on it. One that does not answer is not known to be calm.
async function takeOver(asking: Client | null): Promise<void> {
  const others = (await pages()).filter((page) => page.id !== asking?.id);
  const calm = await Promise.all(others.map(isCalm));
  if (calm.every(Boolean)) await worker.skipWaiting();
}

function isCalm(page: WindowClient): Promise<boolean> {
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => done(event.data === true);
    setTimeout(() => done(false), PATIENCE);
    page.postMessage("calm?", [port2]);
  });
}

// A page of this very build has started: what the system took from the shell is fetched again, and older shells go once no
// other page is open that may still need them.
async function settle(script: string): Promise<void> {
  if (!(script in SHELL.files)) return;
  await fill();
  if ((await pages()).length > 1) return;
  const old = (await caches.keys()).filter((name) => SHELLS.test(name) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

worker.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin || url.pathname.startsWith("/api/")) return;
  event.respondWith(fromShell(event.request, url));
});

async function fromShell(request: Request, url: URL): Promise<Response> {
  const asked = request.mode === "navigate" ? "/" : url.pathname;
  const kept = await inCaches(asked);
  if (kept) return kept;
  try {
    const fresh = await fetch(request);
    // Fonts of other languages are kept when they are first met.
    if (fresh.ok && url.pathname.startsWith("/fonts/")) await keep(asked, fresh.clone());
    return fresh;
  } catch (problem) {
    if (request.mode !== "navigate") throw problem;
    return new Response(NOTHING, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
  }
}

// This build's own file first; then what an older page, still open, may ask for, and letters. A browser whose caches fail has
// the network.
async function inCaches(asked: string): Promise<Response | undefined> {
  try {
    const own = await (await caches.open(CACHE)).match(asked, { ignoreVary: true });
    return own ?? (/^\/(assets|fonts)\//.test(asked) ? await caches.match(asked, { ignoreVary: true }) : undefined);
  } catch {
    return undefined;
  }
}

async function keep(asked: string, response: Response): Promise<void> {
  try {
    await (await caches.open(LASTING)).put(asked, response);
  } catch {
    // A full phone shows the font and does not keep it.
  }
}

// The system took the shell and there is no network: what was noted is in another place, and is still there.
const NOTHING = `<!doctype html><html lang="fr"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="15">
<title>Palier</title><body style="font:20px/1.5 sans-serif;margin:2em"><h1>Palier attend le réseau</h1><p>Le téléphone a effacé l’application, pas ce qui est noté.
Dès qu’il y a un peu de réseau, elle revient toute seule.</p><p><a href="/">Réessayer</a></p>`;
