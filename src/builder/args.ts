/** ARG: values from the command line, from the file, and the predefined ones. Pure. */
import type { ArgInstruction, Program } from "../dockerfile/program.ts";
import { formatPlatform, normalized, type Platform } from "./platform.ts";
import { type Escape, lookupIn, setArg, setVariable, word } from "./stage-variables.ts";
import type { ArgValue, BuildState, StageState } from "./state.ts";

/** What `--build-arg` gave. */
export type BuildArgs = Readonly<Record<string, string>>;

/** Undefined: not given. An ARG may be called `constructor` too. */
export function givenArg(buildArgs: BuildArgs, name: string): string | undefined {
  return Object.hasOwn(buildArgs, name) ? buildArgs[name] : undefined;
}

export type { Platform } from "./platform.ts";

/**
 * BUILDPLATFORM, TARGETPLATFORM and their parts (global scope; a stage needs a bare ARG to see them). `build` is
 * the engine's platform, `target` that of --platform. TARGETSTAGE is the name of the stage built, `default` where it has none.
 */
export function platformArgs(build: Platform, targetStage: string, target: Platform = build): readonly ArgValue[] {
  const side = (prefix: string, platform: Platform) => {
    const { os, architecture, variant = "" } = normalized(platform);
    return [
      { name: `${prefix}PLATFORM`, value: formatPlatform({ os, architecture, variant }) },
      { name: `${prefix}OS`, value: os },
      { name: `${prefix}OSVERSION`, value: "" },
      { name: `${prefix}ARCH`, value: architecture },
      { name: `${prefix}VARIANT`, value: variant },
    ];
  };
  return [...side("BUILD", build), ...side("TARGET", target), { name: "TARGETSTAGE", value: targetStage }];
}

/** The predefined args under what --build-arg says, and TARGETSTAGE of the stage that is built when no --target names one. */
export function predefinedArgs(
  platformArgs: readonly ArgValue[],
  buildArgs: BuildArgs,
  program: Pick<Program, "stages">,
): readonly ArgValue[] {
  const last = program.stages.at(-1)?.name;
  return platformArgs.map((arg) => {
    const given = givenArg(buildArgs, arg.name);
    if (given !== undefined) return { name: arg.name, value: given };
    return arg.name === "TARGETSTAGE" && arg.value === "default" && last !== undefined ? { name: arg.name, value: last } : arg;
  });
}

/** Declared by ARG they are told in the history, but no process sees them (BuildKit). */
const hidden = new Set(["BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"]);

/** What an ARG stands in. `outer`: values from outside: the predefined ones, in a stage the global ARGs, too. */
export type ArgScope = { readonly buildArgs: BuildArgs; readonly outer: readonly ArgValue[]; readonly escape: Escape };

/** ARG before the first FROM: serves FROM lines, and bare ARGs in stages. */
export function globalArg(
  state: BuildState,
  instruction: ArgInstruction,
  { buildArgs, outer, escape: escapeChar }: ArgScope,
): BuildState {
  let globals = state.globals;
  for (const { name, value } of instruction.args) {
    const given = givenArg(buildArgs, name);
    const lookup = lookupIn([...outer, ...globals]);
    // An overridden default is not even evaluated, so an error in it does not matter.
    const resolved = given ?? (value === undefined ? lookup(name) : word(value, lookup, escapeChar));
    globals = setArg(globals, { name, ...(resolved !== undefined && { value: resolved }) });
  }
  return { ...state, globals };
}

/** ARG in a stage: --build-arg, else its default, else the global of that name. `shown`: the names and values as the history tells them. */
export function stageArg(
  stage: StageState,
  instruction: ArgInstruction,
  { buildArgs, outer, escape: escapeChar }: ArgScope,
): { readonly stage: StageState; readonly shown: string } {
  let { args, variables } = stage;
  const shown: string[] = [];
  const global = lookupIn(outer);
  for (const { name, value } of instruction.args) {
    const resolved =
      givenArg(buildArgs, name) ?? (value === undefined ? global(name) : word(value, lookupIn(variables), escapeChar));
    args = setArg(args, { name, ...(resolved !== undefined && { value: resolved }) });
    if (resolved !== undefined && !hidden.has(name)) variables = setVariable(variables, { name, value: resolved, from: "arg" });
    shown.push(resolved === undefined ? name : `${name}=${resolved}`);
  }
  return { stage: { ...stage, args, variables }, shown: shown.join(" ") };
}

const proxies = new Set(["HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY"]);

/**
 * Proxies that --build-arg gave, in any case of letters: in RUN's environment under both spellings, over what ARG and ENV say;
 * in no key, and in no image or history but where ARG declares them. Where both spellings are given the lower case counts.
 */
export function proxyEnv(buildArgs: BuildArgs): readonly string[] {
  const given = new Map<string, string>();
  for (const name of Object.keys(buildArgs).sort()) {
    const value = buildArgs[name];
    if (value !== undefined && value !== "" && proxies.has(name.toUpperCase())) given.set(name.toUpperCase(), value);
  }
  return [...given].flatMap(([name, value]) => [`${name}=${value}`, `${name.toLowerCase()}=${value}`]);
}
