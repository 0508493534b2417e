/** --add-host name:ip, name=ip, name:host-gateway; several with commas (buildx' reading). */
import { isIP } from "node:net";
import { readCsv } from "../../dockerfile/csv.ts";
import { badValue } from "./bad-value.ts";

const hint = "write --add-host name:10.0.0.1, or name:host-gateway for the engine's machine";

/** `name:address` for each, IPv6 without brackets. Throws UserError. */
export function readHosts(list: readonly string[]): readonly string[] {
  return list.flatMap(entries).map(readHost);
}

/** A record of comma-separated values, in quotes or not (pflag's string slices). */
function entries(value: string): readonly string[] {
  if (value === "") return [];
  const record = readCsv(value);
  if (!record.ok) throw badValue("--add-host", value, record.message, hint);
  return record.fields;
}

function readHost(entry: string): string {
  const [name, address] = cut(entry, "=") ?? cut(entry, ":") ?? ["", ""];
  const bare = /^\[.+\]$/.test(address) ? address.slice(1, -1) : address;
  const fine = address === "host-gateway" || (isIP(bare) !== 0 && !bare.includes("%"));
  if (name === "" || !fine) {
    const why = name === "" ? "it has no name and address" : `${JSON.stringify(address)} is no IP address`;
    throw badValue("--add-host", entry, why, hint);
  }
  return `${name}:${bare}`;
}

/** Both parts, or undefined when one is empty. */
function cut(text: string, separator: string): readonly [string, string] | undefined {
  const at = text.indexOf(separator);
  return at > 0 && at < text.length - 1 ? [text.slice(0, at), text.slice(at + 1)] : undefined;
}
