// ENV, LABEL, ARG: SecretsUsedInArgOrEnv, LegacyKeyValueFormat, and what they set.
import { givenArg } from "../builder/args.ts";
import type { ArgInstruction, EnvInstruction, LabelInstruction } from "../dockerfile/program.ts";
import { namesSecret } from "../dockerfile/secret-names.ts";
import { splitLine } from "../dockerfile/split-line.ts";
import type { Sink } from "./finding.ts";
import type { StageState } from "./judge-stage.ts";
import type { Judging } from "./judging.ts";
import { keywordOf } from "./once.ts";
import { type Place, readerFor } from "./words-of.ts";

export function judgePairs(
  instruction: EnvInstruction | LabelInstruction,
  state: StageState,
  escapeChar: string,
  sink: Sink,
): void {
  const { kind, span, pairs } = instruction;
  const { read } = readerFor(state, instruction, escapeChar, sink);
  const read2 = pairs.map(({ key, value }) => ({ key: read(key), value: read(value) }));
  if (isLegacy(instruction, escapeChar)) {
    const name = keywordOf(instruction);
    const message = `"${name} key=value" should be used instead of legacy "${name} key value" format`;
    sink.warn("LegacyKeyValueFormat", message, span);
  }
  if (kind === "label") return;
  for (const { key, value } of read2) {
    if (key === undefined) {
      state.complete = false;
      continue;
    }
    judgeName("ENV", key, instruction, sink);
    state.values.set(key, value);
    state.env.set(key, value);
  }
}

export function judgeArgs(instruction: ArgInstruction, state: StageState, { escapeChar, globals, facts, sink }: Judging): void {
  for (const { name, value } of instruction.args) {
    judgeName("ARG", name, instruction, sink);
    const given = givenArg(facts.buildArgs, name);
    if (given !== undefined) state.values.set(name, given);
    else if (value !== undefined) state.values.set(name, readerFor(state, instruction, escapeChar, sink).read(value));
    else if (globals.values.has(name)) state.values.set(name, globals.values.get(name));
    state.declared.add(name);
  }
}

function judgeName(what: "ARG" | "ENV", name: string, { span }: Place, sink: Sink): void {
  if (!namesSecret(name)) return;
  sink.warn("SecretsUsedInArgOrEnv", `Do not use ARG or ENV instructions for sensitive data (${what} "${name}")`, span);
}

/** One pair without a `=` between its halves. */
function isLegacy({ text, pairs }: EnvInstruction | LabelInstruction, escapeChar: string): boolean {
  const [pair] = pairs;
  const { rest } = splitLine(text, escapeChar);
  return pairs.length === 1 && pair !== undefined && rest.text.startsWith(pair.key) && rest.text[pair.key.length] !== "=";
}
