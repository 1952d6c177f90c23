// The words of the screens that are loaded on demand (build/late.mjs): each of them imports this.

import late from "./fr.json?late";
import { FRENCH } from "./t.ts";

Object.assign(FRENCH, late);
