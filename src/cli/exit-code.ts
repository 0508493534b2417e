/** Exit codes, everywhere the same. */
export const exitCode = { ok: 0, stepFailed: 1, usage: 2, noEngine: 3, interrupted: 130 } as const;
