/**
 * Go's way with flags, which docker's users know and commander does not: --pull=false, -q=true, -qf=name, -tname, the last of a
 * switch wins, and the word behind a flag with a value is that value, whatever it looks like (spf13/pflag).
 */
import type { Command, Option } from "commander";
import { UserError } from "../errors.ts";
import { badValue } from "./values/bad-value.ts";

/** A flag as it is written: its name with dashes, and the value in the same word. */
type Written = { readonly name: string; readonly value?: string };

/**
 * The arguments as commander reads them: `--switch`, `--flag=value`, then what is no flag. Throws UserError for a switch that is
 * neither true nor false and for a flag without its value.
 */
export function plainArguments(argv: readonly string[], root: Command): readonly string[] {
  const [first = "", ...rest] = argv;
  const command = root.commands.find((each) => each.name() === first);
  return command ? [first, ...read(rest, command.options)] : argv;
}

function read(argv: readonly string[], options: readonly Option[]): readonly string[] {
  const switches = new Map<string, boolean>();
  const flags: string[] = [];
  const words: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? "";
    if (word === "--") {
      words.push(...argv.slice(at + 1));
      break;
    }
    if (word === "-" || !word.startsWith("-")) {
      words.push(word);
      continue;
    }
    for (const { name, value } of word.startsWith("--") ? [longFlag(word)] : shortFlags(word, options)) {
      const option = options.find(({ long, short }) => long === name || short === name);
      const long = option?.long ?? name;
      // Commander refuses it, and its value (a secret, if it is `--secrets=…`) is nothing for the screen.
      if (option === undefined) flags.push(name);
      else if (option.required) flags.push(`${long}=${value ?? needed(option, argv[++at])}`);
      else switches.set(long, value === undefined || truth(long, value));
    }
  }
  const on = [...switches].flatMap(([name, wanted]) => (wanted ? [name] : []));
  return [...on, ...flags, ...(words.length > 0 ? ["--", ...words] : [])];
}

function longFlag(word: string): Written {
  const [, name, value] = /^([^=]+)=([\s\S]*)$/.exec(word) ?? [];
  return name === undefined || value === undefined ? { name: word } : { name, value };
}

/** `-qDf=name`: switches, and at last one flag that may take the rest. */
function shortFlags(word: string, options: readonly Option[]): readonly Written[] {
  const flags: Written[] = [];
  for (let rest = word.slice(1); rest !== ""; rest = rest.slice(1)) {
    const name = `-${rest[0]}`;
    const takesRest = rest.length > 1 && options.some(({ short, required }) => short === name && required);
    const value = /^.=([\s\S]+)$/.exec(rest)?.[1] ?? (takesRest ? rest.slice(1) : undefined);
    if (value !== undefined) return [...flags, { name, value }];
    flags.push({ name });
  }
  return flags;
}

function needed({ long, flags }: Option, value: string | undefined): string {
  if (value === undefined) throw new UserError({ message: `${long} needs a value`, hint: `write ${flags}` });
  return value;
}

function truth(name: string, value: string): boolean {
  if (/^(?:1|t|T|true|TRUE|True)$/.test(value)) return true;
  if (/^(?:0|f|F|false|FALSE|False)$/.test(value)) return false;
  throw badValue(name, value, "it is neither true nor false", `write ${name}, or leave it out`);
}
