/** The image config in force at a step, and what the step changed of it. Pure. */
import type { ArgValue, StageState } from "../../../builder/state.ts";
import { type Session, stateAfter, stateBefore } from "../../../debugger/session.ts";

/** One value; `sign` tells what the step did to it: `+` new, `~` changed, `-` gone. */
export type Fact = { readonly name: string; readonly value: string; readonly sign: "" | "+" | "~" | "-" };

/** Values by name; the names of one kind begin alike: `env PATH`. */
type Values = ReadonlyMap<string, string>;

/** After the step where it has a result, before it where it has none. Undefined: nothing of its stage has run. */
export function configAt(
  session: Session,
  step: number,
): { readonly when: "before" | "after"; readonly facts: readonly Fact[] } | undefined {
  const before = stateBefore(session, step);
  const after = stateAfter(session, step);
  const { stage, globals } = after ?? before;
  const when = after === undefined ? "before" : "after";
  const now = stage === undefined ? argsOf(globals) : valuesOf(stage);
  if (stage === undefined && now.size === 0) return undefined;
  // A FROM brings what its base has: that is no change of anything.
  const old = stage === undefined ? argsOf(before.globals) : before.stage?.index === stage.index ? valuesOf(before.stage) : now;
  return { when, facts: when === "before" ? unchanged(now) : compared(old, now) };
}

const unchanged = (values: Values): readonly Fact[] => [...values].map(([name, value]) => ({ name, value, sign: "" }));

function compared(old: Values, now: Values): readonly Fact[] {
  const gone = [...old].filter(([name]) => !now.has(name)).map(([name, value]): Fact => ({ name, value, sign: "-" }));
  const here = [...now].map(([name, value]): Fact => {
    const was = old.get(name);
    return { name, value, sign: was === value ? "" : was === undefined ? "+" : "~" };
  });
  return [...here, ...gone];
}

const argsOf = (args: readonly ArgValue[]): Values =>
  new Map(args.map(({ name, value }) => [`arg ${name}`, value === undefined ? "(no value)" : value]));

const json = (words: readonly string[] | null | undefined): string => (words?.length ? JSON.stringify(words) : "");

function valuesOf({ config, args }: StageState): Values {
  const { Env = [], Labels = {}, ExposedPorts = {}, Volumes = {}, OnBuild = [], Healthcheck } = config;
  const one: readonly (readonly [string, string])[] = [
    ["user", config.User || "root"],
    ["workdir", config.WorkingDir || "/"],
    ["shell", json(config.Shell)],
    ["entrypoint", json(config.Entrypoint)],
    ["cmd", json(config.Cmd)],
    ["healthcheck", json(Healthcheck?.Test)],
    ["stop signal", config.StopSignal ?? ""],
    ["ports", Object.keys(ExposedPorts).sort().join(" ")],
    ["volumes", Object.keys(Volumes).sort().join(" ")],
  ];
  return new Map([
    ...one.filter(([, value]) => value !== ""),
    ...Env.map((entry): readonly [string, string] => [`env ${entry.split("=", 1)[0]}`, entry.slice(entry.indexOf("=") + 1)]),
    ...argsOf(args),
    ...Object.entries(Labels).map(([name, value]) => [`label ${name}`, value] as const),
    ...OnBuild.map((line, at) => [`onbuild ${at + 1}`, line] as const),
  ]);
}
