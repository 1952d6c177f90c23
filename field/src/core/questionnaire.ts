// What a questionnaire asks now, given the answers so far; its twin is missions/rules/questionnaire.py.

import { evaluate, toBoolean, toText } from "./expressions.ts";
import type { Answer, Answers, Choice, Definition, Question } from "./types.ts";

export function visibleQuestions(definition: Definition, answers: Answers, today: string): Question[] {
  const asked = opened(definition.questions, relevantAnswers(definition, answers, today), today);
  return asked.filter((one) => one.type !== "calculate");
}

// The answers of questions that are asked: one that is hidden counts as empty, and may hide others in turn.
export function relevantAnswers(definition: Definition, answers: Answers, today: string): Answers {
  let current = { ...answers };
  for (;;) {
    const asked = new Set(opened(definition.questions, current, today).map((one) => one.code));
    const kept = Object.fromEntries(Object.entries(current).filter(([code]) => asked.has(code)));
    if (Object.keys(kept).length === Object.keys(current).length) return kept;
    current = kept;
  }
}

function opened(questions: Question[], answers: Answers, today: string): Question[] {
  const found: Question[] = [];
  for (const question of questions) {
    if (question.relevant && !holds(question.relevant, answers, today)) continue;
    if (question.type === "group") found.push(...opened(question.questions ?? [], answers, today));
    else found.push(question);
  }
  return found;
}

function holds(expression: NonNullable<Question["relevant"]>, answers: Answers, today: string): boolean {
  const node = expression[0] === "ref";
  return node || toBoolean(evaluate(expression, { answers, today }));
}

export function visibleChoices(question: Question, answers: Answers, today: string): Choice[] {
  const filter = question.choice_filter;
  const choices = question.choices ?? [];
  if (!filter) return choices;
  return choices.filter((choice) =>
    toBoolean(evaluate(filter, { answers, today, choice: { name: choice.code, ...choice.columns } })),
  );
}

// "required", "constraint", "integer", or null when the answer is good.
export function problemOf(question: Question, value: Answer | undefined, answers: Answers, today: string): string | null {
  const empty = value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
  if (empty) return question.required ? "required" : null;
  if (question.type === "integer" && !Number.isInteger(value)) return "integer";
  if (!question.constraint) return null;
  return toBoolean(evaluate(question.constraint, { answers, self: value, today })) ? null : "constraint";
}

// Only what is relevant and known, with the calculated values.
export function cleanAnswers(definition: Definition, answers: Answers, today: string): Answers {
  const given: Answers = relevantAnswers(definition, answers, today);
  const found: Answers = {};
  for (const question of opened(definition.questions, given, today)) {
    if (question.type === "calculate" && question.calculate) {
      const value = toText(evaluate(question.calculate, { answers: given, today }));
      given[question.code] = value;
      if (value !== "") found[question.code] = value;
    } else if (given[question.code] !== undefined && question.type !== "note") {
      found[question.code] = given[question.code]!;
    }
  }
  return found;
}
