// What a resident asked for at a door and agreed to. What is kept is sealed at once: a first name and a number are never read here
// again. Until the tour ends, under the PIN: a call being written, and what was kept, without a name, to be able to undo it.

import type { AskKind, Kept, Writing } from "../core/asks.ts";
import type { Op } from "../core/types.ts";
import { draft, same, sealingKey, type Home } from "./home.ts";
import { ASKS, Changed, putOp, stamp, untilUnchanged, write, type AskRow, type AskRows, type Tx } from "./save.ts";

export interface Inside { writing: Writing | null; kept: Kept[] }

// The server has not given its key yet: a name is not written in clear, it waits under the PIN.
export class NoKey extends Error {}

const NOTHING: Inside = { writing: null, kept: [] };

export async function readAsks(home: Home, visit: string): Promise<Inside> {
  const row = ((await home.db.get("meta", ASKS)) as AskRows | undefined)?.[visit];
  return row ? home.vault.take<Inside>(row.box) : NOTHING;
}

// Changes what is remembered of one conversation; `also` writes the operation in the same transaction.
function change(home: Home, visit: string, tour: string, to: (inside: Inside) => Inside, also?: (tx: Tx) => Promise<void>): Promise<void> {
  return untilUnchanged(async () => {
    const before = ((await home.db.get("meta", ASKS)) as AskRows | undefined)?.[visit];
    const inside = to(before ? await home.vault.take<Inside>(before.box) : NOTHING);
    const row: AskRow = { tour, at: before?.at ?? stamp(), box: await home.vault.put(inside) };
    await write(home.db, ["ops", "meta"], async (tx) => {
      const meta = tx.objectStore("meta");
      const rows = ((await meta.get(ASKS)) as AskRows | undefined) ?? {};
      if (!same(rows[visit]?.box, before?.box)) throw new Changed();
      const { [visit]: _gone, ...others } = rows;
      void meta.put(inside.writing || inside.kept.length ? { ...others, [visit]: row } : others, ASKS);
      await also?.(tx);
    });
  });
}

export const keepWriting = (home: Home, visit: string, tour: string, writing: Writing | null): Promise<void> =>
  change(home, visit, tour, (inside) => ({ ...inside, writing }));

// Kept and sealed in one transaction with the end of its draft. The id is made before: a second try changes nothing.
export async function saveAsk(home: Home, visit: string, body: { tour: string }, kept: Omit<Kept, "rev">): Promise<void> {
  if (kept.kind === "follow_up" && !(await sealingKey(home.db))) throw new NoKey();
  const made = await draft(home.db, kept.kind, kept.id, 1, body, stamp(), 2);
  await change(home, visit, body.tour, (inside) => ({
    writing: kept.kind === "follow_up" ? null : inside.writing,
    kept: [...inside.kept.filter((one) => one.id !== kept.id), { ...kept, rev: 1 }],
  }), async (tx) => {
    if (!(await tx.objectStore("ops").get([kept.id, 1]))) await putOp(tx, made);
  });
}

// Undone: what never left the phone is simply gone; otherwise a next revision says so, and carries nothing of anybody.
export async function undoAsk(home: Home, visit: string, tour: string, kept: Kept): Promise<void> {
  const rev = kept.rev + 1;
  const made = await draft(home.db, kept.kind, kept.id, rev, undoOf(tour, kept), stamp(), 2);
  await change(home, visit, tour, (inside) => ({ ...inside, kept: inside.kept.filter((one) => one.id !== kept.id) }), async (tx) => {
    const ops = tx.objectStore("ops");
    const first = (await ops.get([kept.id, kept.rev])) as Op | undefined;
    if (first?.state === "unsent") void ops.delete([kept.id, kept.rev]);
    else if (!(await ops.get([kept.id, rev]))) await putOp(tx, made);
  });
}

function undoOf(tour: string, { kind, code, way }: Kept): object {
  const said = { tour, consent: "yes", sentence: sentenceOf(kind, way), void: true };
  if (kind === "referral") return { ...said, to: code };
  return kind === "appointment" ? { ...said, with: code } : { ...said, what: code, way };
}

// Which sentence of contract/words/consent.json is said.
export const sentenceOf = (kind: AskKind, way: Kept["way"]): string => (kind === "follow_up" ? `follow_up_${way}.1` : `${kind}.1`);

// A conversation that is undone takes with it what was agreed to in it.
export async function undoAsksOf(home: Home, visits: string[]): Promise<void> {
  const rows = ((await home.db.get("meta", ASKS)) as AskRows | undefined) ?? {};
  for (const visit of visits) {
    const row = rows[visit];
    if (!row) continue;
    const { kept } = await home.vault.take<Inside>(row.box);
    for (const one of kept) await undoAsk(home, visit, row.tour, one);
    await keepWriting(home, visit, row.tour, null);
  }
}
