// A phone number as a person says it, as it travels (E.164), and as it is read back aloud. Pure.

export type Read =
  | { number: string }
  | { problem: "empty" | "letters" | "zero" | "start" }
  | { problem: "short" | "long"; n: number };

// French numbers have ten figures; another country's begin with + or 00. Spaces, dots and dashes are welcome.
export function readPhone(text: string): Read {
  const plain = text.replace(/[\s.\-/()\u00a0\u202f\u200e\u200f\u2066-\u2069]/g, "").replace(/[٠-٩]/g, (one) => String(one.charCodeAt(0) - 0x660)).replace(/[۰-۹]/g, (one) => String(one.charCodeAt(0) - 0x6f0));
  if (!plain) return { problem: "empty" };
  if (!/^\+?\d+$/.test(plain)) return { problem: "letters" };
  const abroad = plain.startsWith("+") ? plain.slice(1) : plain.startsWith("00") ? plain.slice(2) : null;
  if (abroad === null) return french(plain);
  if (abroad.startsWith("33")) return french(abroad.slice(2).replace(/^0?/, "0"));
  if (abroad.startsWith("0")) return { problem: "start" };
  return sized(abroad.length, 8, 15) ?? { number: `+${abroad}` };
}

function french(digits: string): Read {
  if (!digits.startsWith("0")) return digits.length === 9 && /^[1-9]/.test(digits) ? { problem: "zero" } : { problem: "start" };
  const wrong = sized(digits.length, 10, 10);
  if (wrong) return wrong;
  return digits[1] === "0" ? { problem: "start" } : { number: `+33${digits.slice(1)}` };
}

function sized(length: number, least: number, most: number): Read | null {
  if (length < least) return { problem: "short", n: least - length };
  return length > most ? { problem: "long", n: length - most } : null;
}

// In pairs, so that it can be checked aloud.
export function shownPhone(number: string): string {
  const digits = number.startsWith("+33") ? `0${number.slice(3)}` : number.replace("+", "");
  if (digits.length < 7) return digits;
  const pairs = (digits.match(/\d{1,2}/g) ?? []).join("\u00a0");
  return number.startsWith("+") && !number.startsWith("+33") ? `+${pairs}` : pairs;
}
