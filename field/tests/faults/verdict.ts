// The server's pure rules again, line by line: visits/rules/verdict.py and the refusals of visits/rules/envelope.py.
// Never trusted by itself: each run holds it to the Python on 100,000 cases that it makes up (vectors.ts, tests/faults/protocol.py).

export const MAX_OPS = 50;
const MAX_REVISION = 2 ** 31 - 1;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/;
const KIND = /^[a-z][a-z0-9_]{0,39}$/;
const SEALED = /^[A-Za-z0-9_.=-]{1,200000}$/;

export interface Kept { rev: number; digest: string; seq: number; status: string; reason: string; author: string }
export interface Verdict { status: string; reason: string | null; seq: number | null }

export function verdict(rev: number, digest: string, author: string, kept: Kept[], trouble: string | null): Verdict {
  for (const one of kept) {
    if (one.rev === rev && one.digest === digest) {
      return one.status === "quarantined"
        ? { status: "quarantined", reason: one.reason, seq: one.seq } : { status: "known", reason: null, seq: one.seq };
    }
  }
  if (trouble) return { status: "quarantined", reason: trouble, seq: null };
  if (kept.some((one) => one.author !== author)) return { status: "quarantined", reason: "other_phone", seq: null };
  const standing = kept.filter((one) => one.status === "stored");
  if (standing.some((one) => one.rev === rev)) return { status: "quarantined", reason: "other_bytes", seq: null };
  let higher: Kept | null = null;
  for (const one of standing) if (one.rev > rev && (!higher || one.rev > higher.rev)) higher = one;
  return higher ? { status: "known", reason: "lower_revision", seq: higher.seq } : { status: "stored", reason: null, seq: null };
}

export interface SentOp { id: string; rev: number; kind: string; format: number; made_at: string; body?: Record<string, unknown>; sealed?: string; text: string }
export interface Envelope { device: string; epoch: string | null; sent_at: string; phone: unknown; ops: SentOp[] }
export type Read = Envelope | "malformed" | "too_many";

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const matches = (pattern: RegExp, value: unknown): value is string => typeof value === "string" && pattern.test(value);
const isWhole = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MAX_REVISION;

// JSON's own numbers: Python tells 1 from 1.0, which JavaScript cannot; the vectors leave 1.0 out.
export function readEnvelope(data: unknown): Read {
  if (!isObject(data)) return "malformed";
  const { ops, count, epoch, device, sent_at: sentAt } = data;
  if (!Array.isArray(ops)) return "malformed";
  if (ops.length > MAX_OPS) return "too_many";
  if (count !== ops.length) return "malformed";
  if (epoch !== null && epoch !== undefined && typeof epoch !== "string") return "malformed";
  if (!matches(UUID, device) || !matches(TIME, sentAt)) return "malformed";
  const read: SentOp[] = [];
  for (const op of ops) {
    const one = readOp(op);
    if (!one) return "malformed";
    read.push(one);
  }
  return { device, epoch: epoch ?? null, sent_at: sentAt, phone: data["phone"], ops: read };
}

function readOp(op: unknown): SentOp | null {
  if (!isObject(op) || "body" in op === "sealed" in op) return null;
  const { id, rev, kind, format, made_at: madeAt } = op;
  let text: string;
  if ("sealed" in op) {
    if (!matches(SEALED, op["sealed"])) return null;
    text = op["sealed"];
  } else {
    if (!isObject(op["body"])) return null;
    text = canonical(op["body"]);
  }
  if (!matches(UUID, id) || !isWhole(rev) || !matches(KIND, kind) || !isWhole(format) || !matches(TIME, madeAt)) return null;
  return { ...(op as unknown as SentOp), text };
}

// RFC 8785 for what phones send: JavaScript's own numbers and strings are the ones that it prescribes.
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (isObject(value)) return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
  return JSON.stringify(value);
}
