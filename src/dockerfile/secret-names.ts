/** Names of variables that say they hold a secret. Pure. */

// Whole words between underscores, in any case of letters: the lists of Engine 28.5 (newer ones let file and version pass too).
const secret = /(?:_|^)(?:apikey|auth|credentials?|key|password|pword|passwd|secret|token)(?:_|$)/i;
const harmless = /(?:_|^)public(?:_|$)/i;

export const namesSecret = (name: string): boolean => secret.test(name) && !harmless.test(name);
