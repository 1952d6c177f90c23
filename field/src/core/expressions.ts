// The evaluator of questionnaire expressions; its twin is missions/rules/expressions.py and both replay
// contract/examples/expressions.json. XPath 1.0 conversions: see contract/README.md.

import type { Answer, Answers, Expression } from "./types.ts";

export type Value = string | number | boolean;

export interface Context {
  answers: Answers;
  self?: Answer;
  choice?: Record<string, string>;
  today: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const NUMBER = /^[ \t\r\n]*-?(\d+(\.\d*)?|\.\d+)[ \t\r\n]*$/;

export function asText(answer: Answer | undefined): string {
  if (answer === undefined) return "";
  return Array.isArray(answer) ? answer.join(" ") : String(answer);
}

export function toText(value: Value): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "true" : "false";
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  return plainDecimal(value);
}

// XPath never writes an exponent.
function plainDecimal(value: number): string {
  if (value === 0) return "0";
  const [mantissa = "", power] = String(Math.abs(value)).split("e");
  const sign = value < 0 ? "-" : "";
  if (power === undefined) return sign + mantissa;
  const [whole = "", fraction = ""] = mantissa.split(".");
  const point = whole.length + Number(power);
  const digits = whole + fraction;
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits + "0".repeat(point - digits.length);
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

export function toNumber(value: Value): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  return NUMBER.test(value) ? Number(value.trim()) : NaN;
}

export function toBoolean(value: Value): boolean {
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return value !== 0 && !Number.isNaN(value);
  return value !== "";
}

// A reference is a node: it exists even when empty, so against a boolean it is true.
const isNode = (expression: Expression): boolean =>
  expression[0] === "ref" || expression[0] === "self" || expression[0] === "choice";

function truth(expression: Expression, context: Context): boolean {
  return isNode(expression) ? true : toBoolean(evaluate(expression, context));
}

function equal(left: Expression, right: Expression, context: Context): boolean {
  const a = evaluate(left, context);
  const b = evaluate(right, context);
  if (typeof a === "boolean" || typeof b === "boolean") return truth(left, context) === truth(right, context);
  if (typeof a === "number" || typeof b === "number") return toNumber(a) === toNumber(b);
  return a === b;
}

function ordered(sign: string, left: Expression, right: Expression, context: Context): boolean {
  let a = evaluate(left, context);
  let b = evaluate(right, context);
  if (typeof a === "string" && typeof b === "string" && DAY.test(a) && DAY.test(b)) return inOrder(sign, a, b);
  if (typeof a === "boolean" || typeof b === "boolean") {
    a = truth(left, context);
    b = truth(right, context);
  }
  return inOrder(sign, toNumber(a), toNumber(b));
}

function inOrder<T extends string | number>(sign: string, a: T, b: T): boolean {
  if (sign === "<") return a < b;
  if (sign === "<=") return a <= b;
  return sign === ">" ? a > b : a >= b;
}

function words(text: string): string[] {
  return text.split(/[ \t\r\n]+/).filter((word) => word !== "");
}

export function evaluate(expression: Expression, context: Context): Value {
  const [name, ...parts] = expression;
  const sub = parts as Expression[];
  const value = (at: number): Value => evaluate(sub[at] as Expression, context);
  const text = (at: number): string => toText(value(at));
  const number = (at: number): number => toNumber(value(at));
  switch (name) {
    case "str": case "num": case "bool": return parts[0] as Value;
    case "ref": return asText(context.answers[parts[0] as string]);
    case "self": return asText(context.self);
    case "choice": return context.choice?.[parts[0] as string] ?? "";
    case "and": return truth(sub[0]!, context) && truth(sub[1]!, context);
    case "or": return truth(sub[0]!, context) || truth(sub[1]!, context);
    case "not": return !truth(sub[0]!, context);
    case "=": return equal(sub[0]!, sub[1]!, context);
    case "!=": return notEqual(sub[0]!, sub[1]!, context);
    case "<": case "<=": case ">": case ">=": return ordered(name, sub[0]!, sub[1]!, context);
    case "+": return number(0) + number(1);
    case "-": return number(0) - number(1);
    case "*": return number(0) * number(1);
    case "div": return number(0) / number(1);
    case "mod": return number(0) % number(1);
    case "neg": return -number(0);
    case "selected": return words(text(0)).includes(text(1).trim());
    case "count-selected": return words(text(0)).length;
    case "if": return truth(sub[0]!, context) ? value(1) : value(2);
    case "coalesce": return text(0) !== "" ? text(0) : text(1);
    case "today": return context.today;
    case "regex": return new RegExp(`^(?:${text(1)})$`, "u").test(text(0));
    case "string-length": return [...text(0)].length;
    default: throw new Error(`unknown: ${name}`);
  }
}

function notEqual(left: Expression, right: Expression, context: Context): boolean {
  const a = evaluate(left, context);
  const b = evaluate(right, context);
  if (typeof a === "boolean" || typeof b === "boolean") return truth(left, context) !== truth(right, context);
  if (typeof a === "number" || typeof b === "number") return toNumber(a) !== toNumber(b);
  return a !== b;
}
