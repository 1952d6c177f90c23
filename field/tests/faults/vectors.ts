// Cases for the rules, made up at random, with what verdict.ts says of them: the real rules must say the same.

import type { Dice } from "./dice.ts";
import { readEnvelope, verdict, type Kept } from "./verdict.ts";

const AUTHORS = ["fatou", "ahmed"];
const REASONS = ["", "other_bytes", "revoked", "bad_body", "other_phone"];
const UUID = "11111111-1111-4111-8111-111111111111";

// Few values, so that they meet: same revision, same bytes, lower, higher, another author, kept aside, not numbered yet.
export function verdictCase(dice: Dice): object {
  const kept: Kept[] = [];
  for (let left = dice.below(5); left > 0; left -= 1) {
    const aside = dice.chance(0.3);
    kept.push({
      rev: 1 + dice.below(4), digest: `b${dice.below(3)}`, seq: dice.chance(0.15) ? -1 : 1 + dice.below(50),
      status: aside ? "quarantined" : "stored", reason: aside ? dice.pick(REASONS) : "", author: dice.chance(0.85) ? AUTHORS[0]! : AUTHORS[1]!,
    });
  }
  const given = { rev: 1 + dice.below(4), digest: `b${dice.below(3)}`, author: AUTHORS[dice.chance(0.9) ? 0 : 1]!, kept, trouble: dice.chance(0.2) ? dice.pick(REASONS.slice(1)) : null };
  return { rule: "verdict", given, found: verdict(given.rev, given.digest, given.author, given.kept, given.trouble) };
}

const ODD: unknown[] = [null, true, false, 0, -1, 2, 2 ** 31, 2 ** 31 - 1, 1.5, "", "1", [], {}, [1], UUID, UUID.toUpperCase(), "visit", "Visit", "2026-03-12T20:02:00+01:00", "2026-03-12 20:02", "é", "a".repeat(41)];

export function envelopeCase(dice: Dice): object {
  const given = anEnvelope(dice);
  const read = readEnvelope(given);
  const found = typeof read === "string" ? read : read.ops.map((op) => [op.id, op.rev, op.kind, op.format, op.text]);
  return { rule: "envelope", given, found };
}

function anEnvelope(dice: Dice): unknown {
  const ops = Array.from({ length: dice.chance(0.02) ? 51 : dice.below(3) }, () => anOp(dice));
  const whole: Record<string, unknown> = {
    device: UUID, epoch: dice.pick([null, "", "e"]), sent_at: dice.pick(["2026-03-12T20:02:00+01:00", "2026-03-12T20:02:00.123Z"]), count: ops.length, ops,
    phone: null,
  };
  return spoilt(dice, whole, 0.3);
}

function anOp(dice: Dice): unknown {
  const op: Record<string, unknown> = { id: UUID, rev: 1 + dice.below(3), kind: dice.pick(["visit", "sos", "x"]), format: 1, made_at: "2026-03-12T20:02:00+01:00" };
  if (dice.chance(0.5)) op["sealed"] = dice.pick(["a.b.c", "A-_=", "é", " "]);
  if (dice.chance(0.5)) op["body"] = dice.pick([{}, { z: 1, a: [true, null, "é\n"] }, { b: { d: 1.25, c: -0 } }, { n: 1e21 }, { n: 123456.789e-10 }]);
  return spoilt(dice, op, 0.12);
}

// One field less, or another value in it.
function spoilt(dice: Dice, whole: Record<string, unknown>, often: number): unknown {
  if (!dice.chance(often)) return whole;
  if (dice.chance(0.05)) return dice.pick(ODD);
  const name = dice.pick(Object.keys(whole));
  const { [name]: _gone, ...rest } = whole;
  return dice.chance(0.4) ? rest : { ...rest, [name]: dice.pick(ODD) };
}
