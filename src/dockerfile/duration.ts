// Go's duration texts ("1m30s", "1.5h", "0"), which HEALTHCHECK takes.

const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  "\u00b5s": 1_000n,
  "\u03bcs": 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
const most = 2n ** 63n - 1n;

export type Duration = { readonly ok: true; readonly nanoseconds: number } | { readonly ok: false; readonly message: string };

/** Nanoseconds of a text as Go's time.ParseDuration reads it. Exact up to 104 days, the nearest double beyond. */
export function parseDuration(text: string): Duration {
  const wrong = (message: string): Duration => ({ ok: false, message: `${message} "${text}"` });
  const sign = /^[+-]/.exec(text)?.[0] ?? "";
  let rest = text.slice(sign.length);
  if (rest === "0") return { ok: true, nanoseconds: 0 };
  if (rest === "") return wrong("not a duration:");
  let total = 0n;
  while (rest !== "") {
    const number = /^(\d*)(?:\.(\d*))?/.exec(rest);
    const whole = number?.[1] ?? "";
    const fraction = number?.[2] ?? "";
    if (whole === "" && fraction === "") return wrong("not a duration:");
    rest = rest.slice(number?.[0].length ?? 0);
    const name = /^[^.\d]*/.exec(rest)?.[0] ?? "";
    if (name === "") return wrong("a unit (h, m, s, ms) is missing in duration");
    const unit = Object.hasOwn(units, name) ? units[name] : undefined;
    if (unit === undefined) return wrong(`unknown unit "${name}" in duration`);
    rest = rest.slice(name.length);
    total += BigInt(whole || "0") * unit;
    // Go cuts the fraction at whole nanoseconds, in floating point, and drops digits that do not fit its integer.
    const digits = fraction.slice(0, 18);
    if (digits !== "") total += BigInt(Math.floor(Number(digits) * (Number(unit) / 10 ** digits.length)));
    if (total > most) return wrong("too long a duration:");
  }
  // The nearest number to the longest duration is beyond it, and an image that says it cannot be read any more.
  const nanoseconds = Math.min(Number(total), 2 ** 63 - 1024);
  return { ok: true, nanoseconds: sign === "-" ? -nanoseconds : nanoseconds };
}
