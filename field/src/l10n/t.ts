// Words on the screen: one JSON per language, plural forms by Intl, values between braces.

import fr from "./fr.json";

type Text = string | Record<string, string>;
const texts = fr as Record<string, Text>;
const rules = new Intl.PluralRules("fr");
const DAYS = new Intl.DateTimeFormat("fr", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
const MONTHS = new Intl.DateTimeFormat("fr", { month: "long", timeZone: "UTC" });

export function t(key: string, values: Record<string, string | number> = {}): string {
  const text = texts[key];
  if (text === undefined) return key;
  const form = typeof text === "string" ? text : (text[rules.select(Number(values["n"] ?? 0))] ?? text["other"] ?? "");
  return typo(form.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? "")));
}

// No-break spaces where French wants them.
export function typo(text: string): string {
  return text
    .replace(/ ([:;?!%€»])/g, "\u00a0$1")
    .replace(/« /g, "«\u00a0")
    .replace(/(\d) h (\d)/g, "$1\u00a0h\u00a0$2")
    .replace(/(\d) h\b/g, "$1\u00a0h");
}

export const longDay = (day: string): string => DAYS.format(new Date(`${day}T12:00:00Z`));
export const monthName = (month: string): string => MONTHS.format(new Date(`${month}-15T12:00:00Z`));

// "17:30" → 17 h 30
export function clock(text: string): string {
  const [hours, minutes] = text.split(":");
  return typo(`${Number(hours)} h${minutes === "00" ? "" : ` ${minutes}`}`);
}

export function duration(minutes: number): string {
  const hours = Math.floor(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  if (hours === 0) return `${rest}\u00a0min`;
  return typo(`${hours} h${rest ? ` ${String(rest).padStart(2, "0")}` : ""}`);
}
