// Stands for store/seal.ts where a million visits are sealed: unreadable enough for a model, never the same twice, cheap.
// The stack layer seals for real. The text keeps the contract's alphabet, so that the real server reads its envelope.

export interface ServerKey { kid: string; kty: "EC"; crv: "P-256"; x: string; y: string }

export interface Plain { id: string; rev: number; kind: string; format: number; device: string; body: Record<string, unknown> }

const plains = new Map<string, Plain>();
let nonce = 0;
let whole = false;

// With its words inside, for a server in another process; else the text only names them.
export function sealWhole(): void {
  whole = true;
}

export function seal(key: ServerKey, plain: object): Promise<string> {
  nonce += 1;
  const text = whole ? `${key.kid}.${nonce}.${Buffer.from(JSON.stringify(plain)).toString("base64url")}` : `${key.kid}.${nonce}.`;
  plains.set(text, plain as Plain);
  return Promise.resolve(text);
}

export function kidOf(text: string): string {
  return text.slice(0, text.indexOf("."));
}

export function openSeal(text: string): Plain {
  return plains.get(text)!;
}

export function forgetSeals(): void {
  plains.clear();
}
