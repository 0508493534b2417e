/** ARG: values from the command line, from the file, and the predefined ones. Pure. */
import type { ArgInstruction } from "../dockerfile/program.ts";
import type { ArgValue, BuildState, StageState } from "./state.ts";
import { type Escape, lookupIn, setArg, setVariable, word } from "./words.ts";

/** What `--build-arg` gave. */
export type BuildArgs = Readonly<Record<string, string>>;

/** `os/arch[/variant]` of the machine that builds and of the image. They are the same until --platform is supported. */
export type Platform = { readonly os: string; readonly architecture: string; readonly variant?: string };

/** BUILDPLATFORM, TARGETPLATFORM and their parts (dockerfile-semantics: global scope, need a bare ARG in the stage). */
export function platformArgs(platform: Platform, targetStage: string): readonly ArgValue[] {
  const { os, architecture, variant = "" } = platform;
  const full = [os, architecture, variant].filter(Boolean).join("/");
  const side = (prefix: string) => [
    { name: `${prefix}PLATFORM`, value: full },
    { name: `${prefix}OS`, value: os },
    { name: `${prefix}OSVERSION`, value: "" },
    { name: `${prefix}ARCH`, value: architecture },
    { name: `${prefix}VARIANT`, value: variant },
  ];
  return [...side("BUILD"), ...side("TARGET"), { name: "TARGETSTAGE", value: targetStage }];
}

/** ARG before the first FROM: serves FROM lines, and bare ARGs in stages. */
export function globalArg(
  state: BuildState,
  instruction: ArgInstruction,
  buildArgs: BuildArgs,
  predefined: readonly ArgValue[],
  escapeChar: Escape,
): BuildState {
  let globals = state.globals;
  for (const { name, value } of instruction.args) {
    const given = buildArgs[name];
    const lookup = lookupIn([...predefined, ...globals]);
    // An overridden default is not even evaluated, so an error in it does not matter.
    const resolved = given ?? (value === undefined ? lookup(name) : word(value, lookup, escapeChar));
    globals = setArg(globals, { name, ...(resolved !== undefined && { value: resolved }) });
  }
  return { ...state, globals };
}

/** ARG in a stage: --build-arg, else its default, else the global of that name. */
export function stageArg(
  stage: StageState,
  instruction: ArgInstruction,
  buildArgs: BuildArgs,
  globals: readonly ArgValue[],
  escapeChar: Escape,
): StageState {
  let { args, variables } = stage;
  const global = lookupIn(globals);
  for (const { name, value } of instruction.args) {
    const resolved = buildArgs[name] ?? (value === undefined ? global(name) : word(value, lookupIn(variables), escapeChar));
    args = setArg(args, { name, ...(resolved !== undefined && { value: resolved }) });
    if (resolved !== undefined) variables = setVariable(variables, { name, value: resolved, from: "arg" });
  }
  return { ...stage, args, variables };
}

const proxies = ["HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY"].flatMap((name) => [name, name.toLowerCase()]);

/** Proxy build args that no ARG declared: in RUN's environment under both spellings, in no key, image or history. */
export function proxyEnv(buildArgs: BuildArgs, args: readonly ArgValue[]): readonly string[] {
  const declared = new Set(args.map(({ name }) => name));
  const result = new Map<string, string>();
  for (const name of proxies) {
    const value = buildArgs[name];
    if (value === undefined || declared.has(name)) continue;
    for (const spelling of [name.toUpperCase(), name.toLowerCase()]) if (!declared.has(spelling)) result.set(spelling, value);
  }
  return [...result].map(([name, value]) => `${name}=${value}`);
}
