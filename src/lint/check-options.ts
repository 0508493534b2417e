// What `# check=` (or the build argument BUILDKIT_DOCKERFILE_CHECK) asks for: `skip=A,B;experimental=C;error=true`.
import { nearest } from "../dockerfile/suggest.ts";
import { type RuleName, ruleNames, rules } from "./rules.ts";

export type CheckOptions = {
  readonly skip: "all" | ReadonlySet<string>;
  readonly experimental: "all" | ReadonlySet<string>;
  /** Warnings make the check (and the build) fail. */
  readonly error: boolean;
};

export const defaultOptions: CheckOptions = { skip: new Set(), experimental: new Set(), error: false };

export type ReadOptions =
  | { readonly ok: true; readonly options: CheckOptions; readonly unknown: readonly string[] }
  | { readonly ok: false; readonly message: string; readonly hint: string };

const form = "Write check=skip=Rule,Rule;error=true.";
const booleans: Readonly<Record<string, boolean>> = Object.fromEntries([
  ...["1", "t", "T", "TRUE", "true", "True"].map((word) => [word, true]),
  ...["0", "f", "F", "FALSE", "false", "False"].map((word) => [word, false]),
]);

/** As BuildKit's ParseLintOptions: at most three parts. `unknown` are the rules nobody has, which BuildKit passes over. */
export function readCheckOptions(text: string): ReadOptions {
  let options = defaultOptions;
  const unknown: string[] = [];
  if (text.trim() === "") return { ok: true, options, unknown };
  for (const part of splitThree(text.trim())) {
    const equals = part.indexOf("=");
    if (equals === -1) return { ok: false, message: `invalid check option "${part}"`, hint: form };
    const key = part.slice(0, equals).trim();
    const value = part.slice(equals + 1).trim();
    if (key === "skip" || key === "experimental") {
      const names = value.split(",").map((name) => name.trim());
      if (value !== "all") unknown.push(...names.filter((name) => name !== "" && !(name in rules)));
      options = { ...options, [key]: value === "all" ? "all" : new Set(names) };
    } else if (key === "error") {
      const flag = booleans[value];
      if (flag === undefined) {
        return { ok: false, message: `failed to parse check option "${part}": not true or false`, hint: form };
      }
      options = { ...options, error: flag };
    } else {
      const near = nearest(key, ["skip", "experimental", "error"]);
      return { ok: false, message: `invalid check option "${key}"`, hint: near ? `Did you mean ${near}?` : form };
    }
  }
  return { ok: true, options, unknown };
}

/** A third semicolon belongs to the third part. */
function splitThree(text: string): readonly string[] {
  const parts = text.split(";");
  return parts.length <= 3 ? parts : [...parts.slice(0, 2), parts.slice(2).join(";")];
}

export function isOn(options: CheckOptions, rule: RuleName): boolean {
  const { skip, experimental } = options;
  if (rules[rule].experimental) return experimental === "all" || experimental.has(rule);
  return !(skip === "all" || skip.has(rule));
}

/** One sentence for a rule name nobody has. */
export function unknownRuleHint(name: string): string {
  const near = nearest(name, ruleNames) ?? ruleNames.find((known) => known.toLowerCase() === name.toLowerCase());
  return near ? `Did you mean ${near}?` : "The rules are listed in dbuild check --help.";
}
