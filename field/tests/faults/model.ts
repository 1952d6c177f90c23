// A server in memory that keeps the contract, for the many histories: what visits/actions/receive.py does, without a database.
// Its rules are verdict.ts, held to the Python in each run; its answers are held to the real server's, post by post, by the same run
// (tests/faults/protocol.py plays its log against Django). `mutant` switches one of its rules off.

import { createHash } from "node:crypto";
import { kidOf, openSeal, type Plain, type ServerKey } from "./cheap.ts";
import { MAX_OPS, readEnvelope, verdict, type Kept, type SentOp, type Verdict } from "./verdict.ts";

export interface Row extends Kept { id: string; sentAs: string; device: string; text: string; kind: string; organisation: number; voisin: string }
export interface Noted { rev: number; body: Record<string, unknown>; organisation: number; clock: number }
export interface Device { id: string; voisin: string; organisation: number; install: string; token: string | null; revoked: boolean; counter: number; unsent: number; heard: number }
interface Book { lastSeq: number; epoch: string; safeUpTo: number | null }
interface Key { kid: string; kept: boolean }
export interface Alert { voisin: string; kind: "emptied" | "went_back" }
export interface Answer { status: number; body: unknown; retryAfter?: string }
interface State {
  rows: Row[]; books: Book[]; devices: Map<string, Device>; visits: Map<string, Noted>; keys: Key[]; alerts: Alert[];
}

export interface Backup { begun: number; state: State; numbers: { epoch: string; lastSeq: number }[]; kids: string[] }
export type Crash = "" | "before" | "after";

const KINDS = new Set<string>();
export const knowKinds = (kinds: Iterable<string>): void => void [...kinds].forEach((one) => KINDS.add(one));

export class Model {
  rows: Row[] = [];
  books: Book[];
  devices = new Map<string, Device>();
  visits = new Map<string, Noted>();
  keys: Key[] = [];
  alerts: Alert[] = [];
  // What somebody was told: a restore does not take it out of their mind.
  told: Alert[] = [];
  backup: Backup | null = null;
  private byId = new Map<string, Row[]>();
  private begun = 0;
  private epochs = 0;
  private fresh = 0;

  constructor(readonly mutant: string, organisations: number) {
    this.books = Array.from({ length: organisations }, (_, place) => ({ lastSeq: 0, epoch: this.newEpoch(place), safeUpTo: null }));
    this.rotateKey();
  }

  private newEpoch(organisation: number): string {
    this.epochs += 1;
    return `${organisation}-${this.epochs}`;
  }

  // ---- phones

  // The same install paired again is the same phone; one that was closed, then paired again, is a new one.
  pair(voisin: string, organisation: number, install: string, token: string): Device {
    const mine = [...this.devices.values()].filter((one) => one.voisin === voisin && one.install === install);
    const known = mine.find((one) => !one.revoked);
    // A phone that a restore forgot gets its own name again: what it sealed under it is still its own.
    const id = mine.length || this.mutant === "phone_forgotten" ? this.newDevice() : nameOf(voisin, install);
    const device = known ?? { id, voisin, organisation, install, token, revoked: false, counter: 0, unsent: 0, heard: 0 };
    if (!known && this.mutant !== "emptied_unnoticed" && [...this.devices.values()].some((one) => one.voisin === voisin && !one.revoked)) {
      this.alert({ voisin, kind: "emptied" });
    }
    device.token = token;
    this.devices.set(device.id, device);
    return device;
  }

  private newDevice(): string {
    this.fresh += 1;
    return `eeeeeeee-0000-4000-8000-${String(this.fresh).padStart(12, "0")}`;
  }

  private alert(one: Alert): void {
    this.alerts.push(one);
    this.told.push(one);
  }

  private name(kind: string): string {
    this.fresh += 1;
    return `${kind}-${this.fresh}`;
  }

  byToken(token: string): Device | undefined {
    for (const one of this.devices.values()) if (one.token === token) return one;
    return undefined;
  }

  revoke(device: string): void {
    const one = this.devices.get(device);
    if (one) one.revoked = true;
  }

  loseToken(device: string): void {
    const one = this.devices.get(device);
    if (one) one.token = null;
  }

  // ---- sealing keys: phones seal to the newest that is in a backup; before any backup, to the first

  rotateKey(): void {
    this.keys.push({ kid: this.name("k"), kept: false });
  }

  publicKeys(): { kid: string; keys: ServerKey[] } {
    const newest = this.keys[this.keys.length - 1]!;
    const kept = this.mutant === "key_before_backup" ? newest : this.keys.findLast((one) => one.kept) ?? this.keys[0]!;
    return { kid: kept.kid, keys: this.keys.map(({ kid }) => ({ kid, kty: "EC", crv: "P-256", x: "", y: "" })) };
  }

  // ---- backup and restore

  private state(): State {
    return {
      rows: this.rows.slice(), books: this.books.map((one) => ({ ...one })), visits: new Map(this.visits), keys: this.keys.map((one) => ({ ...one })),
      devices: new Map([...this.devices].map(([id, one]) => [id, { ...one }])), alerts: this.alerts.slice(),
    };
  }

  beginBackup(): Backup {
    const numbers = this.books.map(({ epoch, lastSeq }) => ({ epoch, lastSeq }));
    this.begun += 1;
    return { begun: this.begun, state: this.state(), numbers, kids: this.keys.map((one) => one.kid) };
  }

  // Read back and compared: what was numbered before it began is safe. One of a database that was replaced meanwhile is thrown away.
  endBackup(made: Backup): void {
    const replaced = made.numbers.some(({ epoch }, place) => this.books[place]!.epoch !== epoch);
    if (replaced && this.mutant !== "safe_across_a_restore") return;
    if (!this.backup || this.backup.begun < made.begun) this.backup = made;
    made.numbers.forEach(({ lastSeq }, place) => {
      const book = this.books[place]!;
      if (book.safeUpTo === null || book.safeUpTo < lastSeq) book.safeUpTo = lastSeq;
    });
    for (const key of this.keys) if (made.kids.includes(key.kid)) key.kept = true;
  }

  restore(): void {
    if (!this.backup) return;
    const { state } = this.backup;
    this.rows = state.rows.slice();
    this.visits = new Map(state.visits);
    // What was in the backup is in a backup: its numbers, and its keys.
    this.keys = state.keys.map(({ kid }) => ({ kid, kept: true }));
    this.alerts = state.alerts.slice();
    this.devices = new Map([...state.devices].map(([id, one]) => [id, { ...one }]));
    this.byId.clear();
    for (const row of this.rows) this.at(row.organisation, row.id).push(row);
    this.books = state.books.map((one, place) => ({
      lastSeq: one.lastSeq, safeUpTo: one.lastSeq, epoch: this.mutant === "no_epoch" ? this.books[place]!.epoch : this.newEpoch(place),
    }));
  }

  // True when the newest backup has this revision, or a later one.
  isSafe(organisation: number, id: string, rev: number): boolean {
    return !!this.backup?.state.rows.some((row) => row.organisation === organisation && row.id === id && row.rev >= rev);
  }

  private at(organisation: number, id: string): Row[] {
    const key = `${organisation}:${id}`;
    let found = this.byId.get(key);
    if (!found) this.byId.set(key, (found = []));
    return found;
  }

  rowsOf(organisation: number, id: string): readonly Row[] {
    return this.byId.get(`${organisation}:${id}`) ?? [];
  }

  // ---- the entrance

  post(token: string, text: string, crash: Crash, whole = text): Answer {
    const sender = this.byToken(token);
    if (!sender) return { status: 401, body: { error: "unknown_token" } };
    let data: unknown;
    try {
      data = JSON.parse(text);
    } catch {
      if (this.mutant !== "cut_post_is_whole") return { status: 400, body: { error: "json" } };
      return this.lenient(sender, text, whole);
    }
    const named = (data as { device?: unknown } | null)?.device;
    if (typeof named === "string" && named !== sender.id) return { status: 403, body: { error: "other_device" } };
    const envelope = readEnvelope(data);
    if (envelope === "too_many") return { status: 413, body: { error: "too_many", max_ops: MAX_OPS } };
    if (envelope === "malformed") return { status: 400, body: { error: "malformed" } };
    return this.take(sender, envelope.ops, envelope.phone, crash);
  }

  // A rescue file, taken in by a manager: as if that phone sent it.
  takeIn(device: string, ops: object[]): boolean {
    const sender = this.devices.get(device);
    if (!sender) return false;
    for (let start = 0; start < ops.length; start += MAX_OPS) {
      const part = ops.slice(start, start + MAX_OPS);
      const read = readEnvelope({ device: UUID, epoch: null, sent_at: "2026-03-12T20:02:00+01:00", count: part.length, ops: part });
      if (typeof read === "string") throw new Error(read);
      this.take(sender, read.ops, null, "");
    }
    return true;
  }

  private take(sender: Device, ops: SentOp[], phone: unknown, crash: Crash): Answer {
    const book = this.books[sender.organisation]!;
    const { verdicts, made } = this.judged(sender, ops, book.lastSeq);
    const answer = (): Answer => ({
      status: 200,
      body: {
        epoch: book.epoch, now: "2026-03-12T20:02:00+01:00", safe_up_to: this.mutant === "safe_too_early" ? book.lastSeq : book.safeUpTo,
        revoked: sender.revoked, results: ops.map((op, place) => resultOf(op, verdicts[place]!, made)),
      },
    });
    if (crash === "before") {
      return this.mutant === "answer_before_commit" ? answer() : { status: 502, body: "died" };
    }
    const dropped = this.mutant === "revoked_is_dropped" && sender.revoked;
    for (const row of dropped ? [] : made) {
      this.rows.push(row);
      this.at(row.organisation, row.id).push(row);
      book.lastSeq = row.seq;
    }
    for (const row of highest(made)) if (row.status === "stored" && row.kind === "visit") this.note(row);
    this.heed(sender, phone);
    return crash === "after" ? { status: 502, body: "died" } : answer();
  }

  private judged(sender: Device, ops: SentOp[], lastSeq: number): { verdicts: Verdict[]; made: Row[] } {
    const pending = new Map<string, Kept[]>();
    const verdicts: Verdict[] = [];
    const made: Row[] = [];
    for (const op of ops) {
      const id = this.mutant === "no_identity" ? this.name("row") : op.id;
      let kept = pending.get(id);
      if (!kept) pending.set(id, (kept = [...this.at(sender.organisation, id)]));
      const judged = this.judge(sender, op, kept);
      verdicts.push(judged);
      if (judged.seq !== null) continue;
      const row: Row = {
        rev: op.rev, digest: op.text, seq: lastSeq + made.length + 1, status: judged.status, reason: judged.reason ?? "", author: sender.voisin,
        id, sentAs: op.id, device: sender.id, text: op.text, kind: op.kind, organisation: sender.organisation, voisin: sender.voisin,
      };
      kept.push({ ...row, seq: -1 });
      made.push(row);
    }
    return { verdicts, made };
  }

  private judge(sender: Device, op: SentOp, kept: Kept[]): Verdict {
    if (this.mutant === "content_identity") {
      const same = this.rows.find((row) => wordsOf(row) === JSON.stringify(bodyOf(op)));
      if (same) return { status: "known", reason: null, seq: same.seq };
    }
    const trouble = this.trouble(sender, op);
    if (this.mutant === "no_revision_guard" || this.mutant === "last_clock_wins") {
      const same = kept.filter((one) => one.rev === op.rev && (this.mutant === "no_revision_guard" || one.digest === op.text));
      return verdict(op.rev, op.text, sender.voisin, same, trouble);
    }
    if (this.mutant === "other_bytes_replace") {
      return verdict(op.rev, op.text, sender.voisin, kept.filter((one) => one.rev !== op.rev || one.digest === op.text), trouble);
    }
    return verdict(op.rev, op.text, sender.voisin, kept, trouble);
  }

  private trouble(sender: Device, op: SentOp): string | null {
    if (op.sealed !== undefined) {
      if (!this.keys.some((key) => key.kid === kidOf(op.sealed!))) return "cannot_open";
      const plain: Plain = openSeal(op.sealed);
      if (plain.id !== op.id || plain.rev !== op.rev || plain.kind !== op.kind || plain.format !== op.format) return "seal_disagrees";
      if (plain.device !== sender.id) return "other_phone";
    }
    if (sender.revoked) return "revoked";
    return KINDS.has(op.kind) ? null : "unknown_kind";
  }

  private note(row: Row): void {
    const before = this.visits.get(row.id);
    const body = (row.text.startsWith("{") ? JSON.parse(row.text) : openSeal(row.text).body) as Record<string, unknown>;
    const clock = Date.parse(String(body["started_at"]));
    if (before && before.organisation !== row.organisation) return;
    const guard = this.mutant === "last_clock_wins" ? before && before.clock > clock : before && before.rev >= row.rev && this.mutant !== "no_revision_guard" && this.mutant !== "other_bytes_replace";
    if (guard) return;
    this.visits.set(row.id, { rev: row.rev, body, organisation: row.organisation, clock });
  }

  // What a phone says of itself; one that presents less than it held before has gone back.
  private heed(sender: Device, phone: unknown): void {
    const report = phone as { unsent?: number; counter?: number } | null;
    if (!report || typeof report.counter !== "number") return;
    if (report.counter < sender.counter && this.mutant !== "went_back_unnoticed") this.alert({ voisin: sender.voisin, kind: "went_back" });
    sender.counter = report.counter;
    sender.unsent = report.unsent ?? 0;
  }

  // The mutant that answers for operations which never arrived whole.
  private lenient(sender: Device, text: string, whole: string): Answer {
    const all = (JSON.parse(whole) as { ops: SentOp[] }).ops.map((op) => ({ ...op, text: op.sealed ?? "" }));
    const arrived = all.filter((op) => op.sealed && text.includes(op.sealed));
    const answer = this.take(sender, arrived, null, "");
    const book = this.books[sender.organisation]!;
    (answer.body as { results: object[] }).results = all.map((op) => ({ id: op.id, rev: op.rev, seq: book.lastSeq, status: "stored", reason: null }));
    return answer;
  }
}

// What the server calls a phone: RFC 9562's version 5, of the voisin and the install (people/actions.py).
function nameOf(voisin: string, install: string): string {
  const known = named.get(voisin + install);
  if (known) return known;
  const hash = createHash("sha1").update(Buffer.from(voisin.replaceAll("-", ""), "hex")).update(install).digest();
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString("hex");
  const made = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
  named.set(voisin + install, made);
  return made;
}

const named = new Map<string, string>();

const UUID = "00000000-0000-4000-8000-000000000000";
const bodyOf = (op: SentOp): unknown => op.body ?? openSeal(op.sealed!).body;
const wordsOf = (row: Row): string => row.text.startsWith("{") ? row.text : JSON.stringify(openSeal(row.text).body);

function highest(rows: Row[]): Row[] {
  const best = new Map<string, Row>();
  for (const row of rows) {
    if (row.status !== "stored") continue;
    const one = best.get(row.id);
    if (!one || row.rev > one.rev) best.set(row.id, row);
  }
  return [...best.values()].sort((a, b) => a.seq - b.seq);
}

function resultOf(op: SentOp, judged: Verdict, made: Row[]): object {
  let seq = judged.seq;
  if (seq === null || seq === -1) {
    const mine = made.filter((one) => one.sentAs === op.id);
    const row = mine.find((one) => one.rev === op.rev && one.digest === op.text);
    seq = row ? row.seq : mine.reduce<number | null>((top, one) => Math.max(top ?? 0, one.seq), null);
  }
  return { id: op.id, rev: op.rev, seq, status: judged.status, reason: judged.reason };
}
