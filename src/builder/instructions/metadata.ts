/**
 * Instructions that only change the image's config: no container, no layer. One planner each: (instruction, stage) -> stage.
 * Rules and history texts: those of BuildKit (frontend/dockerfile/dockerfile2llb/convert.go).
 */
import path from "node:path";
import type { Command, Instruction } from "../../dockerfile/program.ts";
import type { ImageConfig } from "../../engine/engine.ts";
import { goList, healthcheckText } from "../go-text.ts";
import { StepProblem } from "../problem.ts";
import { type Escape, lookupIn, setEnv, setVariable, word, words } from "../stage-variables.ts";
import type { StageState } from "../state.ts";
import { exposedPorts } from "./exposed-ports.ts";
import { checkSignal } from "./signals.ts";

type Kind =
  | "env"
  | "label"
  | "user"
  | "cmd"
  | "entrypoint"
  | "shell"
  | "expose"
  | "volume"
  | "stopsignal"
  | "healthcheck"
  | "maintainer"
  | "onbuild";
export type MetadataInstruction = Extract<Instruction, { kind: Kind }>;

type Planner<K extends Kind> = (
  instruction: Extract<Instruction, { kind: K }>,
  stage: StageState,
  escapeChar: Escape,
) => StageState;

const defaultShell = ["/bin/sh", "-c"];
export const shellOf = (config: ImageConfig): readonly string[] => (config.Shell?.length ? config.Shell : defaultShell);
/** The argument vector of a command under the shell in force. */
export const argvOf = (command: Command, config: ImageConfig): readonly string[] =>
  command.form === "exec" ? command.args : [...shellOf(config), command.text];

const byteOrder = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

const planners: { readonly [K in Kind]: Planner<K> } = {
  // ENV key=value ... — all words see the values from before the instruction.
  env: (instruction, stage, escapeChar) => {
    const lookup = lookupIn(stage.variables);
    const pairs = instruction.pairs.map(({ key, value }) => ({
      key: word(key, lookup, escapeChar),
      value: word(value, lookup, escapeChar),
    }));
    let next = stage;
    for (const { key, value } of pairs) {
      next = {
        ...next,
        config: { ...next.config, Env: setEnv(next.config.Env ?? [], key, value) },
        variables: setVariable(next.variables, { name: key, value, from: "env" }),
      };
    }
    return noted(next, `ENV ${pairs.map(({ key, value }) => `${key}=${value}`).join(" ")}`);
  },
  // LABEL key=value ...
  label: (instruction, stage, escapeChar) => {
    const lookup = lookupIn(stage.variables);
    const pairs = instruction.pairs.map(({ key, value }) => ({
      key: word(key, lookup, escapeChar),
      value: word(value, lookup, escapeChar),
    }));
    const Labels = { ...stage.config.Labels, ...Object.fromEntries(pairs.map(({ key, value }) => [key, value])) };
    return noted(
      { ...stage, config: { ...stage.config, Labels } },
      `LABEL ${pairs.map(({ key, value }) => `${key}=${value}`).join(" ")}`,
    );
  },
  // USER name[:group] — not checked here, the next RUN does.
  user: (instruction, stage, escapeChar) => {
    const User = word(instruction.user, lookupIn(stage.variables), escapeChar);
    return noted({ ...stage, config: { ...stage.config, User } }, `USER ${User}`);
  },
  // CMD ["a"] | CMD text
  cmd: (instruction, stage) => {
    const Cmd = argvOf(instruction.command, stage.config);
    return noted({ ...stage, cmdSet: true, config: { ...stage.config, Cmd, ArgsEscaped: true } }, `CMD ${goList(Cmd)}`);
  },
  // ENTRYPOINT ["a"] | ENTRYPOINT text — drops a Cmd that came from the base.
  entrypoint: (instruction, stage) => {
    const Entrypoint = argvOf(instruction.command, stage.config);
    const config = { ...stage.config, Entrypoint, ...(stage.cmdSet ? {} : { Cmd: null }) };
    return noted({ ...stage, config }, `ENTRYPOINT ${goList(Entrypoint)}`);
  },
  // SHELL ["a", "b"]
  shell: (instruction, stage) =>
    noted({ ...stage, config: { ...stage.config, Shell: instruction.args } }, `SHELL [${instruction.args.join(" ")}]`),
  // EXPOSE port[-port][/proto] ... — sorted as written; the only instruction whose words are split after expansion.
  expose: (instruction, stage, escapeChar) => {
    const lookup = lookupIn(stage.variables);
    const ports = exposedPorts(instruction.ports.toSorted(byteOrder).flatMap((port) => words(port, lookup, escapeChar)));
    const ExposedPorts = { ...stage.config.ExposedPorts, ...Object.fromEntries(ports.map((port) => [port, {}])) };
    // A port that was named twice is told twice.
    return noted({ ...stage, config: { ...stage.config, ExposedPorts } }, `EXPOSE [${ports.join(" ")}]`);
  },
  // VOLUME ["/a"] | VOLUME /a /b — names verbatim, but for blanks around them.
  volume: (instruction, stage, escapeChar) => {
    const lookup = lookupIn(stage.variables);
    const paths = instruction.paths.map((raw) => word(raw.trim(), lookup, escapeChar));
    if (paths.some((name) => name === "")) throw new StepProblem("VOLUME specified can not be an empty string");
    const Volumes = { ...stage.config.Volumes, ...Object.fromEntries(paths.map((name) => [name, {}])) };
    return noted({ ...stage, config: { ...stage.config, Volumes } }, `VOLUME [${paths.join(" ")}]`);
  },
  // STOPSIGNAL name|number — stored as written.
  stopsignal: (instruction, stage, escapeChar) => {
    const StopSignal = word(instruction.signal, lookupIn(stage.variables), escapeChar);
    checkSignal(StopSignal);
    return noted({ ...stage, config: { ...stage.config, StopSignal } }, `STOPSIGNAL ${StopSignal}`);
  },
  // HEALTHCHECK NONE | HEALTHCHECK [options] CMD command — replaces the base's as a whole; no SHELL in it.
  healthcheck: (instruction, stage) => {
    const { check } = instruction;
    if (check.type === "none") {
      const Healthcheck = { Test: ["NONE"] };
      return noted({ ...stage, config: { ...stage.config, Healthcheck } }, healthcheckText(Healthcheck));
    }
    const Test = check.command.form === "exec" ? ["CMD", ...check.command.args] : ["CMD-SHELL", check.command.text];
    const Healthcheck = {
      Test,
      ...(check.interval > 0 && { Interval: check.interval }),
      ...(check.timeout > 0 && { Timeout: check.timeout }),
      ...(check.startPeriod > 0 && { StartPeriod: check.startPeriod }),
      ...(check.startInterval > 0 && { StartInterval: check.startInterval }),
      ...(check.retries > 0 && { Retries: check.retries }),
    };
    return noted({ ...stage, config: { ...stage.config, Healthcheck } }, healthcheckText(Healthcheck));
  },
  // MAINTAINER name
  maintainer: (instruction, stage) => noted({ ...stage, author: instruction.name }, `MAINTAINER ${instruction.name}`),
  // ONBUILD instruction — kept as text for the children; it leaves no history line.
  onbuild: (instruction, stage) => ({
    ...stage,
    config: { ...stage.config, OnBuild: [...(stage.config.OnBuild ?? []), instruction.trigger] },
  }),
};

/** The stage after a metadata instruction. Throws StepProblem. */
export function applyMetadata(instruction: MetadataInstruction, stage: StageState, escapeChar: Escape): StageState {
  const planner = planners[instruction.kind] as Planner<Kind>;
  return planner(instruction as never, stage, escapeChar);
}

/** Adds a history line that stands for no layer. Its time is known at the end only (final-history.ts). */
export function noted(stage: StageState, createdBy: string): StageState {
  const line = { ...(stage.epoch && { created: stage.epoch }), created_by: createdBy, comment: "buildkit.dockerfile.v0" };
  return { ...stage, history: [...stage.history, { ...line, empty_layer: true }] };
}

/**
 * WORKDIR's path, as it stands in config and history: an absolute one stays as it is written (`/app/`), a relative one is joined to
 * the one before, which cleans it (BuildKit).
 */
export function workdirOf(stage: StageState, given: string): string {
  const before = stage.config.WorkingDir || "/";
  if (given === "") return before;
  return given.startsWith("/") ? given : path.posix.resolve("/", before, given);
}
