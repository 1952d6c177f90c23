// The outbox: what may be sent, and what an answer changes. Pure; the store applies it in one transaction.

import type { Op } from "./types.ts";

export const MAX_OPS = 50;
export const MAX_BYTES = 900_000;

export interface Result { id: string; rev: number; seq: number | null; status: string; reason: string | null }
export interface Answered { epoch: string; now: string; safe_up_to: number | null; revoked: boolean; results: Result[] }

export type Reply =
  | { type: "answered"; answer: Answered }
  | { type: "smaller"; max: number }
  | { type: "wait"; seconds: number }
  | { type: "unpaired" }
  | { type: "not_us" };

export const isWaiting = (op: Op): boolean => op.state === "unsent" || op.state === "flight";
export const isUrgent = (op: Op): boolean => op.kind === "sos" || op.kind === "alert";

// The oldest first, at most `limit` operations and a megabyte. An SOS or an alert leaves before everything else, and alone: a small
// post gets through where a big one does not.
export function nextBatch(ops: Op[], limit: number): Op[] {
  const waiting = ops.filter(isWaiting).sort((a, b) => a.n - b.n);
  const urgent = waiting.filter(isUrgent);
  const batch: Op[] = [];
  let bytes = 0;
  for (const op of urgent.length ? urgent : waiting) {
    bytes += (op.sealed?.length ?? JSON.stringify(op.body).length * 2) + 200;
    if (batch.length >= limit || (batch.length > 0 && bytes > MAX_BYTES)) break;
    batch.push(op);
  }
  return batch;
}

// What the phone says of itself: how much it still holds once this batch has left, whether it may keep it, and what it lost.
export interface Report { unsent: number; oldest: string | null; counter: number; version: string; persisted: boolean | null; lost?: number }

export function reportOf(ops: Op[], batch: Op[], counter: number, about: Pick<Report, "version" | "persisted" | "lost">): Report {
  const leaving = new Set(batch.map((op) => `${op.id}:${op.rev}`));
  const left = ops.filter((op) => (op.state === "unsent" || op.state === "flight") && !leaving.has(`${op.id}:${op.rev}`));
  return { unsent: left.length, oldest: left.map((op) => op.made_at).sort()[0] ?? null, counter, ...about };
}

// An operation as it travels.
export function sent({ id, rev, kind, format, made_at, sealed, body }: Op): object {
  return { id, rev, kind, format, made_at, ...(sealed ? { sealed } : { body }) };
}

export function envelope(device: string, epoch: string | null, sentAt: string, batch: Op[], phone: Report): object {
  return {
    device, epoch, sent_at: sentAt, phone, count: batch.length,
    ops: batch.map(sent),
  };
}

// An answer that is not JSON with `epoch` is a captive portal, never an acknowledgement. 401 and 403 delete nothing.
export function readReply(status: number, body: unknown, retryAfter: string | null, sent: number): Reply {
  const fields = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : null;
  if (status === 200 && fields && typeof fields["epoch"] === "string" && Array.isArray(fields["results"])) {
    return { type: "answered", answer: fields as unknown as Answered };
  }
  if (status === 413) {
    const asked = Number(fields?.["max_ops"]);
    const half = Math.max(1, Math.floor(sent / 2));
    return { type: "smaller", max: asked > 0 ? Math.min(asked, half) : half };
  }
  if (status === 429 || status === 503) return { type: "wait", seconds: Number(retryAfter) || 30 };
  if ((status === 401 || status === 403) && fields?.["error"]) return { type: "unpaired" };
  return { type: "not_us" };
}

export interface Held { epoch: string | null; safeUpTo: number | null }

export interface Change { put: Op[]; remove: [string, number][]; arrived: number; newEpoch: boolean }

// What becomes of every held operation after an answer. `ops` is all that the phone holds.
export function afterAnswer(ops: Op[], answer: Answered, known: string | null): Change {
  const results = new Map(answer.results.map((one) => [`${one.id}:${one.rev}`, one]));
  const newEpoch = known !== null && known !== answer.epoch;
  const change: Change = { put: [], remove: [], arrived: 0, newEpoch };
  for (const op of ops) {
    const after = settled(op, results.get(`${op.id}:${op.rev}`), answer, newEpoch);
    if (isSafe(after, answer)) {
      change.remove.push([op.id, op.rev]);
      if (op.kind === "visit" && !isVoid(op) && highest(ops, op)) change.arrived += 1;
    } else if (after !== op) change.put.push(after);
  }
  return change;
}

export const isVoid = (op: Op): boolean => op.void || op.body?.["void"] === true;
const highest = (ops: Op[], op: Op): boolean => !ops.some((one) => one.id === op.id && one.rev > op.rev);

function settled(op: Op, result: Result | undefined, answer: Answered, newEpoch: boolean): Op {
  if (result && result.status !== "retry") {
    const state = result.status === "quarantined" ? "aside" : "received";
    return { ...op, state, seq: result.seq, reason: result.reason, epoch: answer.epoch };
  }
  // After a restore the server may have lost what it had: everything still held is sent again, same bytes.
  if (newEpoch && (op.state === "received" || op.state === "aside") && op.epoch !== answer.epoch) {
    return { ...op, state: "flight", seq: null };
  }
  return op;
}

function isSafe(op: Op, answer: Answered): boolean {
  if (answer.safe_up_to === null || op.seq === null || op.epoch !== answer.epoch) return false;
  return (op.state === "received" || op.state === "aside") && op.seq <= answer.safe_up_to;
}

// Seconds before trying again: doubling up to five minutes, spread so that a hundred phones do not come back together.
// With an SOS or an alert still here: a few seconds.
export function pause(failures: number, dice: number, urgent = false): number {
  if (urgent) return 2 + Math.min(failures, 4) * 2 * dice;
  return Math.min(300, 5 * 2 ** Math.min(failures, 6)) * (0.5 + dice / 2);
}
