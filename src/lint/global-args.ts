// ARGs before the first FROM, and the predefined ones: what FROM lines see.
import { givenArg, platformArgs } from "../builder/args.ts";
import type { Program } from "../dockerfile/program.ts";
import type { Facts } from "./facts.ts";
import type { Sink } from "./finding.ts";
import { meaningOf, type Value } from "./scope.ts";

export type Globals = {
  readonly values: ReadonlyMap<string, Value>;
  /** Every name one may use in FROM without a warning. */
  readonly names: ReadonlySet<string>;
  /** The same without any --build-arg; undefined when a default cannot be expanded. */
  readonly defaults: ReadonlyMap<string, Value> | undefined;
};

export function readGlobals(program: Program, facts: Facts, sink: Sink): Globals {
  const last = program.stages.at(-1)?.name;
  const target = facts.target ?? last ?? "default";
  const build = platformArgs(facts.buildPlatform, target).filter(({ name }) => name.startsWith("BUILD"));
  const wanted = platformArgs(facts.targetPlatform, target).filter(({ name }) => name.startsWith("TARGET"));
  const predefined = new Map<string, Value>();
  for (const { name, value } of [...build, ...wanted]) predefined.set(name, value);
  const overridden = new Map([...predefined].map(([name, value]) => [name, givenArg(facts.buildArgs, name) ?? value]));
  const values = withArgs(program, overridden, facts.buildArgs, sink);
  const defaults = withArgs(program, predefined, {}, { ...sink, error: () => {} });
  const declared = program.globals.flatMap(({ args }) => args.map(({ name }) => name));
  return {
    values: values.all,
    names: new Set([...overridden.keys(), ...declared]),
    defaults: defaults.failed ? undefined : defaults.all,
  };
}

/** An expansion that `failed` is told to `sink`, and the other ARGs are judged all the same. */
function withArgs(
  program: Program,
  predefined: ReadonlyMap<string, Value>,
  buildArgs: Facts["buildArgs"],
  sink: Sink,
): { readonly all: ReadonlyMap<string, Value>; readonly failed: boolean } {
  const values = new Map(predefined);
  let failed = false;
  for (const instruction of program.globals) {
    for (const { name, value } of instruction.args) {
      const given = givenArg(buildArgs, name);
      if (given !== undefined) values.set(name, given);
      else if (value !== undefined) {
        const meaning = meaningOf(value, { values, complete: true }, program.escape, sink.meter);
        if (meaning.ok) values.set(name, meaning.value);
        else {
          failed = true;
          sink.error("Variable", `failed to process "${value}": ${meaning.message}`, instruction.span);
        }
      }
    }
  }
  return { all: values, failed };
}
