// Bodies of every kind and format that the contract knows, made from its schemas: a new kind is tried without a change here.
// Throws on a schema that it does not know how to follow, so that nothing is left out in silence.

import { readdirSync, readFileSync } from "node:fs";
import type { Dice } from "./dice.ts";

export interface Schema {
  $ref?: string; const?: unknown; enum?: unknown[]; type?: string; pattern?: string; anyOf?: Schema[]; oneOf?: Schema[]; allOf?: Schema[];
  if?: Schema; then?: Schema; else?: Schema;
  properties?: Record<string, Schema | false>; required?: string[]; dependentRequired?: Record<string, string[]>; items?: Schema; additionalProperties?: Schema | boolean;
  minimum?: number; maximum?: number; minLength?: number; maxLength?: number; maxItems?: number; $defs?: Record<string, Schema>;
}

export interface Kind { kind: string; format: number; schema: Schema }

// What a body may speak of.
export interface Ground { tour: string; day: string; doors: string[]; entrances: string[]; now: () => string; id: () => string }

export function kinds(folder = "contract/kinds"): Kind[] {
  return readdirSync(folder).sort().map((name) => {
    const [, kind, format] = /^(\w+)\.(\d+)\.json$/.exec(name)!;
    return { kind: kind!, format: Number(format), schema: JSON.parse(readFileSync(`${folder}/${name}`, "utf8")) as Schema };
  });
}

// What is followed here; anything else in a body's schema would be left out in silence.
const KNOWN = new Set(["$schema", "$id", "$defs", "title", "description", "type", "additionalProperties", "required", "properties", "allOf", "oneOf", "dependentRequired"]);

// Names that the contract uses for what is not a free choice.
const CODES = ["eau", "charges", "ecole", "sante_droits", "x_1"];

export function aBody(dice: Dice, { kind, schema: whole }: Kind, ground: Ground): Record<string, unknown> {
  // One that takes several shapes takes one of them.
  const schema = whole.oneOf ? { ...whole, ...dice.pick(whole.oneOf) } : whole;
  const unknown = Object.keys(schema).filter((name) => !KNOWN.has(name));
  if (unknown.length) throw new Error(`the contract says something new of a body: ${unknown.join(", ")} in ${kind}`);
  const body = anObject(dice, schema, ground);
  // A door that is made has a name of its own.
  if (kind === "door_added") body["door"] = ground.id();
  for (const rule of schema.allOf ?? []) obey(dice, rule, body, schema, ground);
  return body;
}

function anObject(dice: Dice, schema: Schema, ground: Ground): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(schema.properties ?? {})) {
    if (one === false || name === "void") continue;
    if (schema.required?.includes(name) || dice.chance(0.6)) body[name] = value(dice, name, one, schema, ground);
  }
  for (const [name, others] of Object.entries(schema.dependentRequired ?? {})) {
    for (const other of name in body ? others : []) body[other] ??= value(dice, other, schema.properties![other] as Schema, schema, ground);
  }
  return body;
}

// `if`, `then`, `else`: what is asked for is added, what is forbidden is taken away.
function obey(dice: Dice, rule: Schema, body: Record<string, unknown>, whole: Schema, ground: Ground): void {
  if (rule.if) {
    const then = holds(rule.if, body) ? rule.then : rule.else;
    if (then) obey(dice, then, body, whole, ground);
    return;
  }
  for (const [name, one] of Object.entries(rule.properties ?? {})) {
    if (one === false) delete body[name];
    else if (name in body) body[name] = value(dice, name, { ...(whole.properties![name] as Schema), ...one }, whole, ground);
  }
  for (const name of rule.required ?? []) body[name] ??= value(dice, name, whole.properties![name] as Schema, whole, ground);
}

function holds(test: Schema, body: Record<string, unknown>): boolean {
  if (test.required?.some((name) => !(name in body))) return false;
  return Object.entries(test.properties ?? {}).every(([name, one]) => {
    if (one === false) return !(name in body);
    if (!(name in body)) return true;
    if ("const" in one) return body[name] === one.const;
    if (one.enum) return one.enum.includes(body[name]);
    throw new Error(`a condition on ${name} that is not known here`);
  });
}

function value(dice: Dice, name: string, schema: Schema, whole: Schema, ground: Ground): unknown {
  if (schema.$ref) return named(dice, name, schema.$ref.replace("#/$defs/", ""), ground);
  if ("const" in schema) return schema.const;
  if (schema.enum) return dice.pick(schema.enum);
  if (schema.anyOf) return value(dice, name, dice.pick(schema.anyOf), whole, ground);
  if (schema.type === "boolean") return dice.chance(0.5);
  if (schema.type === "null") return null;
  if (schema.type === "integer") return Math.max(schema.minimum ?? 0, Math.min(schema.maximum ?? 9, dice.below(10)));
  if (schema.type === "string") return text(dice, name, schema, ground);
  if (schema.type === "array") {
    const some = Array.from({ length: dice.below(3) }, () => value(dice, name, schema.items!, whole, ground));
    return some.filter((one, place) => some.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === place);
  }
  if (schema.type === "object" && schema.properties) return anObject(dice, schema, ground);
  if (schema.type === "object" && typeof schema.additionalProperties === "object") {
    return Object.fromEntries(Array.from({ length: dice.below(3) }, () => [dice.pick(CODES), value(dice, name, schema.additionalProperties as Schema, whole, ground)]));
  }
  throw new Error(`no value for ${name}: ${JSON.stringify(schema)}`);
}

function named(dice: Dice, name: string, sort: string, ground: Ground): unknown {
  if (sort === "uuid") {
    if (name === "tour") return ground.tour;
    if (name === "door") return dice.pick(ground.doors);
    if (name === "entrance") return dice.pick(ground.entrances);
    return ground.id();
  }
  if (sort === "time") return ground.now();
  if (sort === "day") return ground.day;
  if (sort === "month") return ground.day.slice(0, 7);
  if (sort === "clock") return `${String(8 + dice.below(12)).padStart(2, "0")}:${dice.pick(["00", "15", "30"])}`;
  if (sort === "language") return dice.pick(name === "lang" ? ["ar", "bm", "kab"] : ["fr", "ar", "bm", "other"]);
  if (sort === "code") return dice.pick(CODES);
  if (sort === "key") return dice.pick(["back", "nav.me", "hours.add_sub"]);
  if (sort === "text") return dice.pick(["Un mot", "كلمة", { one: "{n} mot", other: "{n} mots" }]);
  if (sort === "scale") return 1 + dice.below(4);
  if (sort === "phone") return `+336${String(dice.below(90_000_000) + 10_000_000)}`;
  throw new Error(`the contract has a new name for a sort of value: ${sort}`);
}

function text(dice: Dice, name: string, schema: Schema, ground: Ground): string {
  if (schema.pattern === "^[0-9a-f]{64}$") return dice.below(2 ** 31).toString(16).padStart(64, "0");
  if (schema.pattern?.startsWith("^[0-9]{4}-(0[1-9]|1[0-2])$")) return ground.day.slice(0, 7);
  if (schema.pattern && schema.pattern !== "\\S") throw new Error(`a pattern that is not known here, for ${name}: ${schema.pattern}`);
  const words = dice.pick(["Un mot", "Éléonore", "  deux  mots ", "كلمة", "x", "12 bis"]);
  return words.slice(0, schema.maxLength ?? 99).padEnd(schema.minLength ?? 0, "x");
}
