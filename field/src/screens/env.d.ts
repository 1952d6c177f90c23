/// <reference types="svelte" />
/// <reference types="vite/client" />
declare const __VERSION__: string;
// How many texts the app has, those of the screens on demand too (vite.config.ts).
declare const __WORDS__: number;
declare module "*.json?late" {
  const words: Record<string, string | Record<string, string>>;
  export default words;
}
declare module "virtual:consent" {
  const words: Record<string, Record<string, string>>;
  export default words;
}
