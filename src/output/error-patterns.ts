/** How the tools of builds begin the lines that tell an error. One row each; `:set errors` adds one for the session. Pure. */
import type { Pattern } from "./pattern.ts";

export type ErrorPattern = { readonly tool: string; readonly source: string };

/** In this case of letters. Each is about one line, without colours; what a tool prints of its own warnings is none. */
export const errorPatterns: readonly ErrorPattern[] = [
  // file:line:column: error: …, and what has no place (gcc: error: no such file); MSVC and others put the place in parentheses
  { tool: "gcc, clang", source: "(?:^|[:)] )(?:fatal )?error(?: [A-Z]+\\d+)?: " },
  { tool: "ld", source: "undefined reference to |: cannot find -l|^collect2: " },
  { tool: "make", source: "^(?:g?make|ninja)(?:\\[\\d+\\])?: \\*\\*\\* |^ninja: error: |^FAILED: " },
  { tool: "configure", source: "^configure: error: " },
  { tool: "cmake", source: "^CMake Error|^-- Configuring incomplete, errors occurred" },
  { tool: "python", source: "^Traceback \\(most recent call last\\):|^(?:\\w+\\.)*\\w*(?:Error|Exception): " },
  { tool: "pip", source: "^ERROR: " },
  { tool: "npm, yarn, pnpm", source: "^npm (?:ERR!|error) |^error (?:Command failed|An unexpected error)|^ ?ERR_PNPM_" },
  { tool: "cargo, rustc", source: "^error(?:\\[E\\d+\\])?: " },
  { tool: "go", source: "^(?:\\S+\\.go:\\d+:\\d+: |go: .*(?:error|no required module|cannot find)|panic: |--- FAIL: |FAIL\\t)" },
  { tool: "java, maven, gradle", source: "^\\[ERROR\\] |^FAILURE: Build failed|^Exception in thread " },
  { tool: "apt, dpkg", source: "^E: |^dpkg: error " },
  { tool: "apk", source: "^ERROR: unable to select packages" },
  { tool: "dnf, yum", source: "^(?:Error|Error: .*): ?$|^No match for argument: " },
  { tool: "spack", source: "^==> Error: |^\\s*>> \\d+\\s" },
  {
    tool: "shells",
    source: "^(?:/\\S*/)?(?:ba|da|a)?sh: (?:(?:line )?\\d+: )?.*: (?:.*not found|.*[Nn]o such file|.*[Pp]ermission denied)",
  },
  // what the system says of a file, behind the program's name and the file's
  {
    tool: "cp, cat, rm and others",
    source:
      "^[\\w.+/@-]+: .*: (?:No such file or directory|Permission denied|Not a directory|Is a directory|No space left on device|Read-only file system)$",
  },
  { tool: "git, curl, tar", source: "^fatal: |^curl: \\(\\d+\\) |^tar: .*: Cannot " },
];

/** All of them as one, with what the person added. */
export function anyError(added: readonly string[] = []): Pattern {
  const sources = [...errorPatterns.map(({ source }) => source), ...added];
  return { text: "errors", source: sources.map((source) => `(?:${source})`).join("|"), flags: "" };
}
