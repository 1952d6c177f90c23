// What a resident may ask for beyond the conversation, and agrees to aloud before anything is kept. Pure.

import type { Service } from "./types.ts";

export type AskKind = "referral" | "appointment" | "follow_up";
export type Way = "call" | "visit";
export const MOMENTS = ["any", "morning", "afternoon", "evening", "saturday"] as const;

// What the phone remembers of one that was kept, until its tour ends: enough to undo it. No name, no number, no door.
export interface Kept { id: string; rev: number; kind: AskKind; code: string; way?: Way; at?: string }

// A call that was agreed to, being written. It is under the PIN, and goes when it is sealed or when its tour ends.
export interface Writing { what: string; moment: string; language: string | null; first_name: string; phone: string }

// Services that answer a need that was just spoken of come first; then the others, in their own order.
export function nearestFirst(services: Service[], needs: string[]): Service[] {
  const fits = (one: Service): number => one.needs.filter((need) => needs.includes(need)).length;
  return services.map((one, place) => ({ one, place })).sort((a, b) => fits(b.one) - fits(a.one) || a.place - b.place).map(({ one }) => one);
}

// Why a day and an hour cannot be an appointment; null when they can. Both as the phone's own inputs give them.
export function appointmentProblem(day: string, hour: string, now: string): "missing" | "past" | "far" | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || !/^\d\d:\d\d/.test(hour)) return "missing";
  const today = now.slice(0, 10);
  if (`${day}T${hour}` <= now.slice(0, 16)) return "past";
  return Date.parse(day) - Date.parse(today) > 400 * 86_400_000 ? "far" : null;
}
