// Everything about voices that a first load does without.

import "../../l10n/late.ts";
export { default as Hear } from "./Hear.svelte";
export { default as Ready } from "./Ready.svelte";
export { player } from "./player.svelte.ts";
export { sounds } from "./sounds.svelte.ts";
