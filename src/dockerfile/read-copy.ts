// COPY and ADD [--from=…] [--chown=…] [--chmod=…] source … destination | ["source", …, "destination"]
import { checkWords } from "./check-words.ts";
import { expand } from "./expand.ts";
import { type Flag, type FlagRule, readFlags } from "./flags.ts";
import { heredocOf } from "./heredoc.ts";
import { readJsonForm } from "./json-form.ts";
import type { CopyInstruction } from "./program.ts";
import { tellWrongJson } from "./read-command.ts";
import { remoteSource } from "./remote.ts";
import type { Word } from "./source-map.ts";
import { type Statement, unsupportedHint } from "./statement.ts";
import { splitBlanks } from "./words.ts";

const shared: readonly FlagRule[] = [
  { name: "chown", type: "text" },
  { name: "chmod", type: "text" },
  { name: "link", type: "switch", unsupported: "unless-off" },
  { name: "exclude", type: "list", unsupported: "always" },
];
const copyFlags: readonly FlagRule[] = [
  { name: "from", type: "text" },
  ...shared,
  { name: "parents", type: "switch", unsupported: "unless-off" },
];
const addFlags: readonly FlagRule[] = [
  ...shared,
  { name: "checksum", type: "text", unsupported: "unless-off" },
  { name: "keep-git-dir", type: "switch", unsupported: "unless-off" },
  { name: "unpack", type: "switch", unsupported: "always" },
];

export function readCopy(statement: Statement): CopyInstruction | undefined {
  return readTransfer(statement, "copy", copyFlags);
}

export function readAdd(statement: Statement): CopyInstruction | undefined {
  return readTransfer(statement, "add", addFlags);
}

function readTransfer(statement: Statement, kind: "copy" | "add", rules: readonly FlagRule[]): CopyInstruction | undefined {
  const flags = readFlags(statement, rules);
  const words = readPaths(statement);
  if (words === undefined) return undefined;
  if (words.length < 2) {
    const hint = `Write ${statement.name} source … destination.`;
    statement.problem(
      `${statement.name} requires a source and a destination`,
      words.length === 0 ? undefined : "arguments",
      hint,
    );
    return undefined;
  }
  const destination = words.at(-1)?.text ?? "";
  const sources = words.slice(0, -1);
  checkWords(statement, words);
  for (const source of sources) refuseRemote(statement, source);
  const from = readStage(statement, flags.get("from"));
  for (const owner of ["chown", "chmod"]) {
    const flag = flags.get(owner);
    if (flag) checkWords(statement, [{ ...flag.word, text: flag.value }]);
  }
  const chown = flags.get("chown")?.value;
  const chmod = flags.get("chmod")?.value;
  return {
    ...statement.base,
    kind,
    sources: sources.map((word) => word.text),
    destination,
    heredocs: [],
    link: false,
    parents: false,
    exclude: [],
    keepGitDir: false,
    ...(from ? { from } : {}),
    ...(chown ? { chown } : {}),
    ...(chmod ? { chmod } : {}),
  };
}

/** Undefined: told already, or heredocs, which parse.ts refuses by name. */
function readPaths(statement: Statement): readonly Word[] | undefined {
  const { rest } = statement;
  const form = readJsonForm(rest.text);
  if (form.type === "wrong") {
    tellWrongJson(statement, rest);
    return undefined;
  }
  if (form.type === "text") return splitBlanks(rest);
  // In an array a string that looks like one opens an empty heredoc.
  if (form.items.some((item) => heredocOf(item) !== undefined)) {
    statement.problem(`heredocs in ${statement.name} are not supported by dbuild yet`, rest, unsupportedHint);
    return undefined;
  }
  return form.items.map((text) => ({ ...rest, text }));
}

function refuseRemote(statement: Statement, source: Word): void {
  const remote = remoteSource(source.text);
  if (remote === undefined) return;
  const what = remote === "url" ? "a URL" : "a git repository";
  if (statement.name === "ADD") {
    statement.problem(`ADD of ${what} is not supported by dbuild yet`, source, unsupportedHint);
  } else if (/^https?:/.test(source.text)) {
    statement.problem(`the source of a COPY can not be ${what}`, source, "Only ADD downloads.");
  }
}

/** A stage or an image. BuildKit refuses whatever expansion would change in it. */
function readStage(statement: Statement, flag: Flag | undefined): string | undefined {
  if (flag === undefined || flag.value === "") return undefined;
  const expanded = expand(flag.value, () => undefined, statement.escape);
  if (!expanded.ok || expanded.value !== flag.value) {
    const hint = "Name a stage after it: FROM with a variable from a global ARG, AS name; then --from=name.";
    statement.problem("COPY --from takes no variables, quotes or escapes", flag.word, hint);
  }
  return flag.value;
}
