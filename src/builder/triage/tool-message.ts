/** Which programs print a line of that kind. Most begin it with their own name; these are the ones that do not. Pure. */

type Printed = {
  readonly says: RegExp;
  readonly by: readonly string[];
  /** The exit code that goes with it, where the program knows only one; a number or what the line tells. */
  readonly code?: number | ((line: string) => number);
};

const printed: readonly Printed[] = [
  { says: /^npm (?:ERR!|error)(?: |$)/, by: ["npm", "npx"] },
  { says: /^error (?:Command failed|An unexpected error)/, by: ["yarn"] },
  { says: /^ ?ERR_PNPM_/, by: ["pnpm"] },
  { says: /^E: /, by: ["apt-get", "apt"], code: 100 },
  { says: /^ERROR: unable to select packages/, by: ["apk"] },
  { says: /^ERROR: /, by: ["pip", "pip3", "apk"] },
  { says: /^error: /, by: ["cargo", "rustc", "git", "rpm", "meson"] },
  { says: /^error\[E\d+\]: /, by: ["cargo", "rustc"] },
  { says: /^fatal: /, by: ["git"], code: 128 },
  { says: /^(?:Error: |No match for argument: )/, by: ["dnf", "yum", "microdnf"] },
  { says: /^==> Error: /, by: ["spack"] },
  { says: /^CMake Error|^-- Configuring incomplete, errors occurred/, by: ["cmake"] },
  { says: /^FAILED: /, by: ["ninja"] },
  { says: /^\[ERROR\] /, by: ["mvn", "mvnw"] },
  { says: /^FAILURE: Build failed/, by: ["gradle", "gradlew"] },
  { says: /^\S+\.go:\d+:\d+: |^FAIL(?:\t|$)/, by: ["go"] },
  { says: /^curl: \(\d+\) /, by: ["curl"], code: (line) => Number(/\d+/.exec(line)?.[0]) },
  { says: /^make: \*\*\* /, by: ["make", "gmake"], code: 2 },
];

/** A name in front of a colon: `cp: cannot stat 'x'`, `make[2]: *** …`, `./configure: line 9: …`, `tar (child): …`. */
const named = /^([\w.+/@-]+)(?:\[\d+\]|\.exe| \(child\))?: ./;

/** What goes with success too. */
const harmless = /\bwarning\b|\bnote: |^tar: Removing leading|\bskipp(?:ed|ing)\b/i;

export type ToolMessage = {
  /** Names of programs without folders. */
  readonly programs: readonly string[];
  /** The path in front of it, which may be that of a script. */
  readonly script?: string;
  readonly code?: number;
};

export function toolMessage(line: string): ToolMessage | undefined {
  for (const { says, by, code } of printed) {
    if (!says.test(line)) continue;
    return { programs: by, ...(code !== undefined && { code: typeof code === "number" ? code : code(line) }) };
  }
  const [, name] = harmless.test(line) ? [] : (named.exec(line) ?? []);
  if (name === undefined) return undefined;
  return { programs: [name.slice(name.lastIndexOf("/") + 1)], script: name };
}
