// COPY and ADD [flags] source … destination | ["source", …, "destination"], a source perhaps <<NAME
import { checkBody, checkWords } from "./check-words.ts";
import { expand } from "./expand.ts";
import { bodyOf, heredocOf } from "./heredoc.ts";
import { readJsonForm } from "./json-form.ts";
import type { CopyInstruction, Heredoc } from "./program.ts";
import { tellWrongJson } from "./read-command.ts";
import { type Flag, type FlagRule, readFlags } from "./read-flags.ts";
import { remoteSource } from "./remote.ts";
import type { Word } from "./source-map.ts";
import { splitBlanks } from "./split-line.ts";
import type { Statement } from "./statement.ts";

const shared: readonly FlagRule[] = [
  { name: "chown", type: "text" },
  { name: "chmod", type: "text" },
  { name: "link", type: "switch" },
  { name: "exclude", type: "list" },
];
const copyFlags: readonly FlagRule[] = [{ name: "from", type: "text" }, ...shared, { name: "parents", type: "switch" }];
const addFlags: readonly FlagRule[] = [
  ...shared,
  { name: "checksum", type: "text" },
  { name: "keep-git-dir", type: "switch" },
  { name: "unpack", type: "switch" },
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
  const last = words.at(-1);
  if (last === undefined || words.length < 2) {
    const hint = `Write ${statement.name} source … destination.`;
    const place = last === undefined ? undefined : "arguments";
    statement.problem(`${statement.name} requires a source and a destination`, place, hint);
    return undefined;
  }
  if (heredocOf(last.text) !== undefined) {
    statement.problem(`${statement.name} can not have a heredoc as its destination`, last, "The destination comes last.");
    return undefined;
  }
  const paths = words.slice(0, -1).filter((word) => heredocOf(word.text) === undefined);
  const heredocs = words.slice(0, -1).flatMap((word) => readHeredoc(statement, word) ?? []);
  for (const { name, content, expand } of heredocs) if (expand) checkBody(statement, name, content);
  checkWords(statement, [...paths, last]);
  if (kind === "copy") for (const source of paths) refuseRemote(statement, source);
  const from = readStage(statement, flags.get("from"));
  const value = (name: string): string | undefined => readWord(statement, flags.get(name));
  const chown = value("chown");
  const chmod = value("chmod");
  const checksum = value("checksum");
  checkChecksum(statement, flags.get("checksum"), paths);
  return {
    ...statement.base,
    kind,
    sources: paths.map((word) => word.text),
    heredocs,
    destination: last.text,
    ...(from && { from }),
    ...(chown && { chown }),
    ...(chmod && { chmod }),
    link: flags.on("link"),
    parents: flags.on("parents"),
    exclude: flags.all("exclude").map((flag) => flag.value),
    ...(checksum && { checksum }),
    ...(flags.get("unpack") && { unpack: flags.on("unpack") }),
    keepGitDir: flags.on("keep-git-dir"),
  };
}

/** Undefined: told already. */
function readPaths(statement: Statement): readonly Word[] | undefined {
  const { rest } = statement;
  const form = readJsonForm(rest.text);
  if (form.type === "text") return splitBlanks(rest);
  if (form.type === "array") return form.items.map((text) => ({ ...rest, text }));
  tellWrongJson(statement, rest);
  return undefined;
}

/** The file a word stands for. Of several bodies of one name the last is meant; in a JSON array there is none, so it is empty. */
function readHeredoc(statement: Statement, word: Word): Heredoc | undefined {
  const mark = heredocOf(word.text);
  if (mark === undefined) return undefined;
  const { name, stripTabs, expand } = mark;
  const body = statement.heredocs.findLast((heredoc) => heredoc.name === name)?.body ?? "";
  return { name, content: bodyOf(body, stripTabs), expand };
}

function readWord(statement: Statement, flag: Flag | undefined): string | undefined {
  if (flag) checkWords(statement, [{ ...flag.word, text: flag.value }]);
  return flag?.value;
}

/** What variables hide is refused when they are known. */
function refuseRemote(statement: Statement, source: Word): void {
  const remote = source.text.includes("$") ? undefined : remoteSource(source.text);
  if (remote === undefined) return;
  const what = remote === "url" ? "a URL" : "a git repository";
  statement.problemIfNeeded(`the source of a COPY can not be ${what}`, source, "Only ADD downloads.");
}

function checkChecksum(statement: Statement, flag: Flag | undefined, paths: readonly Word[]): void {
  if (flag === undefined || flag.value === "" || flag.value.includes("$")) return;
  const [source] = paths;
  if (source === undefined || paths.length > 1) {
    statement.problemIfNeeded("ADD --checksum takes exactly one source", flag.word);
  } else if (!source.text.includes("$") && remoteSource(source.text) === undefined) {
    statement.problemIfNeeded("ADD --checksum is for URLs and git repositories", flag.word, `${source.text} is a path.`);
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
