// Which way a language is written. Pure.

export const isRtl = (code: string): boolean => ["ar", "ur", "fa", "ps", "ku"].includes(code);
