// Words on the screen: one JSON per language over French, plural forms, values between braces, days and hours.
// A missing key is French. What protects a person (always_french.json) is never shown unreviewed without the French beside it.

import { isRtl } from "../core/writing.ts";
import always from "./always_french.json";
import french from "./fr.json";
import { tongue, type Text } from "./tongue.svelte.ts";

type Values = Record<string, string | number>;
// Without the words of screens on demand until one of them is opened (late.ts); TOTAL counts them all.
export const FRENCH = french as Record<string, Text>;
export const TOTAL = __WORDS__;
const ARABIC = /[\u0590-\u08ff]/;
const LTR = "\u2066", ISOLATE = "\u2068", END = "\u2069";

const made = new Map<string, unknown>();
// Intl's objects are slow to make on an old phone: once each.
function once<T>(key: string, make: () => T): T {
  if (!made.has(key)) made.set(key, make());
  return made.get(key) as T;
}

const FRENCH_RULE = new Intl.PluralRules("fr");
const apart = (text: string, always: boolean): string => (always || ARABIC.test(text) ? ISOLATE + text + END : text);
function fill(text: Text | undefined, code: string, values: Values): string | undefined {
  const n = Number(values["n"] ?? 0);
  const form = typeof text === "object" ? (text[code === "fr" ? FRENCH_RULE.select(n) : tongue.rule(n)] ?? text["other"]) : text;
  if (!form) return undefined;
  // A name, a plate or an hour keeps its own way of being read inside a sentence read from the right.
  const shown = (value: string | number | undefined): string => (typeof value === "string" ? apart(value, isRtl(code)) : String(value ?? ""));
  return form.replace(/\{(\w+)\}/g, (_, name: string) => shown(values[name]));
}

export const protects = (key: string): boolean => always.some((start) => key.startsWith(start));

export function t(key: string, values: Values = {}): string {
  const { code, words } = tongue;
  const own = code === "fr" ? undefined : fill(words.texts[key], code, values);
  if (own && (!protects(key) || words.vouched.includes(key))) return own;
  const plain = typo(fill(FRENCH[key], "fr", values) ?? key);
  const safe = isRtl(code) ? LTR + plain + END : plain;
  return own ? `${own}\n${safe}` : safe;
}

// True when this key is said in the language that was chosen.
export const known = (key: string): boolean => tongue.code === "fr" || key in tongue.words.texts;

// The language that most of the screen is in: a handful of translated words does not make a page Soninke.
export function mostly(): string {
  return Object.keys(tongue.words.texts).length * 2 > TOTAL ? tongue.code : "fr";
}

// No-break spaces where French wants them.
export function typo(text: string): string {
  return text
    .replace(/ ([:;?!%€»])/g, "\u00a0$1")
    .replace(/« /g, "«\u00a0")
    .replace(/(\d) h (\d)/g, "$1\u00a0h\u00a0$2")
    .replace(/(\d) h\b/g, "$1\u00a0h");
}

// Figures stay 0-9 and months are ours, whatever the country: a door plate and a pay slip read the same.
function dates(options: Intl.DateTimeFormatOptions): (moment: Date | number) => string {
  const code = mostly();
  const locale = Intl.DateTimeFormat.supportedLocalesOf(code).length ? code : "fr";
  const format = once(`date ${locale} ${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(`${locale}-u-ca-gregory-nu-latn`, options));
  return (moment) => format.format(moment);
}
const noon = (day: string): Date => new Date(`${day}T12:00:00Z`);
export const longDay = (day: string): string => dates({ weekday: "long", day: "numeric", month: "long", timeZone: "UTC" })(noon(day));
export const weekday = (day: string): string => dates({ weekday: "long", timeZone: "UTC" })(noon(day));
export const monthName = (month: string): string => dates({ month: "long", timeZone: "UTC" })(noon(`${month}-15`));
export function dayAndHour(moment: number): string {
  const here = new Date(moment);
  const hour = `${here.getHours()}:${String(here.getMinutes()).padStart(2, "0")}`;
  return t("time.day_hour", { day: dates({ weekday: "long" })(moment), hour: clock(hour) });
}

export function list(words: string[]): string {
  const code = mostly();
  return once(`list ${code}`, () => new Intl.ListFormat(Intl.ListFormat.supportedLocalesOf(code).length ? code : "fr", { type: "conjunction" })).format(words.map((one) => apart(one, isRtl(code))));
}

// "17:30" → 17 h 30 in French, 17:30 everywhere else.
export function clock(text: string): string {
  const [hours, minutes] = text.split(":");
  if (mostly() !== "fr") return `${hours}:${minutes}`;
  return typo(`${Number(hours)} h${minutes === "00" ? "" : ` ${minutes}`}`);
}

export const hours = (from: string, to: string): string => t("time.range", { from: clock(from), to: clock(to) });

export function duration(minutes: number): string {
  const h = Math.floor(Math.abs(minutes) / 60);
  const m = Math.abs(minutes) % 60;
  if (h === 0) return t("time.min", { m: String(m) });
  return m ? t("time.hm", { h: String(h), m: String(m).padStart(2, "0") }) : t("time.h", { h: String(h) });
}
