// Histories of the protocol's own rules, by the million (security 2.2, layer F1): the phone's real store and sync code on a database
// in memory, a server in memory (model.ts), every fault of the plan, one thread, no clock: a seed plays the same history for ever.
//   node protocol.mjs play FIRST HISTORIES [MUTANT] [first|all] [BUDGET_S]
//   node protocol.mjs tell SEED [MUTANT]            one history, step by step
//   node protocol.mjs log FIRST HISTORIES STAGE     posts and answers, for the real server to answer again
//   node protocol.mjs vectors SEED CASES            cases for the rules, for the real rules to judge again

import { readdirSync, readFileSync } from "node:fs";
import type { Op, VisitBody, VisitNote } from "../../src/core/types.ts";
import { bringBack, forgetCopy, keepCopy } from "../../src/store/copy.ts";
import { getMeta, newId, setMeta, upgrade } from "../../src/store/db.ts";
import { empty } from "../../src/store/empty.ts";
import type { Home } from "../../src/store/home.ts";
import { saveOp, saveVisit, saveVisits, stamp, undoVisits } from "../../src/store/save.ts";
import { shareOutbox } from "../../src/store/share.ts";
import { fetchTours, pair, sendAll } from "../../src/sync/sync.ts";
import { forgetSeals, sealWhole } from "./cheap.ts";
import { Dice } from "./dice.ts";
import { Disk, MemoryCaches, MemoryResponse, type MemoryDb } from "./memory.ts";
import { knowKinds, Model, type Answer, type Backup, type Crash } from "./model.ts";
import { envelopeCase, verdictCase } from "./vectors.ts";

const ABOUT = { version: "faults", persisted: true };
const STEPS = 60;
const DAY = 86_400_000;
const OLD_STORES = ["ops", "meta", "tours", "missions", "notes", "marks"];
const totals: Record<string, number> = {};
const count = (name: string): void => void (totals[name] = (totals[name] ?? 0) + 1);
let telling = false;
const tell = (text: () => string): void => void (telling && console.log(text()));

// Which kinds travel is the contract's word: a new one is tried without a change here.
const KINDS: string[] = [];

// One clock for the world, one skew for each phone: up to 400 days off (SY-14). Names are counted, so that a seed replays.
let world = 0;
let skew = 0;
let names = 0;
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...words: []) {
    if (words.length) super(...words);
    else super(world + skew);
  }

  static override now(): number {
    return world + skew;
  }
} as DateConstructor;
// Nobody waits for real seconds here: the app's patience is never tried, its timers cost.
globalThis.setTimeout = (() => 0) as never;
globalThis.clearTimeout = () => undefined;
globalThis.Response = MemoryResponse as never;
globalThis.AbortController = class {
  signal = null;
} as never;
Object.defineProperty(globalThis.crypto, "randomUUID", {
  value: () => `${(names += 1).toString(16).padStart(8, "0")}-0000-4000-8000-000000000000`,
});

// Who is in it: two voisins of one association and one of another, each with a tour.
export interface Person { voisin: string; organisation: number; install: string; tour: string; doors: string[] }

const STAGE: Person[] = [0, 0, 1].map((organisation, place) => ({
  voisin: `00000000-0000-4000-8000-00000000000${place}`, organisation, install: `aaaaaaaa-0000-4000-8000-00000000000${place}`,
  tour: "f1d7c9a4-3a54-4c7c-9d1c-1a4c7c9a4f11", doors: [0, 1, 2, 3, 4, 5].map((door) => `d0d0d0d0-0000-4000-8000-00000000000${door}`),
}));

type Event = Record<string, unknown> & { t: string };
type Content = string;
const contentOf = (body: Record<string, unknown>): Content => `${body["outcome"]}|${body["note"]}|${body["door"]}|${body["void"] === true}`;

// The world of one history: the server, what is on the way, what was ever posted.
class World {
  readonly server: Model;
  backups: Backup[] = [];
  files: { phone: Phone; device: string; ops: object[]; held: [string, number][] }[] = [];
  posted: { device: string; text: string }[] = [];
  events: Event[] = [];
  restores = 0;
  private tokens = 0;

  constructor(readonly seed: number, readonly dice: Dice, mutant: string, readonly logging: boolean) {
    this.server = new Model(mutant, 2);
  }

  newToken(): string {
    this.tokens += 1;
    return `token-${this.tokens}`;
  }

  log(event: Event): void {
    if (this.logging) this.events.push(event);
  }

  post(token: string, text: string, crash: Crash = "", whole = text): Answer {
    const answer = this.server.post(token, text, crash, whole);
    if (answer.status === 200 || crash === "after") this.posted.push({ device: this.server.byToken(token)?.id ?? "", text });
    this.log({ t: "post", token, text, crash, answer });
    return answer;
  }
}

class Phone {
  disk: Disk;
  tabs: MemoryDb[] = [];
  homes: Home[] = [];
  // What the screen said was kept: id → revision → content; other kinds of operation have no content.
  own = new Map<string, Map<number, Content[]>>();
  // What may be missing: the phone was destroyed or emptied before its backup, or somebody closed it at the desk.
  excused = new Map<string, Set<number>>();
  late: { token: string; text: string }[] = [];
  pictures: ReturnType<Disk["picture"]>[] = [];
  skew = 0;
  gone = false;
  old: boolean;
  calm = false;
  // The second copy of what is to be sent; it costs as much as the rest, so a phone in five keeps it here.
  caches: MemoryCaches | null;
  wentBack = false;
  closed = false;
  lostSome = false;
  // The server has seen less than it knew: an alert is due.
  mustTell = false;
  broken: string[] = [];
  private wiping = false;
  private swept: Op[] = [];
  private died!: Promise<null>;
  private alive!: { here: boolean };
  private die!: () => void;
  private fetch!: typeof fetch;

  constructor(readonly world: World, readonly who: Person, old: boolean) {
    this.old = old;
    this.caches = !world.logging && world.dice.chance(0.2) ? new MemoryCaches() : null;
    this.disk = new Disk(old ? OLD_STORES : undefined);
    this.open();
  }

  get dice(): Dice {
    return this.world.dice;
  }

  get mark(): string {
    return `phone ${this.who.install.slice(-2)}`;
  }

  get home(): Home {
    return this.homes[0]!;
  }

  open(): void {
    this.disk.removing = (row) => this.removed(row as unknown as Op);
    this.tabs = [this.disk.open(), this.disk.open()];
    const vault = { put: (value: unknown) => Promise.resolve(value), take: (box: unknown) => Promise.resolve(box) };
    this.homes = this.tabs.map((tab) => ({ db: tab.asDb, vault: vault as never }));
    const alive = (this.alive = { here: true });
    this.died = new Promise((done) => {
      this.die = () => {
        alive.here = false;
        done(null);
      };
    });
    // A browser that is dead asks for nothing more.
    this.fetch = ((input: string, init: RequestInit) =>
      alive.here ? this.network(String(input), init) : new Promise(() => undefined)) as typeof fetch;
  }

  // I5: what leaves the outbox after an answer is in a backup. What never left may be replaced by a later revision.
  private removed(op: Op): void {
    if (this.wiping) this.swept.push(op);
    if (op.state === "unsent" || this.wiping) return;
    const { server } = this.world;
    if (!server.isSafe(this.who.organisation, op.id, op.rev)) this.broken.push(`PURGED ${op.id} ${op.rev} before a backup`);
  }

  // What may go wrong while `work` runs: the browser or the battery dies after so many steps of it. Null when it did.
  async under<T>(work: () => Promise<T>): Promise<T | "failed" | null> {
    this.here();
    const mortal = !this.calm && this.dice.chance(0.05);
    const { alive } = this;
    const running = work().catch((problem: Error) => {
      if (alive.here && problem.name !== "QuotaExceededError") this.broken.push(`BROKE ${problem.stack}`);
      return "failed" as const;
    });
    if (!mortal) return running;
    const power = this.dice.chance(0.5);
    const steps = this.dice.below(60);
    const end = (async () => {
      for (let step = 0; step < steps; step += 1) await null;
      return null;
    })();
    const first = await Promise.race([running, end, this.died]);
    if (first !== null) return first;
    this.crash(power);
    return null;
  }

  // Whose clock, and whose files, the app's code finds around it.
  here(): void {
    skew = this.skew;
    if (this.caches) globalThis.caches = this.caches as never;
    else delete (globalThis as { caches?: unknown }).caches;
  }

  // After each write the app brings its second copy up to date, when it comes to it.
  private async copy(): Promise<void> {
    if (this.caches && this.dice.chance(0.7)) await this.under(() => keepCopy(this.home.db));
  }

  // The browser takes its database for damaged and erases it: what had been copied comes back, under the phone's own name.
  async erase(): Promise<void> {
    if (!this.caches || this.old) return;
    count("database_erased");
    tell(() => `  ${this.mark}: the database is erased, held ${this.held().length}`);
    const before = this.held();
    this.emptyDisk();
    this.here();
    await bringBack(this.home.db);
    const back = new Set(this.held().map((op) => `${op.id}:${op.rev}`));
    for (const op of before) if (!back.has(`${op.id}:${op.rev}`)) this.lost(op);
  }

  private lost(op: Op): void {
    this.excuse(op);
    this.lostSome ||= !this.device && (op.state === "unsent" || op.state === "flight");
  }

  private emptyDisk(): void {
    for (const tab of this.tabs) tab.close();
    this.die();
    this.disk.kill();
    this.disk = new Disk();
    this.pictures = [];
    this.old = false;
    this.open();
  }

  // The browser is killed, or the power is cut; the app opens again on what is left.
  crash(power: boolean): void {
    count(power ? "power_cut" : "browser_kill");
    tell(() => `  ${this.mark}: ${power ? "the battery dies" : "the browser is killed"}`);
    for (const tab of this.tabs) tab.close();
    if (power) this.disk.cutPower();
    else this.disk.kill();
    this.die();
    this.open();
    this.look();
  }

  // What the screen shows after opening again is kept too, whoever saw the word before.
  private look(): void {
    for (const row of this.disk.stores.get("notes")!.values()) {
      const note = row as { id: string; rev: number; box?: { body: Record<string, unknown> | null } };
      tell(() => `    ${this.mark}: finds ${note.id.slice(0, 8)} rev ${note.rev}`);
      if (note.box?.body) this.shown(note.id, note.rev, contentOf(note.box.body));
    }
    for (const row of this.disk.stores.get("ops")!.values()) {
      const op = row as Op;
      if (op.kind !== "visit") this.shown(op.id, op.rev, "");
    }
  }

  shown(id: string, rev: number, content: Content): void {
    let revs = this.own.get(id);
    if (!revs) this.own.set(id, (revs = new Map()));
    const said = revs.get(rev) ?? [];
    // A storage that went back gives the same revision twice: the server keeps both, and a person chooses.
    if (said.length && !said.includes(content) && !this.wentBack) this.broken.push(`TWO THINGS under ${id} ${rev}`);
    if (!said.includes(content)) revs.set(rev, [...said, content]);
  }

  async save(): Promise<void> {
    // A phone that is not paired shows one screen: how to pair it.
    if (!this.device) return;
    if (this.old) return this.saveAsOfOld();
    const roll = this.dice.next();
    if (roll < 0.06) this.disk.full = true;
    const notes = await this.under(() => this.write());
    this.disk.full = false;
    if (notes === "failed") {
      count("save_refused");
      tell(() => `  ${this.mark}: not kept, and it says so`);
    }
    if (notes === null || notes === "failed") return;
    for (const note of notes) {
      count("saved");
      if (note.body) this.shown(note.id, note.rev, contentOf(note.body as unknown as Record<string, unknown>));
    }
    tell(() => `  ${this.mark}: kept ${notes.map((one) => `${one.id.slice(0, 8)} rev ${one.rev}`).join(", ")}`);
    await this.copy();
  }

  private body(): VisitBody {
    const outcome = this.dice.pick(["met", "absent", "not_interested", "vacant"] as const);
    const { tour, doors } = this.who;
    return {
      tour, door: this.dice.pick(doors), pass: 1, outcome, informed: outcome === "met", language: null,
      started_at: stamp(), ended_at: stamp(), place: null, answers: {}, needs: [], handed: [], note: this.dice.chance(0.2) ? `n${this.dice.below(5)}` : "",
    };
  }

  private async write(): Promise<VisitNote[]> {
    const home = this.dice.pick(this.homes);
    const roll = this.dice.next();
    if (roll < 0.62) return [await saveVisit(home, this.body())];
    const seen = [...this.disk.stores.get("notes")!.values()] as { id: string }[];
    if (roll < 0.82 && seen.length) {
      count("corrected");
      return [await saveVisit(home, { ...this.body(), ...(this.dice.chance(0.3) ? { void: true } : {}) }, this.dice.pick(seen).id)];
    }
    if (roll < 0.9) {
      const notes = await saveVisits(home, [this.body(), this.body(), this.body()]);
      if (this.dice.chance(0.5)) return notes;
      count("undone");
      for (const note of notes) this.shown(note.id, note.rev, contentOf(note.body as unknown as Record<string, unknown>));
      await undoVisits(home, notes);
      return notes.map((note) => ({ ...note, rev: 2, body: { ...note.body!, void: true } }));
    }
    // The real server reads what is inside; the stack layer makes whole bodies of every kind.
    if (this.world.logging) return [await saveVisit(home, this.body())];
    const [kind, id] = [this.dice.pick(KINDS), newId()];
    await saveOp(home, kind, {}, id);
    this.shown(id, 1, "");
    return [];
  }

  // The first version of the app wrote in clear, and what it had sent is still on phones that come back.
  private saveAsOfOld(): void {
    const meta = this.disk.stores.get("meta")!;
    const n = ((meta.get("counter") as number | undefined) ?? 0) + 1;
    const [id, body] = [newId(), this.body()];
    const op = { id, rev: 1, n, kind: "visit", format: 1, made_at: stamp(), body, state: "unsent", seq: null, reason: null, epoch: null };
    const token = meta.get("token") as string | undefined;
    if (token && this.dice.chance(0.3)) {
      op.state = "flight";
      const text = JSON.stringify({ device: meta.get("device"), epoch: null, sent_at: stamp(), count: 1, ops: [{ id, rev: 1, kind: "visit", format: 1, made_at: op.made_at, body }] });
      if (this.dice.chance(0.5)) this.world.post(token, text);
    }
    meta.set("counter", n);
    this.disk.stores.get("ops")!.set(`${id}:1`, op);
    this.shown(id, 1, contentOf(body as unknown as Record<string, unknown>));
    count("saved_of_old");
  }

  update(): void {
    count("app_update");
    for (const tab of this.tabs) tab.close();
    this.die();
    if (this.old) {
      const tab = this.disk.open();
      const tx = tab.transaction(OLD_STORES, "versionchange", { durability: "strict" });
      upgrade({ createObjectStore: (name: string) => tx.createObjectStore(name) } as never, 1, tx as never);
      void tx.done;
      this.old = false;
      this.pictures = [];
    }
    this.open();
  }

  // A network that loses, cuts, repeats, delays and lies.
  private async network(input: string, init: RequestInit): Promise<Response> {
    const path = input.replace("/api/field/v1", "").replace(/\?.*/, "");
    const token = String((init.headers as Record<string, string>)["Authorization"] ?? "").replace("Bearer ", "");
    const text = String(init.body ?? "");
    const send = (crash: Crash = "", body = text): Response => this.reach(path, token, body, crash, text);
    if (this.calm) return send();
    const roll = this.dice.next();
    if (roll < 0.1) return lost("request_lost");
    if (roll < 0.2) return send(), lost("response_lost");
    if (roll < 0.25) return count("duplicated"), send(), send();
    if (roll < 0.31) {
      if (path === "/ops") this.late.push({ token, text });
      return lost("delayed");
    }
    if (roll < 0.37) return count("truncated"), send("", text.slice(0, this.dice.below(text.length + 1)));
    if (roll < 0.42) return count("captive_portal"), page(200, this.dice.chance(0.5) ? null : { ok: true });
    if (roll < 0.46) return count("server_error"), page(this.dice.pick([500, 502, 503, 429, 404]), {});
    if (roll < 0.48) return count("too_big"), page(413, { error: "too_many", max_ops: this.dice.below(4) });
    if (roll < 0.51) return count("answer_cut"), send(), page(200, null);
    if (roll < 0.55) return count("crash_before_commit"), send("before");
    if (roll < 0.6) return count("crash_after_commit"), send("after");
    // A proxy that refuses by itself knows nothing of the phone.
    if (roll < 0.61) return count("proxy_401"), page(401, null);
    return send();
  }

  private reach(path: string, token: string, text: string, crash: Crash, whole: string): Response {
    const { server } = this.world;
    if (path === "/ops") {
      const known = server.byToken(token)?.counter ?? 0;
      const { status, body } = this.world.post(token, text, crash, whole);
      if (this.wentBack && (status === 200 || crash === "after")) {
        this.mustTell ||= (JSON.parse(whole) as { phone: { counter: number } }).phone.counter < known;
      }
      tell(() => `    ${this.mark}: posts ${(JSON.parse(whole) as { count: number }).count}${text === whole ? "" : ", cut"} → ${crash || ""} ${status} ${status === 200 ? JSON.stringify((body as { results: unknown }).results) : ""}`);
      return page(status, body);
    }
    const book = server.books[this.who.organisation]!;
    if (path === "/pair") {
      const fresh = this.world.newToken();
      const device = server.pair(this.who.voisin, this.who.organisation, this.install(), fresh);
      this.world.log({ t: "pair", voisin: this.who.voisin, install: this.install(), token: fresh, device: device.id });
      tell(() => `    ${this.mark}: paired as ${device.id.slice(0, 8)}…${device.id.slice(-4)}${crash}`);
      const { kid, keys } = server.publicKeys();
      return page(200, { device: device.id, token: fresh, epoch: book.epoch, server_keys: keys, kid });
    }
    const device = server.byToken(token);
    if (!device || device.revoked) return page(401, { error: "unknown_token" });
    const { kid, keys } = server.publicKeys();
    return page(200, {
      cursor: "c", more: false, epoch: book.epoch, now: "", voisin: {}, hours: {}, missions: [], changed: [], gone: [], resolved: [], aliases: {},
      server_keys: keys, kid,
    });
  }

  private install(): string {
    return this.disk.stores.get("meta")!.get("install") as string;
  }

  async pair(): Promise<void> {
    if (this.old) {
      // The old app paired in its own way, and had no keys.
      const meta = this.disk.stores.get("meta")!;
      if (!meta.get("install")) meta.set("install", this.who.install);
      const fresh = this.world.newToken();
      const device = this.world.server.pair(this.who.voisin, this.who.organisation, this.install(), fresh);
      this.world.log({ t: "pair", voisin: this.who.voisin, install: this.install(), token: fresh, device: device.id });
      meta.set("token", fresh);
      meta.set("device", device.id);
      return;
    }
    const { db } = this.home;
    if (!(await getMeta(db, "install"))) await setMeta(db, { install: this.own.size ? newId() : this.who.install });
    await pair(db, this.fetch, "code", this.install()).catch(() => "offline");
  }

  async sync(): Promise<string> {
    if (this.old) return "old";
    const two = !this.calm && this.dice.chance(0.2);
    if (!this.calm && this.dice.chance(0.04)) this.disk.full = true;
    const done = await this.under(async () => {
      if (!two) return this.once(this.dice.pick(this.homes));
      count("two_tabs");
      const [one] = await Promise.allSettled([this.once(this.homes[0]!), this.once(this.homes[1]!)]);
      return one.status === "fulfilled" ? one.value : "offline";
    });
    this.disk.full = false;
    tell(() => `  ${this.mark}: sync ${done ?? "died"}, holds ${this.held().length}`);
    if (done === "revoked") await this.leave();
    await this.copy();
    return done ?? "died";
  }

  private async once(home: Home): Promise<string> {
    const outcome = await sendAll(home.db, this.fetch, ABOUT).catch(() => "offline" as const);
    // Locked, the phone sends and fetches nothing.
    return outcome === "done" && (this.calm || this.dice.chance(0.5)) ? fetchTours(home, this.fetch).catch(() => "offline" as const) : outcome;
  }

  get device(): string | undefined {
    return this.disk.stores.get("meta")!.get("device") as string | undefined;
  }

  held(): Op[] {
    return [...this.disk.stores.get("ops")!.values()] as Op[];
  }

  // Closed at the desk: the phone empties itself once everything has an answer. A visit may be kept at the very same moment.
  private async leave(): Promise<void> {
    // Corrected at the very moment: the phone may no longer know which revision it was, like one that went back.
    this.wentBack = true;
    const { died } = this;
    const together = !this.calm && this.dice.chance(0.5) ? this.save() : null;
    for (let step = this.dice.below(20); step > 0; step -= 1) await null;
    this.swept = [];
    this.wiping = true;
    const emptied = await Promise.race([empty(this.home.db).catch(() => false), died]);
    this.wiping = false;
    await together;
    // Killed meanwhile: what was emptied by then is gone. A copy may bring it back, to the same answers.
    const here = new Set(this.held().map((op) => `${op.id}:${op.rev}`));
    const swept = this.swept.filter((op) => !here.has(`${op.id}:${op.rev}`));
    if (!emptied && !swept.length) return;
    if (emptied) await forgetCopy();
    count("wiped");
    for (const op of swept) {
      if (!this.isHere(op.id, op.rev)) this.broken.push(`WIPED ${op.id} ${op.rev} without an answer`);
      this.excuse(op);
    }
  }

  private isHere(id: string, rev: number): boolean {
    return this.world.server.rowsOf(this.who.organisation, id).some((row) => row.rev >= rev);
  }

  // What the phone held may be gone with it, and only that: the revisions before it are asked for if a backup has them.
  private excuse(op: Op): void {
    const revs = this.excused.get(op.id) ?? new Set();
    this.excused.set(op.id, revs);
    const { server } = this.world;
    revs.add(op.rev);
    for (let rev = 1; rev < op.rev; rev += 1) if (!server.isSafe(this.who.organisation, op.id, rev)) revs.add(rev);
  }

  // Destroyed, or emptied by the system.
  lose(how: "device_lost" | "evicted"): void {
    count(how);
    tell(() => `  ${this.mark}: ${how}, held ${this.held().length}`);
    for (const op of this.held()) {
      this.excuse(op);
      this.lostSome ||= op.state === "unsent" || op.state === "flight";
    }
    if (this.caches) this.caches = new MemoryCaches();
    this.gone = how === "device_lost";
    this.emptyDisk();
  }

  // An older state of the storage comes back: what was kept since is at the server, or somebody is told.
  goBack(): void {
    const picture = this.pictures.pop();
    if (!picture || this.old) return;
    count("went_back");
    tell(() => `  ${this.mark}: the storage went back`);
    for (const op of this.held()) this.excuse(op);
    for (const tab of this.tabs) tab.close();
    this.die();
    this.disk.putBack(picture);
    this.wentBack = true;
    this.open();
  }

  async share(): Promise<void> {
    if (this.old) return;
    const shared = await this.under(() => shareOutbox(this.home.db));
    if (shared === null || shared === "failed" || shared.device === null) return;
    count("rescue_file");
    const ops = shared.ops as Op[];
    this.world.files.push({ phone: this, device: shared.device, ops, held: ops.map((op) => [op.id, op.rev]) });
  }
}

const NETWORK = new TypeError("network");

function lost(kind: string): never {
  count(kind);
  throw NETWORK;
}

function page(status: number, body: unknown): Response {
  const json = body === null ? () => Promise.reject(new SyntaxError("json")) : () => Promise.resolve(body);
  return { status, ok: status === 200, headers: { get: () => null }, json } as unknown as Response;
}

type Step = (here: World, phones: Phone[], phone: Phone, step: number) => Promise<unknown> | void;

// How often what happens, out of a thousand.
const STEP_TABLE: [number, string, Step][] = [
  [400, "save", (_, __, phone) => phone.save()],
  [260, "sync", (_, __, phone) => phone.sync()],
  [60, "arrive late", (here, _, phone) => {
    if (!phone.late.length) return;
    count("reordered");
    const { token, text } = phone.late.splice(here.dice.below(phone.late.length), 1)[0]!;
    here.post(token, text);
  }],
  [30, "backup begins", (here) => {
    here.backups.push(here.server.beginBackup());
    here.log({ t: "begin_backup" });
  }],
  [45, "backup ends", (here) => {
    count("backup");
    const made = here.backups.shift();
    here.server.endBackup(made ?? here.server.beginBackup());
    here.log({ t: "end_backup", of: made ? "oldest" : "new" });
  }],
  [25, "restore", (here) => {
    if (!here.server.backup) return;
    count("restore");
    here.server.restore();
    here.restores += 1;
    here.posted = [];
    here.log({ t: "restore" });
  }],
  [22, "token lost", (here, _, phone) => {
    count("token_lost");
    const device = phone.device;
    if (!device) return;
    here.server.loseToken(device);
    here.log({ t: "lose_token", device });
  }],
  [40, "pair", (_, __, phone) => phone.under(() => phone.pair())],
  [10, "close the phone", (here, _, phone) => {
    const device = phone.device;
    if (!device || !here.server.devices.has(device)) return;
    count("revoked");
    phone.closed = true;
    here.server.revoke(device);
    here.log({ t: "revoke", device });
  }],
  [30, "update", (_, __, phone) => phone.update()],
  [20, "clock", (here, _, phone) => {
    count("clock_jump");
    phone.skew = (here.dice.below(800) - 400) * DAY;
  }],
  [12, "rotate key", (here) => {
    count("key_rotated");
    here.server.rotateKey();
    here.log({ t: "rotate_key", kid: here.server.keys.at(-1)!.kid });
  }],
  [8, "picture", (_, __, phone) => void phone.pictures.push(phone.disk.picture())],
  [6, "go back", (_, __, phone) => phone.goBack()],
  [8, "evicted", (_, __, phone) => phone.lose("evicted")],
  [8, "erased", (_, __, phone) => phone.erase()],
  [6, "lost", (_, phones, phone, step) => {
    phone.lose("device_lost");
    phones.push(new Phone(phone.world, { ...phone.who, install: `bbbbbbbb-0000-4000-8000-0000000000${10 + step}` }, false));
  }],
  [10, "rescue file", (_, __, phone) => phone.share()],
  [8, "take in", (here) => {
    const file = here.files.length ? here.dice.pick(here.files) : null;
    if (file) takeIn(here, file);
  }],
];
const ALL = STEP_TABLE.reduce((sum, [often]) => sum + often, 0);

function takeIn(here: World, file: World["files"][number]): boolean {
  count("file_taken_in");
  here.log({ t: "take_in", device: file.device, ops: file.ops });
  return here.server.takeIn(file.device, file.ops);
}

async function history(seed: number, mutant: string, stage = STAGE, logging = false): Promise<{ wrong: string[]; world: World }> {
  [world, skew, names] = [RealDate.UTC(2026, 2, 12, 17), 0, 0];
  forgetSeals();
  const dice = new Dice(seed);
  const here = new World(seed, dice, mutant, logging);
  const phones = stage.map((one) => new Phone(here, one, !logging && dice.chance(0.2)));
  for (const phone of phones) {
    phone.calm = true;
    await phone.pair();
    phone.calm = false;
    if (dice.chance(0.3)) {
      here.server.endBackup(here.server.beginBackup());
      here.log({ t: "end_backup", of: "new" });
    }
  }
  for (let step = 0; step < STEPS; step += 1) {
    world += dice.below(3600_000);
    const phone = dice.pick(phones.filter((one) => !one.gone));
    phone.here();
    let roll = dice.below(ALL);
    const [, name, work] = STEP_TABLE.find(([often]) => (roll -= often) < 0)!;
    tell(() => `${step} ${name} (${phone.mark})`);
    await work(here, phones, phone, step);
  }
  return { wrong: await heal(here, phones), world: here };
}

async function heal(here: World, phones: Phone[]): Promise<string[]> {
  tell(() => "healing");
  const { server } = here;
  const wrong: string[] = [];
  for (const file of here.files) {
    if (takeIn(here, file)) for (const [id, rev] of file.held) file.phone.excused.get(id)?.delete(rev);
  }
  for (const phone of phones) {
    for (const { token, text } of phone.late) here.post(token, text);
    phone.calm = true;
    phone.disk.full = false;
    if (phone.old) phone.update();
  }
  const living = phones.filter((phone) => !phone.gone);
  for (const phone of living) {
    phone.here();
    await phone.pair();
    // A phone that was closed hands over and empties itself; then it is paired as a new one.
    for (let round = 0, said = ""; round < 4 && said !== "done"; round += 1) {
      said = await phone.sync();
      if (said === "revoked" && !phone.held().length) await phone.pair();
      if (round === 3 && said !== "done") wrong.push(`STUCK ${said}`);
    }
  }
  server.endBackup(server.beginBackup());
  here.log({ t: "end_backup", of: "new" });
  for (const phone of living) {
    phone.here();
    await phone.sync();
    if (phone.held().length) wrong.push(`HELD ${phone.held().length} though all is safe`);
  }
  return [...wrong, ...phones.flatMap((phone) => phone.broken), ...afterwards(here, phones)];
}

// Invariants I1 to I8 (security 2.4): there, once, the right words, in its own association, announced if lost, and the same if sent again.
function afterwards(here: World, phones: Phone[]): string[] {
  const { server } = here;
  const wrong: string[] = [];
  const whose = new Map<string, Phone>();
  for (const phone of phones) {
    const { organisation, voisin } = phone.who;
    for (const [id, revs] of phone.own) {
      whose.set(`${organisation}:${id}`, phone);
      const asked = Math.max(0, ...[...revs.keys()].filter((rev) => !phone.excused.get(id)?.has(rev)));
      const rows = server.rowsOf(organisation, id);
      if (asked && !rows.some((row) => row.rev >= asked)) wrong.push(`LOST ${id} ${asked}`);
      const visit = server.visits.get(id);
      const standing = rows.filter((row) => row.status === "stored" && row.kind === "visit").reduce((top, row) => Math.max(top, row.rev), 0);
      if (standing && visit?.rev !== standing) wrong.push(`WRONG revision ${visit?.rev} for ${standing}`);
      if (visit && visit.organisation !== organisation) wrong.push(`ELSEWHERE ${id}`);
      const said = visit && revs.get(visit.rev);
      if (visit && !said?.includes(contentOf(visit.body))) wrong.push(`WRONG content ${id} ${visit.rev}`);
    }
    const told = server.told.some((one) => one.voisin === voisin);
    if ((phone.mustTell || (phone.lostSome && !phone.closed && here.restores === 0)) && !told) wrong.push(`UNNOTICED loss of ${voisin}`);
  }
  const standing = new Set<string>();
  for (const row of server.rows) {
    const phone = whose.get(`${row.organisation}:${row.id}`);
    const name = `${row.organisation}:${row.id}:${row.rev}`;
    if (row.status === "stored" && standing.has(name)) wrong.push(`TWICE ${row.id} ${row.rev}`);
    if (row.status === "stored") standing.add(name);
    if (!phone) wrong.push(`DUPLICATE ${row.id} of nobody`);
    else if (row.status === "quarantined" && !(["revoked", "other_phone"].includes(row.reason) && phone.closed) && !(row.reason === "other_bytes" && phone.wentBack)) {
      wrong.push(`FALSE REFUSAL ${row.reason} ${row.id}`);
    }
  }
  server.books.forEach((book, organisation) => {
    const numbers = server.rows.filter((row) => row.organisation === organisation).map((row) => row.seq);
    if (numbers.some((seq, place) => seq !== place + 1) || numbers.length !== book.lastSeq) wrong.push("NUMBERS");
  });
  return [...wrong, ...(here.seed % 4 ? [] : again(here))];
}

// I8: everything that was posted since the last restore, once more, changes nothing. In one history of four: it costs as much as the rest.
function again(here: World): string[] {
  const { server } = here;
  const before = JSON.stringify([server.rows.length, [...server.visits].map(([id, one]) => [id, one.rev, contentOf(one.body)])]);
  for (const { device, text } of here.posted) {
    const one = server.devices.get(device);
    // One that was closed since is judged as such.
    if (!one || one.revoked) continue;
    const token = one.token;
    one.token = "again";
    server.post("again", text, "");
    one.token = token;
  }
  const after = JSON.stringify([server.rows.length, [...server.visits].map(([id, one]) => [id, one.rev, contentOf(one.body)])]);
  return before === after ? [] : ["CHANGED by the same posts again"];
}

async function play(first: number, histories: number, mutant: string, stop: boolean, budgetS: number): Promise<void> {
  const violations: { seed: number; wrong: string[] }[] = [];
  let violating = 0;
  let played = 0;
  const begun = performance.now();
  for (let seed = first; seed < first + histories; seed += 1) {
    const { wrong } = await history(seed, mutant).catch((problem: unknown) => ({ wrong: [`BROKE ${(problem as Error).stack}`] }));
    played += 1;
    if (wrong.length) {
      violating += 1;
      if (violations.length < 20) violations.push({ seed, wrong: wrong.slice(0, 4) });
      if (stop) break;
    }
    if (budgetS && performance.now() - begun > budgetS * 1000) break;
  }
  console.log(JSON.stringify({ played, first, violations, violating, totals, seconds: (performance.now() - begun) / 1000 }));
}

async function log(first: number, histories: number, stage: Person[]): Promise<void> {
  sealWhole();
  for (let seed = first; seed < first + histories; seed += 1) {
    const { wrong, world: here } = await history(seed, "", stage, true);
    const { rows, visits } = here.server;
    console.log(JSON.stringify({
      seed, wrong, events: here.events, rows: rows.map((row) => [row.organisation, row.seq, row.id, row.rev, row.status, row.reason]),
      visits: [...visits].map(([id, one]) => [id, one.rev, one.body["outcome"], one.body["note"], one.body["door"], one.body["void"] === true]),
    }));
  }
}

function vectors(seed: number, cases: number): void {
  const dice = new Dice(seed);
  for (let done = 0; done < cases; done += 1) console.log(JSON.stringify(done % 4 ? verdictCase(dice) : envelopeCase(dice)));
}

const [verb, one, two, three, four, five] = process.argv.slice(2);
const contract = readdirSync("contract/kinds").map((name) => name.replace(/\.\d+\.json$/, ""));
KINDS.push(...new Set(contract.filter((kind) => kind !== "visit")));
knowKinds(contract);
if (verb === "play") await play(Number(one), Number(two), three ?? "", four === "first", Number(five ?? 0));
else if (verb === "log") await log(Number(one), Number(two), JSON.parse(readFileSync(three!, "utf8")) as Person[]);
else if (verb === "vectors") vectors(Number(one), Number(two));
else {
  telling = true;
  const { wrong } = await history(Number(one), two ?? "");
  console.log(wrong.length ? wrong.join("\n") : "nothing lost, nothing doubled, nothing wrong");
  process.exitCode = wrong.length ? 1 : 0;
}
