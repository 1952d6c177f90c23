// Histories of the real outbox on a real server, under faults that a seed replays (security 2.2, layer F2).
//   node stack.mjs SERVER FIRST_SEED HISTORIES [STEPS]
// Every phone runs the app's own store and sync code on an IndexedDB; the server is Django with its database.

import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import type { VisitBody } from "../../src/core/types.ts";
import { newId, openDb, setMeta, type Db } from "../../src/store/db.ts";
import type { Home, Keys } from "../../src/store/home.ts";
import { saveOp, saveVisit, stamp } from "../../src/store/save.ts";
import { makeVault, unlock } from "../../src/store/vault.ts";
import { sendAll } from "../../src/sync/sync.ts";
import { aBody, kinds } from "./bodies.ts";
import { Dice } from "./dice.ts";

interface Stage { keys: Keys; phones: { device: string; token: string }[]; tour: string; day: string; doors: string[]; entrances: string[] }
interface Row { id: string; rev: number; bodies: string[]; statuses: string[]; visit: { rev: number; outcome: string; note: string; door: string; void: boolean } | null }
interface Other { id: string; rev: number; status: string; reason: string }
interface Final { rows: Row[]; others: Other[]; counts_hold: boolean; gapless: boolean }

const [server, first, histories, steps] = [process.argv[2]!, Number(process.argv[3]), Number(process.argv[4]), Number(process.argv[5] ?? 60)];
// Everything that the contract knows how to say, but visits: they have their own step.
const OTHERS = kinds().filter(({ kind }) => kind !== "visit");
// What the server may rightly keep aside: nobody confirmed the figures that a made-up month is signed with, nobody offered a made-up moment or training.
const RIGHTLY = new Set(["month_signed:other_figures", "slot_answer:not_yours", "attendance:not_yours", "training_opinion:not_yours"]);
const ABOUT = { version: "faults", persisted: true };
const totals: Record<string, number> = {};
const count = (name: string): void => void (totals[name] = (totals[name] ?? 0) + 1);

async function control<T>(verb: string, data: object = {}): Promise<T> {
  const answer = await fetch(`${server}/control/${verb}`, { method: "POST", body: JSON.stringify(data) });
  if (!answer.ok) throw new Error(`${verb}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

// The phone's clock, wrong by up to 400 days: it may flag a visit, never change or order one (SY-14).
let skew = 0;
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...words: []) {
    if (words.length) super(...words);
    else super(RealDate.now() + skew);
  }

  static override now(): number {
    return RealDate.now() + skew;
  }
} as DateConstructor;

interface Kept { rev: number; outcome: string; note: string; door: string; void: boolean }

class Phone {
  tabs: Db[] = [];
  homes: Home[] = [];
  factory = new IDBFactory();
  own = new Map<string, Kept>();
  others = new Map<string, { kind: string; rev: number }>();
  late: (() => Promise<unknown>)[] = [];
  skew = 0;
  calm = false;

  constructor(readonly index: number, readonly dice: Dice, public token: string, public device: string, readonly keys: Keys) {}

  async open(): Promise<void> {
    globalThis.indexedDB = this.factory;
    this.tabs = [await openDb(), await openDb()];
    if (!(await this.tabs[0]!.get("meta", "pin"))) await makeVault(this.tabs[0]!, "135790", 1);
    const found = await unlock(this.tabs[0]!, "135790");
    if (!("vault" in found)) throw new Error("locked");
    this.homes = this.tabs.map((db) => ({ db, vault: found.vault }));
  }

  async pair(): Promise<void> {
    await setMeta(this.tabs[0]!, { token: this.token, device: this.device, keys: this.keys, revoked: false });
  }

  async save(stage: Stage): Promise<void> {
    const revise = this.own.size > 0 && this.dice.chance(0.3);
    const id = revise ? this.dice.pick([...this.own.keys()]) : undefined;
    const outcome = this.dice.pick(["met", "absent", "not_interested", "vacant"] as const);
    const body: VisitBody = {
      tour: stage.tour, door: this.dice.pick(stage.doors), pass: 1, outcome, informed: outcome === "met",
      language: outcome === "met" ? "fr" : null, started_at: stamp(), ended_at: stamp(),
      place: outcome === "met" ? "doorway" : null, answers: {}, needs: [], handed: [], note: this.dice.chance(0.2) ? `n${this.dice.below(5)}` : "",
    };
    if (revise && this.dice.chance(0.2)) body.void = true;
    // Two identical visits happen: the same door, the same outcome, the same minute.
    const note = await saveVisit(this.dice.pick(this.homes), body, id);
    this.own.set(note.id, { rev: note.rev, outcome, note: body.note, door: body.door, void: body.void === true });
    count("saved");
  }

  // Anything else that the contract knows, in any of its formats; undone afterwards, sometimes, where its kind can be.
  async saveOther(stage: Stage): Promise<void> {
    const one = this.dice.pick(OTHERS);
    const body = aBody(this.dice, one, { ...stage, now: stamp, id: newId });
    const [home, id] = [this.dice.pick(this.homes), newId()];
    await saveOp(home, one.kind, body, id, 1, one.format);
    count(`saved ${one.kind}.${one.format}`);
    this.others.set(id, { kind: one.kind, rev: 1 });
    if (!one.schema.properties?.["void"] || one.kind === "door_renamed" || !this.dice.chance(0.2)) return;
    const undone: Record<string, unknown> = { ...body, void: true };
    for (const rule of one.schema.allOf ?? []) for (const name of Object.keys(rule.if?.properties?.["void"] ? rule.then?.properties ?? {} : {})) delete undone[name];
    await saveOp(home, one.kind, undone, id, 2, one.format);
    this.others.set(id, { kind: one.kind, rev: 2 });
  }

  // A network that loses, cuts, repeats, delays and lies.
  fetch = (async (input: string, init: RequestInit): Promise<Response> => {
    const url = server + input;
    const send = (body = init.body): Promise<Response> => fetch(url, { ...init, body: body ?? null, signal: null });
    if (this.calm) return send();
    const roll = this.dice.next();
    if (roll < 0.1) { count("request_lost"); throw new TypeError("network"); }
    if (roll < 0.22) { count("response_lost"); await send(); throw new TypeError("network"); }
    if (roll < 0.28) { count("duplicated"); await send(); return send(); }
    if (roll < 0.34) { count("delayed"); this.late.push(() => send()); throw new TypeError("timeout"); }
    if (roll < 0.40) {
      count("truncated");
      const text = String(init.body);
      return send(text.slice(0, this.dice.below(text.length)));
    }
    if (roll < 0.45) { count("captive_portal"); return new Response("<html>Bienvenue</html>", { status: 200 }); }
    if (roll < 0.48) { count("portal_json"); return new Response('{"ok":true}', { status: 200 }); }
    if (roll < 0.52) { count("server_error"); return new Response("{}", { status: this.dice.pick([500, 502, 503, 429]) }); }
    if (roll < 0.56) { count("answer_cut"); const whole = await (await send()).text(); return new Response(whole.slice(0, this.dice.below(whole.length)), { status: 200 }); }
    if (roll < 0.60) { count("crash_before_commit"); return crash(send, "before"); }
    if (roll < 0.66) { count("crash_after_commit"); return crash(send, "after"); }
    return send();
  }) as typeof fetch;

  async sync(): Promise<string> {
    if (this.dice.chance(0.2) && !this.calm) {
      count("two_tabs");
      const [one] = await Promise.allSettled([sendAll(this.tabs[0]!, this.fetch, ABOUT), sendAll(this.tabs[1]!, this.fetch, ABOUT)]);
      return one.status === "fulfilled" ? one.value : "offline";
    }
    return sendAll(this.dice.pick(this.tabs), this.fetch, ABOUT).catch(() => "offline");
  }

  async update(): Promise<void> {
    count("app_update");
    for (const tab of this.tabs) tab.close();
    await this.open();
  }
}

async function crash(send: () => Promise<Response>, when: "before" | "after"): Promise<Response> {
  await control("crash", { when });
  const answer = await send();
  // What a proxy says of a server that died. A server that lies about a commit answers 200 here, and is caught.
  return answer;
}

async function history(seed: number): Promise<string[]> {
  const dice = new Dice(seed);
  const stage = await control<Stage>("reset");
  const phones = stage.phones.map((one, index) => new Phone(index, dice, one.token, one.device, stage.keys));
  for (const phone of phones) {
    await phone.open();
    await phone.pair();
  }
  for (let step = 0; step < steps; step += 1) {
    const phone = dice.pick(phones);
    skew = phone.skew;
    const roll = dice.next();
    if (roll < 0.36) await phone.save(stage);
    else if (roll < 0.42) await phone.saveOther(stage);
    else if (roll < 0.74) await phone.sync();
    else if (roll < 0.80 && phone.late.length) { count("reordered"); await phone.late.splice(dice.below(phone.late.length), 1)[0]!().catch(() => undefined); }
    else if (roll < 0.85) { count("backup"); await control("backup"); }
    else if (roll < 0.88) { count("restore"); await control("restore"); }
    else if (roll < 0.91) { count("token_lost"); await control("lose_token", { phone: phone.index }); }
    else if (roll < 0.95) { count("paired_again"); phone.token = (await control<{ token: string }>("pair", { phone: phone.index })).token; await phone.pair(); }
    else if (roll < 0.98) await phone.update();
    else { count("clock_jump"); phone.skew = (dice.below(800) - 400) * 86_400_000; }
  }
  return heal(phones);
}

async function heal(phones: Phone[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const phone of phones) {
    for (const late of phone.late) await late().catch(() => undefined);
    phone.token = (await control<{ token: string }>("pair", { phone: phone.index })).token;
    await phone.pair();
    phone.calm = true;
  }
  for (const phone of phones) {
    let outcome = "";
    for (let round = 0; round < 3 && outcome !== "done"; round += 1) outcome = await phone.sync();
    if (outcome !== "done") wrong.push(`STUCK ${outcome}`);
  }
  const final = await control<Final>("final");
  if (!final.counts_hold) wrong.push("COUNTS");
  if (!final.gapless) wrong.push("NUMBERS");
  const rows = new Map(final.rows.map((row) => [row.id, row]));
  let expected = 0;
  for (const phone of phones) {
    for (const [id, kept] of phone.own) {
      expected += 1;
      const row = rows.get(id);
      if (!row?.visit) wrong.push(`LOST ${id}`);
      else if (row.visit.rev !== kept.rev) wrong.push(`WRONG revision ${row.visit.rev} for ${kept.rev}`);
      else if (row.visit.outcome !== kept.outcome || row.visit.note !== kept.note || row.visit.door !== kept.door || row.visit.void !== kept.void) wrong.push("WRONG content");
      if (row?.statuses.includes("quarantined")) wrong.push("FALSE REFUSAL");
    }
    for (const [id, { kind, rev }] of phone.others) {
      const mine = final.others.filter((one) => one.id === id);
      if (!mine.some((one) => one.rev === rev)) wrong.push(`LOST ${kind} ${id}`);
      const revs = new Set(mine.map((one) => one.rev));
      if (revs.size !== mine.length) wrong.push(`TWICE ${kind}`);
      for (const one of mine) if (one.status === "quarantined" && !RIGHTLY.has(`${kind}:${one.reason}`)) wrong.push(`FALSE REFUSAL ${kind} ${one.reason}`);
    }
    for (const tab of phone.tabs) tab.close();
  }
  if (rows.size !== expected) wrong.push(`DUPLICATE ${rows.size} for ${expected}`);
  return wrong;
}

const violations: { seed: number; wrong: string[] }[] = [];
const stopAtFirst = process.argv[6] === "first";
let played = 0;
const begun = RealDate.now();
const budget = Number(process.argv[7] ?? 0) * 1000;
for (let seed = first; seed < first + histories; seed += 1) {
  const wrong = await history(seed).catch((problem: unknown) => [`BROKE ${String(problem)}`]);
  played += 1;
  if (wrong.length) violations.push({ seed, wrong: wrong.slice(0, 4) });
  if ((wrong.length && stopAtFirst) || (budget && RealDate.now() - begun > budget)) break;
}
console.log(JSON.stringify({ played, first, violations: violations.slice(0, 20), violating: violations.length, totals, seconds: (RealDate.now() - begun) / 1000 }));
process.exit(0);
