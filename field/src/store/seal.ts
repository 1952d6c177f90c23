// Sealing: what is saved can be read by the association's server only, not by this phone (house §5.1, DV-02).
// JWE compact (RFC 7516): ECDH-ES on P-256 with the Concat KDF of RFC 7518 §4.6, A256GCM.

export interface ServerKey { kid: string; kty: "EC"; crv: "P-256"; x: string; y: string }

const CURVE = { name: "ECDH", namedCurve: "P-256" } as const;
const text = new TextEncoder();

export async function seal(key: ServerKey, plain: object): Promise<string> {
  const theirs = await crypto.subtle.importKey("jwk", { kty: key.kty, crv: key.crv, x: key.x, y: key.y }, CURVE, false, []);
  const mine = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, mine.privateKey, 256);
  const cek = await crypto.subtle.importKey("raw", await concatKdf(new Uint8Array(shared)), "AES-GCM", false, ["encrypt"]);
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", mine.publicKey);
  const header = base64url(text.encode(JSON.stringify({ alg: "ECDH-ES", enc: "A256GCM", kid: key.kid, epk: { kty, crv, x, y } })));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const box = new Uint8Array(await crypto.subtle.encrypt(
    { name: "AES-GCM", iv, additionalData: text.encode(header) }, cek, text.encode(JSON.stringify(plain)),
  ));
  return `${header}..${base64url(iv)}.${base64url(box.subarray(0, -16))}.${base64url(box.subarray(-16))}`;
}

// One round of SHA-256 gives the 256 bits: counter, secret, algorithm, no party names, length in bits.
async function concatKdf(secret: Uint8Array): Promise<ArrayBuffer> {
  const name = text.encode("A256GCM");
  const input = new Uint8Array([0, 0, 0, 1, ...secret, 0, 0, 0, name.length, ...name, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0]);
  return crypto.subtle.digest("SHA-256", input);
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
