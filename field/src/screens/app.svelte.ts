// What the screens share: what the phone carries, what it keeps, where the voisin is.

import type { AskKind } from "../core/asks.ts";
import { notesByDoor, tourOrder } from "../core/doors.ts";
import type { Entrance, Fate, Hours, Me, Mission, Said, Service, Tour, TourMark, VisitBody, VisitNote } from "../core/types.ts";
import { tongue } from "../l10n/tongue.svelte.ts";
import { countVisits, readCarried, type Counts } from "../store/carry.ts";
import { getMeta, newId, openDb, setMeta, type Db } from "../store/db.ts";
import { empty } from "../store/empty.ts";
import type { Home } from "../store/home.ts";
import { makeRoom, PAUSED, SOUNDS } from "../store/room.ts";
import { shareOutbox } from "../store/share.ts";
import { ASKS, forgetOldNotes, readNotes, saveVisit, stamp, undoVisits } from "../store/save.ts";
import { emptyVault, makeVault, unlock, type PinRecord, type Vault } from "../store/vault.ts";
import { makeSync, pair as pairPhone, type Outcome as SyncOutcome, type Sync } from "../sync/sync.ts";

export type Page =
  | { name: "today" | "mailbox" | "me" | "hours" | "pair" | "guide" }
  | { name: "stairs"; tour: string; entrance: string }
  | { name: "door" | "talk" | "note"; tour: string; entrance: string; door: string; visit?: string }
  | { name: "ask"; tour: string; entrance: string; door: string; visit: string; ask: AskKind }
  | { name: "end"; tour: string }
  | { name: "badge"; from?: Page };

// Chrome's question "install?", kept until the voisin asks for it.
export interface InstallPrompt extends Event { prompt(): Promise<unknown> }

export interface Toast { text: string; sub: string; notes: VisitNote[]; key: number }

// Another language is a file of its own, and so is what fetches it: a phone that speaks French loads neither.
const words = (): Promise<typeof import("../l10n/words.ts")> => import("../l10n/words.ts");

// So are voices: read once the phone is open.
type Voice = typeof import("./voice/index.ts");

const MARK = "palier-paired";
const NONE: Counts = { kept: 0, flight: 0, arrived: 0, aside: 0, oldest: null };

class App {
  ready = $state(false);
  paired = $state(false);
  // choose: a PIN is to be chosen. enter: the phone is locked. lost: ten wrong PINs, to be paired again.
  lock = $state<"choose" | "enter" | "lost" | null>(null);
  me = $state<Me | null>(null);
  hours = $state<Hours | null>(null);
  directory = $state.raw<Service[]>([]);
  tours = $state.raw<Tour[]>([]);
  missions = $state.raw<Map<string, Mission>>(new Map());
  common = $state.raw<Said | null>(null);
  voices = $state.raw<Fate[]>([]);
  voice = $state.raw<Voice | null>(null);
  notes = $state.raw<VisitNote[]>([]);
  marks = $state.raw<Map<string, TourMark>>(new Map());
  counts = $state<Counts>(NONE);
  page = $state<Page>({ name: "today" });
  online = $state(navigator.onLine);
  sync = $state<SyncOutcome | "going" | null>(null);
  lastSuccess = $state<number | null>(null);
  night = $state(false);
  toast = $state<Toast | null>(null);
  said = $state("");
  full = $state(false);
  persisted = $state<boolean | null>(null);
  install = $state.raw<InstallPrompt | null>(null);
  update = $state<ServiceWorker | null>(null);
  wiped = $state(false);
  emptied = $state(false);
  forgotten = $state(false);
  downwards = $state(true);
  // The guide's language; until one is touched, the screens' own.
  guideLanguage = $state<string | null>(null);
  choosing = $state(false);
  talkLanguage = "fr";
  db!: Db;
  private vault: Vault | null = null;
  private touched = Date.now();
  private sender: Sync | null = null;

  async start(): Promise<void> {
    this.db = await openDb();
    await forgetOldNotes(this.db);
    this.paired = (await getMeta<string>(this.db, "token")) !== null;
    // A mark outside the database: when it outlives the database, the system has emptied the app (DV-09).
    this.emptied = !this.paired && !(await getMeta<string>(this.db, "install")) && localStorage.getItem(MARK) !== null;
    this.night = (await getMeta<boolean>(this.db, "night")) ?? false;
    this.downwards = (await getMeta<boolean>(this.db, "downwards")) ?? true;
    const language = await getMeta<string>(this.db, "language");
    if (language) await (await words()).recall(language);
    this.counts = await countVisits(this.db);
    if (this.paired) this.lock = (await getMeta<PinRecord>(this.db, "pin")) ? "enter" : "choose";
    history.replaceState(this.page.name, "");
    addEventListener("popstate", () => this.up());
    addEventListener("beforeinstallprompt", (event) => {
      event.preventDefault();
      this.install = event as InstallPrompt;
    });
    addEventListener("online", () => (this.online = true));
    addEventListener("offline", () => (this.online = false));
    this.watch();
    this.ready = true;
    if (this.paired) this.run();
    void this.askWordsAgain();
    void this.askToPersist();
  }

  // Locked again when hidden for five minutes or untouched for thirty; never over an open conversation (house §5.1).
  private watch(): void {
    let hidden = 0;
    for (const sign of ["pointerdown", "keydown"]) addEventListener(sign, () => (this.touched = Date.now()), { passive: true });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") hidden = Date.now();
      else if (hidden && Date.now() - hidden > 5 * 60_000) this.lockAgain();
    });
    setInterval(() => {
      if (Date.now() - this.touched > 30 * 60_000) this.lockAgain();
    }, 60_000);
  }

  get language(): string {
    return this.guideLanguage ?? tongue.code;
  }

  private async askWordsAgain(): Promise<void> {
    if (await getMeta<string>(this.db, "language")) await (await words()).askAgain();
  }

  // False when the words of that language are not to be had now.
  async speak(code: string): Promise<boolean> {
    if (!(await (await words()).speak(code))) return false;
    await setMeta(this.db, { language: code });
    return true;
  }

  lockAgain(): void {
    if (!this.vault || ["talk", "note", "door", "ask"].includes(this.page.name)) return;
    this.vault = null;
    this.lock = "enter";
    this.me = this.hours = null;
    this.tours = this.directory = [];
    this.missions = new Map();
    this.common = null;
    this.voices = [];
    this.notes = [];
    this.toast = null;
  }

  get home(): Home {
    if (!this.vault) throw new Error("locked");
    return { db: this.db, vault: this.vault };
  }

  // A PIN chosen: from now on what the phone carries is under it.
  async choosePin(pin: string): Promise<void> {
    this.vault = await makeVault(this.db, pin);
    this.lock = null;
    await this.retry();
    await this.load();
  }

  // Null when it opened; else how long to wait, in milliseconds.
  async enterPin(pin: string): Promise<{ wrong: number; until: number } | null> {
    const found = await unlock(this.db, pin);
    if ("wrong" in found) return found;
    if ("erased" in found) {
      this.lock = "lost";
      return null;
    }
    this.vault = found.vault;
    await forgetOldNotes(this.db);
    await this.load();
    const last = await getMeta<Page>(this.db, "page");
    // Where the conversation was left, it is found again; everything else starts at the top of the house.
    if (last && "tour" in last && this.exists(last) && !this.ended(last.tour)) this.page = last;
    this.touched = Date.now();
    this.lock = null;
    void this.sender?.run();
    return null;
  }

  private exists(page: Page): boolean {
    return !("tour" in page) || this.tours.some((tour) => tour.id === page.tour);
  }

  private run(): void {
    this.sender ??= makeSync(this.db, {
      fetch: (...input) => fetch(...input), dice: Math.random, locks: navigator.locks,
      changed: (outcome) => void this.synced(outcome),
      home: () => (this.vault ? this.home : null),
      about: () => ({ version: __VERSION__, persisted: this.persisted }),
    });
    this.sender.start();
  }

  private async synced(outcome: SyncOutcome): Promise<void> {
    this.sync = outcome;
    if (outcome === "revoked") {
      if (await empty(this.db)) await this.leave();
      else this.soon();
    } else if (outcome === "done") void this.askWordsAgain();
    await this.load();
    if (outcome === "done") void this.wakeVoice().then((voice) => voice?.sounds.tend(this.vault !== null));
  }

  private async wakeVoice(): Promise<Voice | null> {
    this.voice ??= await import("./voice/index.ts").catch(() => null);
    await this.voice?.sounds.look().catch(() => undefined);
    return this.voice;
  }

  async retry(): Promise<void> {
    this.sync = "going";
    await this.sender?.run();
  }

  async load(): Promise<void> {
    if (this.vault) {
      const carried = await readCarried(this.home);
      this.me = carried.me;
      this.hours = carried.hours;
      this.directory = carried.directory;
      this.tours = carried.tours.sort(tourOrder);
      this.missions = new Map(carried.missions.map((one) => [one.id, one]));
      this.common = carried.said;
      this.voices = carried.voices;
      if (!this.voice) void this.wakeVoice();
      this.notes = await readNotes(this.home);
    }
    this.marks = new Map((await this.db.getAll("marks")).map((one) => [one.tour, one]));
    this.counts = await countVisits(this.db);
    this.lastSuccess = await getMeta<number>(this.db, "last_success");
  }

  async pair(code: string): Promise<string | null> {
    let install = await getMeta<string>(this.db, "install");
    if (!install) {
      install = newId();
      await setMeta(this.db, { install });
    }
    const refusal = await pairPhone(this.db, fetch.bind(window), code, install);
    if (refusal) return refusal;
    this.paired = true;
    this.wiped = this.emptied = false;
    localStorage.setItem(MARK, "1");
    await this.askToPersist();
    this.run();
    // The same phone paired again keeps its PIN, unless it was forgotten; a new one chooses it.
    if (this.forgotten) await emptyVault(this.db);
    this.forgotten = false;
    if (!this.vault) this.lock = (await getMeta<PinRecord>(this.db, "pin")) ? "enter" : "choose";
    await this.retry();
    this.go({ name: "today" });
    return null;
  }

  // All that the phone holds, as a file: the manager can take it in, as often as needed (SY-13).
  async share(): Promise<void> {
    const file = new File([JSON.stringify(await shareOutbox(this.db))], `palier-${stamp().slice(0, 10)}.palier.json`, { type: "application/json" });
    if (navigator.canShare?.({ files: [file] })) {
      await navigator.share({ files: [file] }).catch(() => undefined);
      return;
    }
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: file.name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  async askToPersist(): Promise<void> {
    try {
      this.persisted = (await navigator.storage?.persist?.()) ?? null;
    } catch {
      this.persisted = null;
    }
  }

  async addToHome(): Promise<void> {
    await this.install?.prompt();
    this.install = null;
    await this.askToPersist();
  }

  go(page: Page, replace = false): void {
    this.page = page;
    if (replace) history.replaceState(page.name, "");
    else history.pushState(page.name, "");
    void setMeta(this.db, { page: $state.snapshot(page) });
  }

  // Where "back" leads: up the house, not through every tap of the evening.
  up(): void {
    const page = this.page;
    if (page.name === "note" || page.name === "ask") this.page = { ...page, name: "talk" };
    else if (page.name === "door" || page.name === "talk") {
      this.page = { name: "stairs", tour: page.tour, entrance: page.entrance };
    } else if (page.name === "hours") this.page = { name: "me" };
    else if (page.name === "end") this.page = this.stairsOf(page.tour) ?? { name: "today" };
    else this.page = (page.name === "badge" && page.from) || { name: "today" };
    void setMeta(this.db, { page: $state.snapshot(this.page) });
  }

  stairsOf(tourId: string): Page | null {
    const tour = this.tours.find((one) => one.id === tourId);
    const first = tour?.stops[0];
    return first ? { name: "stairs", tour: tourId, entrance: first.entrance } : null;
  }

  tour(id: string): Tour | undefined {
    return this.tours.find((one) => one.id === id);
  }

  entrance(tour: string, id: string): Entrance | undefined {
    return this.tour(tour)?.entrances.find((one) => one.id === id);
  }

  done(tour: string): Map<string, VisitNote> {
    return notesByDoor(this.notes, tour);
  }

  ended(tour: string): boolean {
    return Boolean(this.marks.get(tour)?.ended_at);
  }

  say(text: string): void {
    this.said = "";
    setTimeout(() => (this.said = text), 50);
  }

  // Everything that is saved goes through here. A full phone is said loudly; what was typed stays on the screen.
  // After a failed write the browser may hold the database closed: it is opened again, once, before giving up. Sounds go before
  // a visit does: oldest first, until it fits or none is left.
  async write<T>(work: (home: Home) => Promise<T>): Promise<T | null> {
    for (let tries = 0; ; tries += 1) {
      try {
        const done = await work(this.home);
        this.full = false;
        if (tries > 1) void this.voice?.sounds.look();
        return done;
      } catch (problem) {
        if (tries > 0 && !(await makeRoom())) {
          console.error(problem);
          break;
        }
        await this.reopen();
      }
    }
    this.full = true;
    return null;
  }

  private async reopen(): Promise<void> {
    this.db.close();
    this.db = await openDb().catch(() => this.db);
    this.sender?.stop();
    this.sender = null;
    this.run();
  }

  async keep(body: VisitBody, id?: string): Promise<VisitNote | null> {
    // One id for both tries: a write that failed after all being kept is then corrected, never doubled.
    const one = id ?? newId();
    const note = await this.write((home) => saveVisit(home, $state.snapshot(body) as VisitBody, one));
    if (!note) return null;
    this.notes = [...this.notes.filter((one) => one.id !== note.id), note];
    this.counts = await countVisits(this.db);
    this.soon();
    return note;
  }

  private pending: ReturnType<typeof setTimeout> | undefined;

  // What was just kept leaves a little later, so that the undo of a tap does not make two posts.
  soon(): void {
    clearTimeout(this.pending);
    this.pending = setTimeout(() => void this.sender?.run(), 7000);
  }

  show(text: string, sub: string, notes: VisitNote[]): void {
    this.toast = { text, sub, notes, key: Date.now() };
    this.say(`${text}, ${sub}`);
  }

  async undo(notes: VisitNote[]): Promise<void> {
    await this.write((home) => undoVisits(home, notes));
    if (await getMeta(this.db, ASKS)) {
      const { undoAsksOf } = await import("../store/asks.ts");
      await this.write((home) => undoAsksOf(home, notes.map((one) => one.id)));
    }
    this.toast = null;
    await this.load();
    this.soon();
  }

  setNight(on: boolean): void {
    this.night = on;
    void setMeta(this.db, { night: on });
  }

  setWay(downwards: boolean): void {
    this.downwards = downwards;
    void setMeta(this.db, { downwards });
  }

  async wipe(): Promise<void> {
    await empty(this.db, true);
    await this.leave();
    await this.load();
  }

  private async leave(): Promise<void> {
    this.sender?.stop();
    this.sender = null;
    localStorage.removeItem(MARK);
    await (await words()).forgetWords();
    localStorage.removeItem(PAUSED);
    await this.voice?.sounds.forget();
    await caches.delete(SOUNDS).catch(() => false);
    this.vault = this.lock = null;
    this.me = this.hours = null;
    this.tours = [];
    this.notes = [];
    this.paired = false;
    this.wiped = true;
    this.page = { name: "today" };
  }

  now(): string {
    return stamp();
  }
}

export const app = new App();
