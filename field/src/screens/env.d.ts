/// <reference types="svelte" />
/// <reference types="vite/client" />
declare const __VERSION__: string;

// A part of the French words (vite.config.ts).
declare module "*.json?only=ask" {
  const words: Record<string, string | Record<string, string>>;
  export default words;
}
