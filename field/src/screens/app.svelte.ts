// What the screens share: what the phone carries, what it keeps, where the voisin is.

import type { AskKind } from "../core/asks.ts";
import { isLate } from "../core/back.ts";
import { notesByDoor, tourOrder } from "../core/doors.ts";
import { nearlyFull, noLongerLookedAfter } from "../core/handset.ts";
import type { Entrance, Fate, Hours, Me, Mission, Rota, Safety, Said, Service, Tour, TourMark, Training, VisitBody, VisitNote } from "../core/types.ts";
import { tongue } from "../l10n/tongue.svelte.ts";
import { bringBack, keepCopy } from "../store/copy.ts";
import { countVisits, forgetUnnamed, readCarried, type Counts } from "../store/carry.ts";
import { getMeta, newId, setMeta, type Db } from "../store/db.ts";
import { empty } from "../store/empty.ts";
import type { Home } from "../store/home.ts";
import { eraseAll } from "../store/leave.ts";
import { openHouse, type House, type Trouble } from "../store/opening.ts";
import { keepReserve, makeRoom, measureRoom, PAUSED, within } from "../store/room.ts";
import { shareOutbox } from "../store/share.ts";
import { ASKS, forgetOldNotes, readNotes, saveVisit, stamp, undoVisits } from "../store/save.ts";
import { emptyVault, makeVault, unlock, type PinRecord, type Vault } from "../store/vault.ts";
import { makeSync, pair as pairPhone, type Outcome as SyncOutcome, type Sync } from "../sync/sync.ts";
import { handOver } from "./hand.ts";
import { forgetMarks, readMark, writeMark } from "./mark.ts";

export type Page =
  | { name: "today" | "mailbox" | "me" | "hours" | "rota" | "review" | "survey" | "training" | "pair" | "guide" }
  | { name: "stairs"; tour: string; entrance: string }
  | { name: "door" | "talk" | "note"; tour: string; entrance: string; door: string; visit?: string }
  | { name: "ask"; tour: string; entrance: string; door: string; visit: string; ask: AskKind }
  | { name: "end"; tour: string }
  | { name: "badge"; from?: Page }
  // Help is reached from everywhere, and leads back there. `sort`: which danger, once it was said.
  | { name: "help"; back: Page; sort?: string };

// Chrome's question "install?", kept until the voisin asks for it.
export interface InstallPrompt extends Event { prompt(): Promise<unknown> }

export interface Toast { text: string; sub: string; notes: VisitNote[]; key: number }

// Another language is a file of its own, and so is what fetches it: a phone that speaks French loads neither.
const words = (): Promise<typeof import("../l10n/words.ts")> => import("../l10n/words.ts");

// So are voices: read once the phone is open.
type Voice = typeof import("./voice/index.ts");

// Nothing half done is on these screens: a newer version of the app may take over.
const CALM = ["today", "mailbox", "me", "guide"];
// Longer than this, a write says that it is under way; and a database that does not come back is given up for this tap.
const SLOW_WRITE = 1_500;
const PATIENCE = 4_000;
const COPY_AFTER = 300;
// The words of a language are on the phone: longer than this, the app opens in French and changes when they come.
const WORDS_PATIENCE = 1_000;
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const NONE: Counts = { urgent: 0, kept: 0, flight: 0, arrived: 0, aside: 0, oldest: null };

class App {
  ready = $state(false);
  paired = $state(false);
  // choose: a PIN is to be chosen. enter: the phone is locked. lost: ten wrong PINs, to be paired again.
  lock = $state<"choose" | "enter" | "lost" | null>(null);
  me = $state<Me | null>(null);
  hours = $state<Hours | null>(null);
  rota = $state.raw<Rota | null>(null);
  directory = $state.raw<Service[]>([]);
  safety = $state.raw<Safety | null>(null);
  training = $state.raw<Training | null>(null);
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
  // A save that the phone refused: for lack of room, or for another reason. What was typed is still on the screen.
  refused = $state<"full" | "other" | null>(null);
  saving = $state(false);
  // The app does not open, and why.
  trouble = $state<Trouble | null>(null);
  low = $state(false);
  // Operations that this phone had written and no longer has.
  lost = $state(0);
  // What was brought back after the browser had emptied its database.
  broughtBack = $state<number | null>(null);
  // Another phone had this voisin's name when this one was paired: perhaps this very one, emptied.
  replaced = $state(false);
  persisted = $state<boolean | null>(null);
  // A tour that should be over, and of which nothing was said.
  late = $state.raw<TourMark | null>(null);
  install = $state.raw<InstallPrompt | null>(null);
  update = $state<ServiceWorker | null>(null);
  // A newer version has taken over under this page: it is loaded as soon as nothing half done is on the screen.
  stale = $state(false);
  wiped = $state(false);
  emptied = $state(false);
  forgotten = $state(false);
  downwards = $state(true);
  // A number that was being written in a note, on its way to the sealed request. In memory only: the page itself is written down.
  given = "";
  // The guide's language; until one is touched, the screens' own.
  guideLanguage = $state<string | null>(null);
  choosing = $state(false);
  talkLanguage = "fr";
  readonly old = noLongerLookedAfter(navigator.userAgent);
  db!: Db;
  private erased = false;
  private writes = 0;
  private vault: Vault | null = null;
  private touched = Date.now();
  private sender: Sync | null = null;

  // Never hangs and never throws: what may do so is in `openHouse`, which says what it waits for.
  async start(): Promise<void> {
    this.listen();
    const house = await this.open();
    if (house.language) await Promise.race([this.recall(house.language), pause(WORDS_PATIENCE)]);
    this.enter(house);
    void forgetOldNotes(this.db).catch(() => undefined);
    void this.load().catch(() => undefined);
    void this.reconcile();
    void this.askWordsAgain();
    void this.askToPersist();
    void this.lookAtRoom();
  }

  private async open(): Promise<House> {
    const house = await openHouse({ tell: (trouble) => (this.trouble = trouble), closed: (db) => void (db === this.db && this.reopen()) });
    // Gone back in time: what its copy still has is not lost, and nobody is alarmed for it.
    if (house.install && (readMark() ?? 0) > house.counter) house.counter += await within(bringBack(house.db), 0);
    return house;
  }

  // What is kept, found again; or found gone.
  private enter(house: House): void {
    // The database was emptied under this page: what the PIN opened is no more, even when the copy brought the rest back.
    const gone = this.vault !== null && !house.pin;
    this.db = house.db;
    this.paired = house.paired;
    this.counts = house.counts;
    this.lastSuccess = house.lastSuccess;
    this.replaced = house.replaced;
    this.broughtBack = house.broughtBack;
    // A mark outside the database: when it outlives the database, the system has emptied the app (DV-09).
    const mark = readMark();
    this.emptied = !house.paired && !house.install && mark !== null;
    if (house.paired) this.compare(mark ?? 0, house);
    if (gone) this.shut(null);
    if (!this.ready || gone) {
      this.night = house.night;
      this.downwards = house.downwards;
      if (house.paired) this.lock = house.pin ? "enter" : "choose";
    }
    this.erased = false;
    this.ready = true;
    if (this.paired) this.run();
  }

  // What this phone once wrote and no longer has is said here and, at the next contact, to the desk.
  private compare(mark: number, house: House): void {
    this.lost = Math.max(house.lost?.n ?? 0, mark - house.counter);
    if (mark > house.counter) void this.remember({ lost: { n: this.lost, told: false } });
    writeMark(house.counter);
  }

  private listen(): void {
    history.replaceState(this.page.name, "");
    addEventListener("popstate", () => this.up());
    addEventListener("beforeinstallprompt", (event) => {
      event.preventDefault();
      this.install = event as InstallPrompt;
    });
    addEventListener("online", () => (this.online = true));
    addEventListener("offline", () => (this.online = false));
    this.watch();
  }

  get calm(): boolean {
    return this.writes === 0 && this.page.name !== "help" && (this.lock ? this.lock === "enter" : this.paired && CALM.includes(this.page.name));
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
      this.askBack();
    }, 60_000);
  }

  // The phone asks first; the desk only later (core/back.ts). Locked or not: it shows a time, and nothing else.
  askBack(): void {
    this.late = [...this.marks.values()].find((mark) => isLate(mark, Date.now())) ?? null;
  }

  help(): void {
    this.go({ name: "help", back: $state.snapshot(this.page) as Page });
  }

  get language(): string {
    return this.guideLanguage ?? tongue.code;
  }

  private async recall(code: string): Promise<void> {
    await words().then((found) => found.recall(code)).catch(() => undefined);
  }

  private async askWordsAgain(): Promise<void> {
    const chosen = await getMeta<string>(this.db, "language").catch(() => null);
    if (chosen) await words().then((found) => found.askAgain()).catch(() => undefined);
  }

  // False when the words of that language are not to be had now.
  async speak(code: string): Promise<boolean> {
    if (!(await (await words()).speak(code))) return false;
    await setMeta(this.db, { language: code });
    return true;
  }

  lockAgain(): void {
    if (this.vault && !["talk", "note", "door", "ask"].includes(this.page.name)) this.shut("enter");
  }

  private shut(lock: "enter" | null): void {
    this.vault = null;
    this.lock = lock;
    this.me = this.hours = this.rota = this.safety = this.training = null;
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
    // Chosen again after the database was emptied under an open door: its tour comes back with the network.
    if (!this.exists(this.page)) this.page = { name: "today" };
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
    await forgetOldNotes(this.db).catch(() => undefined);
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
    if (this.sender) return void this.sender.run();
    this.sender = makeSync(this.db, {
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
      if (await empty(this.db)) await this.wipe();
      else this.soon();
    } else {
      if (outcome === "done") void this.askWordsAgain();
      await this.load();
      this.copySoon();
      if (outcome === "done") void this.wakeVoice().then((voice) => voice?.sounds.tend(this.vault !== null));
    }
    void this.lookAtRoom();
  }

  private async wakeVoice(): Promise<Voice | null> {
    this.voice ??= await import("./voice/index.ts").catch(() => null);
    await this.voice?.sounds.look().catch(() => undefined);
    return this.voice;
  }

  // Everything that has not left yet, visits or not.
  async unsent(): Promise<number> {
    return (await this.db.getAll("ops")).filter((op) => op.state === "unsent" || op.state === "flight").length;
  }

  // Until the sender has finished what it is doing.
  async idle(): Promise<void> {
    await this.sender?.idle();
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
      this.rota = carried.rota;
      this.directory = carried.directory;
      this.safety = carried.safety;
      this.training = carried.training;
      this.tours = carried.tours.sort(tourOrder);
      this.missions = new Map(carried.missions.map((one) => [one.id, one]));
      this.common = carried.said;
      this.voices = carried.voices;
      if (!this.voice) void this.wakeVoice();
      this.notes = await readNotes(this.home);
      void forgetUnnamed(this.home, carried.tours).catch(() => undefined);
    }
    this.marks = new Map((await this.db.getAll("marks")).map((one) => [one.tour, one]));
    this.askBack();
    await this.recount();
    this.lastSuccess = await getMeta<number>(this.db, "last_success");
  }

  // Null when it is done; else why not.
  async pair(code: string): Promise<string | null> {
    try {
      return await this.pairNow(code);
    } catch (problem) {
      console.error(problem);
      return "refused";
    }
  }

  private async pairNow(code: string): Promise<string | null> {
    if (this.erased) this.enter(await this.open());
    let install = await getMeta<string>(this.db, "install");
    if (!install) {
      install = newId();
      await setMeta(this.db, { install });
    }
    const refusal = await pairPhone(this.db, fetch.bind(window), code, install);
    if (refusal) return refusal;
    this.paired = true;
    this.wiped = this.emptied = false;
    this.replaced = (await getMeta<boolean>(this.db, "replaced")) ?? false;
    writeMark((await getMeta<number>(this.db, "counter")) ?? 0);
    // Not waited for: a browser may ask the person, who answers when they like.
    void this.askToPersist();
    this.run();
    // The same phone paired again keeps its PIN, unless it was forgotten; a new one chooses it.
    if (this.forgotten) await emptyVault(this.db);
    this.forgotten = false;
    if (!this.vault) this.lock = (await getMeta<PinRecord>(this.db, "pin")) ? "enter" : "choose";
    void this.retry();
    this.go({ name: "today" });
    return null;
  }

  // The voisin has read what was said of it.
  understood(what: "replaced" | "lost" | "back"): void {
    if (what === "lost") this.lost = 0;
    else if (what === "back") this.broughtBack = null;
    else this.replaced = false;
    void this.remember(what === "lost" ? { lost: null } : what === "back" ? { brought_back: null } : { replaced: false });
  }

  // All that the phone holds, as a file: the manager can take it in, as often as needed (SY-13).
  async share(): Promise<void> {
    await handOver(await shareOutbox(this.db));
  }

  // A database gone back in time misses what its copy still has; only then may the copy follow the database.
  private reconciled = false;
  private async reconcile(): Promise<void> {
    if (await bringBack(this.db).catch(() => 0)) await this.load().catch(() => undefined);
    this.reconciled = true;
    this.copySoon();
  }

  // The second copy follows a little later: it makes no tap wait.
  private copying: ReturnType<typeof setTimeout> | undefined;
  private copySoon(): void {
    if (!this.reconciled) return;
    clearTimeout(this.copying);
    this.copying = setTimeout(() => void (this.erased || keepCopy(this.db)), COPY_AFTER);
  }

  private async lookAtRoom(): Promise<void> {
    const room = await within(measureRoom(), null);
    // A phone that has just been given back keeps no reserve either.
    if (this.erased) return;
    this.low = (room !== null && nearlyFull(room)) || !(await within(keepReserve(), true));
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
    void this.remember({ page: $state.snapshot(page) });
  }

  // Comforts: a phone that cannot write them works all the same.
  private async remember(values: Record<string, unknown>): Promise<void> {
    await setMeta(this.db, values).catch(() => undefined);
  }

  // Where "back" leads: up the house, not through every tap of the evening.
  up(): void {
    const page = this.page;
    if (page.name === "help") this.page = page.sort ? { name: "help", back: page.back } : page.back;
    else if (page.name === "note") this.page = { ...page, name: "talk" };
    else if (page.name === "ask") this.page = { ...page, name: this.notes.find((one) => one.id === page.visit)?.body?.outcome === "met" ? "talk" : "door" };
    else if (page.name === "door" || page.name === "talk") {
      this.page = { name: "stairs", tour: page.tour, entrance: page.entrance };
    } else if (["hours", "review", "rota", "survey", "training"].includes(page.name)) this.page = { name: "me" };
    else if (page.name === "end") this.page = this.stairsOf(page.tour) ?? { name: "today" };
    else this.page = (page.name === "badge" && page.from) || { name: "today" };
    void this.remember({ page: $state.snapshot(this.page) });
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

  // Everything that is saved goes through here. A phone that refuses is said loudly; what was typed stays on the screen.
  // After a failed write the browser may hold the database closed: it is opened again. Sounds go before a visit does, oldest
  // first, then the reserve, until it fits or nothing is left to drop.
  write<T>(work: (home: Home) => Promise<T>): Promise<T | null> {
    return this.writing(() => work(this.home), () => this.vault !== null);
  }

  // What needs no PIN to be written: a call for help is sealed, and reads nothing.
  writeShut<T>(work: (db: Db) => Promise<T>): Promise<T | null> {
    return this.writing(() => work(this.db), () => this.paired && !this.erased);
  }

  private async writing<T>(work: () => Promise<T>, may: () => boolean): Promise<T | null> {
    const slow = setTimeout(() => (this.saving = true), SLOW_WRITE);
    this.writes += 1;
    try {
      const done = await this.writeAgain(work, may);
      this.copySoon();
      return done;
    } catch (problem) {
      console.error(problem);
      if (this.paired) this.refused = isFull(problem) || this.low ? "full" : "other";
      return null;
    } finally {
      clearTimeout(slow);
      this.writes -= 1;
      this.saving = false;
    }
  }

  private async writeAgain<T>(work: () => Promise<T>, may: () => boolean): Promise<T> {
    let reopened = false;
    for (let tries = 0; ; tries += 1) {
      try {
        return await work();
      } catch (problem) {
        const made = may() && (await within(makeRoom(), false));
        if (made || isFull(problem)) this.low = true;
        if (made) void this.voice?.sounds.look();
        if (!may()) throw problem;
        if (!reopened && !this.alive()) {
          reopened = true;
          await Promise.race([this.reopen(), pause(PATIENCE)]);
        } else if (tries > 0 && !made) throw problem;
      }
    }
  }

  // Whether the browser still lets us write in the database that we have open.
  private alive(): boolean {
    try {
      return Boolean(this.db.transaction("meta"));
    } catch {
      return false;
    }
  }

  private reopening: Promise<void> | null = null;

  private reopen(): Promise<void> {
    this.reopening ??= this.openAgain().finally(() => (this.reopening = null));
    return this.reopening;
  }

  private async openAgain(): Promise<void> {
    this.sender?.stop();
    this.sender = null;
    this.db.close();
    if (!this.erased) this.enter(await this.open());
  }

  async keep(body: VisitBody, id?: string): Promise<VisitNote | null> {
    // One id for both tries: a write that failed after all being kept is then corrected, never doubled.
    const one = id ?? newId();
    const note = await this.write((home) => saveVisit(home, $state.snapshot(body) as VisitBody, one));
    if (!note) return null;
    this.notes = [...this.notes.filter((one) => one.id !== note.id), note];
    await this.recount();
    this.soon();
    return note;
  }

  private async recount(): Promise<void> {
    this.counts = await countVisits(this.db);
    writeMark((await getMeta<number>(this.db, "counter")) ?? 0);
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
    void this.remember({ night: on });
  }

  setWay(downwards: boolean): void {
    this.downwards = downwards;
    void this.remember({ downwards });
  }

  // Nothing of Palier stays on this phone.
  async wipe(): Promise<void> {
    this.sender?.stop();
    this.sender = null;
    this.erased = true;
    await eraseAll(this.db);
    await this.voice?.sounds.forget().catch(() => undefined);
    forgetMarks(PAUSED);
    this.shut(null);
    this.counts = NONE;
    this.paired = this.emptied = this.replaced = false;
    this.lost = 0;
    this.broughtBack = null;
    this.wiped = true;
    this.page = { name: "today" };
  }

  now(): string {
    return stamp();
  }
}

// Engines name it differently, and a disk that is really full is only "an internal error" to some.
const isFull = (problem: unknown): boolean => /quota|full|space|disk/i.test(String(problem));

export const app = new App();
