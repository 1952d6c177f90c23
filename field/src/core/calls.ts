// What became of an SOS or an alert: from the outbox, then from what the desk says. Pure.

import { isUrgent } from "./outbox.ts";
import type { Op, Safety } from "./types.ts";

export type CallState = "kept" | "leaving" | "arrived" | "taken" | "closed" | "aside";
export interface Call { id: string; kind: string; state: CallState; by: string; at: string }

const SHOWN_FOR = 12 * 3600_000;
const STATES = { unsent: "kept", flight: "leaving", received: "arrived", aside: "aside" } as const;

// This voisin's own calls of the last hours, the newest first; not those that she took back.
export function callsOf(ops: Op[], safety: Safety | null, now: number): Call[] {
  const latest = new Map<string, Op>();
  for (const op of ops) if (isUrgent(op) && (latest.get(op.id)?.rev ?? 0) < op.rev) latest.set(op.id, op);
  const told = new Map((safety?.alarms ?? []).map((one) => [one.id, one]));
  const held = [...latest.values()].filter((op) => !op.void).map((op): Call => {
    const desk = op.state === "received" ? told.get(op.id) : undefined;
    return { id: op.id, kind: op.kind, state: desk?.state ?? STATES[op.state], by: desk?.by ?? "", at: op.made_at };
  });
  // What is in a backup has left the outbox: then only the desk knows of it.
  const safe = [...told.values()].filter((one) => !latest.has(one.id));
  return [...held, ...safe]
    .filter((one) => now - Date.parse(one.at) < SHOWN_FOR)
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}
