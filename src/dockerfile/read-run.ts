// RUN [--mount=…] [--network=…] [--security=…] text for the shell | ["argument", …] | text with heredocs

import { strayByte } from "./bytes.ts";
import { checkMount } from "./check-mount.ts";
import { readCsv } from "./csv.ts";
import { checkDevice } from "./device.ts";
import { bodyOf, heredocOf } from "./heredoc.ts";
import type { Command, Heredoc, MountFlag, RunInstruction } from "./program.ts";
import { readCommand } from "./read-command.ts";
import { type Flag, type Flags, readFlags } from "./read-flags.ts";
import type { Statement } from "./statement.ts";
import { nearest } from "./suggest.ts";

const networks = ["default", "none", "host"] as const;
const securities = ["sandbox", "insecure"] as const;

const rules = [
  { name: "mount", type: "list" },
  { name: "network", type: "text" },
  { name: "security", type: "text" },
  { name: "device", type: "list" },
] as const;

export function readRun(statement: Statement): RunInstruction | undefined {
  const flags = readFlags(statement, rules);
  const mounts = flags.all("mount").map((flag) => readMountFlag(statement, flag));
  const network = readChoice(statement, flags, "network", networks);
  const security = readChoice(statement, flags, "security", securities);
  for (const flag of flags.all("device")) checkDevice(statement, flag);
  const command = readCommand(statement, statement.rest);
  if (command === undefined) return undefined;
  const ran = withHeredocs(statement, command);
  checkBytes(statement, ran);
  const { span, source, text } = statement.base;
  // Written out, as most instructions of a long file are this one: spreading several objects into one costs 5 µs each time.
  const run = {
    span,
    source,
    text,
    kind: "run",
    command: ran.command,
    mounts: mounts.filter((mount) => mount !== undefined),
  } as const;
  if (ran.script === undefined && network === undefined && security === undefined) return run;
  return { ...run, ...(ran.script && { script: ran.script }), ...(network && { network }), ...(security && { security }) };
}

/**
 * A heredoc alone is the script itself: its body goes to the shell, or into a file when it begins with `#!`. Beside other
 * text it is the shell's: text, bodies and closing names are put together again (BuildKit's dispatchRun).
 */
function withHeredocs({ heredocs }: Statement, command: Command): { readonly command: Command; readonly script?: Heredoc } {
  const first = heredocs[0];
  if (command.form === "exec" || first === undefined) return { command };
  if (heredocOf(command.text) === undefined) {
    const bodies = heredocs.map(({ body, name }) => `\n${body}${name}`);
    return { command: { form: "shell", text: command.text + bodies.join("") } };
  }
  const content = bodyOf(first.body, first.stripTabs);
  // BuildKit looks before it takes the tabs of <<- away.
  if (!first.body.startsWith("#!")) return { command: { form: "shell", text: content } };
  const { name, expand } = first;
  return { command: { form: "shell", text: `/dev/pipes/${name}` }, script: { name, content, expand } };
}

/** BuildKit can not hand on a RUN that is not UTF-8; other instructions, and a script that becomes a file, it can. */
function checkBytes(statement: Statement, { command, script }: { readonly command: Command; readonly script?: Heredoc }): void {
  const inLine = strayByte(statement.line);
  // without here-documents the command is part of the line
  const isBody = statement.heredocs.length > 0 && script === undefined && command.form === "shell";
  const inBody = isBody ? strayByte(command.text) : undefined;
  const byte = (inLine ?? inBody)?.byte;
  if (byte === undefined) return;
  const hint = `Save the file as UTF-8, or write the byte as $(printf '\\${byte.toString(8)}').`;
  const place = inLine && { start: inLine.at, end: inLine.at + 1 };
  statement.problemIfNeeded(`RUN holds a byte that is not UTF-8: 0x${byte.toString(16)}`, place, hint);
}

function readChoice<T extends string>(statement: Statement, flags: Flags, name: string, known: readonly T[]): T | undefined {
  const flag = flags.get(name);
  const found = known.find((each) => each === flag?.value);
  if (flag === undefined || found !== undefined) return found;
  const near = nearest(flag.value, known);
  const hint = near ? `Did you mean ${near}?` : `Known are ${known.join(", ")}.`;
  statement.problem(`--${name} can not be "${flag.value}"`, flag.word, hint);
  return undefined;
}

/** At once BuildKit minds only the list's form and a variable in `from`; the rest when it builds the stage. */
function readMountFlag(statement: Statement, flag: Flag): MountFlag | undefined {
  const read = readCsv(flag.value);
  if (!read.ok) {
    const hint = "A value with a comma goes in double quotes, and these in single ones: --mount='type=bind,\"source=a,b\"'.";
    statement.problem(`--mount: ${read.message}`, flag.word, hint);
    return undefined;
  }
  const fields = read.fields.map((field) => {
    const equals = field.indexOf("=");
    if (equals === -1) return { key: field.toLowerCase() };
    return { key: field.slice(0, equals).toLowerCase(), value: field.slice(equals + 1) };
  });
  for (const { key, value } of fields) {
    const dollar = value?.indexOf("$") ?? -1;
    if (key !== "from" || value === undefined || dollar === -1 || dollar === value.length - 1) continue;
    const hint = "Name a stage after it: FROM with a variable from a global ARG, AS name; then from=name.";
    statement.problem("--mount: from takes no variables", flag.word, hint);
  }
  const mount: MountFlag = { span: statement.spanOf(flag.word), text: flag.value, fields };
  checkMount(statement, flag, mount);
  return mount;
}
