// The fields of one RUN --mount, each read by its own rule. What fits together is mount.ts's business.
import type { MountFlag } from "./program.ts";
import { parseSize } from "./size.ts";
import { nearest } from "./suggest.ts";

export const mountTypes = ["bind", "cache", "tmpfs", "secret", "ssh"] as const;
const sharings = ["shared", "private", "locked"] as const;

/** What was given; keys by their first name (source for src, target for dst). */
export type MountValues = {
  readonly type: (typeof mountTypes)[number];
  readonly from?: string;
  readonly source?: string;
  readonly target?: string;
  readonly readonly?: boolean;
  readonly id?: string;
  readonly sharing?: (typeof sharings)[number];
  readonly required?: boolean;
  readonly size?: number;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly env?: string;
};
export type MountKey = Exclude<keyof MountValues, "type">;
export const mountKeys: readonly MountKey[] = ["from", "source", "sharing", "mode", "uid", "gid"];

const aliases: ReadonlyMap<string, keyof MountValues | "readwrite"> = new Map([
  ["type", "type"],
  ["from", "from"],
  ["source", "source"],
  ["src", "source"],
  ["target", "target"],
  ["dst", "target"],
  ["destination", "target"],
  ["readonly", "readonly"],
  ["ro", "readonly"],
  ["readwrite", "readwrite"],
  ["rw", "readwrite"],
  ["id", "id"],
  ["sharing", "sharing"],
  ["required", "required"],
  ["size", "size"],
  ["mode", "mode"],
  ["uid", "uid"],
  ["gid", "gid"],
  ["env", "env"],
] as const);

export type FieldsResult =
  | { readonly ok: true; readonly values: MountValues }
  | { readonly ok: false; readonly message: string; readonly hint?: string };
type Wrong = Extract<FieldsResult, { readonly ok: false }>;

/** Fields in order: `required` and `size` must follow the type they belong to, and of two alike the last counts (BuildKit). */
export function readMountFields(flag: MountFlag, expandWord: (raw: string) => string): FieldsResult {
  let values: MountValues = { type: "bind" };
  for (const { key: written, value: raw } of flag.fields) {
    const key = aliases.get(written);
    if (raw === undefined && key !== "readonly" && key !== "readwrite" && key !== "required") {
      return { ok: false, message: `invalid field "${written}": it must be key=value`, ...hintFor(written, key) };
    }
    if (key === undefined) return { ok: false, message: `unexpected key "${written}"`, ...hintFor(written, key) };
    // A stage's name is looked up as it is written.
    const value = raw === undefined ? "true" : key === "from" ? raw : expandWord(raw);
    const read = readField(values, key, written, value);
    if (!read.ok) return read;
    values = read.values;
  }
  return { ok: true, values };
}

function readField(values: MountValues, key: keyof MountValues | "readwrite", written: string, value: string): FieldsResult {
  const taken = (more: Partial<MountValues>): FieldsResult => ({ ok: true, values: { ...values, ...more } });
  const wrong = (hint?: string): Wrong => {
    return { ok: false, message: `invalid value for ${written}: ${value}`, ...(hint !== undefined && { hint }) };
  };
  const { type } = values;
  switch (key) {
    case "from":
    case "source":
    case "target":
    case "id":
    case "env":
      return taken({ [key]: value });
    case "type":
    case "sharing": {
      const known: readonly string[] = key === "type" ? mountTypes : sharings;
      const lower = value.toLowerCase();
      if (known.includes(lower)) return taken({ [key]: lower });
      const near = nearest(lower, known);
      const message = key === "type" ? `unsupported mount type "${value}"` : `unsupported sharing value "${value}"`;
      return { ok: false, message, hint: near ? `Did you mean ${near}?` : `Known are ${known.join(", ")}.` };
    }
    case "required":
    case "size": {
      const fits = key === "size" ? type === "tmpfs" : type === "secret" || type === "ssh";
      if (!fits) {
        const hint = `${written} is for ${key === "size" ? "tmpfs" : "secret and ssh"} mounts, and stands after type=.`;
        return { ok: false, message: `unexpected key "${written}" for mount type "${type}"`, hint };
      }
      const read = key === "size" ? parseSize(value) : readBoolean(value);
      return read === undefined ? wrong() : taken({ [key]: read });
    }
    case "readonly":
    case "readwrite": {
      const read = readBoolean(value);
      return read === undefined ? wrong("It takes true or false.") : taken({ readonly: key === "readonly" ? read : !read });
    }
    case "mode":
    case "uid":
    case "gid": {
      const octal = key === "mode";
      const digits = octal ? /^[0-7]+$/ : /^\d+$/;
      const number = digits.test(value) ? Number.parseInt(value, octal ? 8 : 10) : Number.NaN;
      return number < 2 ** 32 ? taken({ [key]: number }) : wrong(octal ? "It takes an octal number." : "It takes a number.");
    }
  }
}

/** Go's strconv.ParseBool. */
function readBoolean(value: string): boolean | undefined {
  if (/^(?:1|t|T|true|TRUE|True)$/.test(value)) return true;
  return /^(?:0|f|F|false|FALSE|False)$/.test(value) ? false : undefined;
}

function hintFor(written: string, key: string | undefined): { readonly hint?: string } {
  if (key !== undefined) return { hint: `Write ${written}=VALUE.` };
  const near = nearest(written, [...aliases.keys()]);
  return near === undefined ? {} : { hint: `Did you mean ${near}?` };
}
