/** How long and how much: ages and sizes of `dbuild prune`, and DBUILD_CACHE_KEEP. */
import { UserError } from "../../errors.ts";
import { badValue } from "./bad-value.ts";

const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const powers = ["", "k", "m", "g", "t"];

/** Seconds of `90m`, `12h`, `7d`, `2w`; undefined when it is no age. */
export function parseAge(text: string): number | undefined {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)([smhdw])$/.exec(text) ?? [];
  return number === undefined ? undefined : Number(number) * (seconds[unit] as number);
}

/** Bytes of `10GB`, `500MB`, `1.5g`, decimal as sizes are printed; undefined when it is no size. */
export function parseBytes(text: string): number | undefined {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?) ?([kmgt]?)b?$/i.exec(text) ?? [];
  return number === undefined ? undefined : Math.round(Number(number) * 1000 ** powers.indexOf(unit.toLowerCase()));
}

/** Throws UserError. */
export function readAge(flag: string, text: string): number {
  const age = text === "0" ? 0 : parseAge(text);
  if (age === undefined) throw badValue(flag, text, "it is no age", "write 12h, 7d or 2w");
  return age;
}

/** Throws UserError. */
export function readBytes(flag: string, text: string): number {
  const bytes = parseBytes(text);
  if (bytes === undefined) throw badValue(flag, text, "it is no size", "write 500MB or 10GB");
  return bytes;
}

/** Seconds that a cached layer may go unused, and bytes that the cache may hold. */
export type CacheKeep = { readonly age?: number; readonly bytes?: number };
export const defaultKeep = "14d,20GB";

/** `14d,20GB`, one of both, or `off`. Throws UserError. */
export function readCacheKeep({ DBUILD_CACHE_KEEP: given }: NodeJS.ProcessEnv): CacheKeep | undefined {
  const text = given || defaultKeep;
  if (text === "off") return undefined;
  const parts = text.split(",").map((part) => ({ part, age: parseAge(part.trim()), bytes: parseBytes(part.trim()) }));
  if (parts.length > 2 || parts.some(({ age, bytes }) => age === undefined && bytes === undefined))
    throw new UserError({
      message: `DBUILD_CACHE_KEEP is "${text}"`,
      hint: `write ${defaultKeep}, an age or a size alone, or off`,
    });
  const age = parts.find((each) => each.age !== undefined)?.age;
  const bytes = parts.find((each) => each.age === undefined)?.bytes;
  return { ...(age !== undefined && { age }), ...(bytes !== undefined && { bytes }) };
}
