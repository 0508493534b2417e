/** Looks into the layers of a session: found when first wanted, one after the other, remembered. */
import { containerName } from "../builder/names.ts";
import { LayerGone } from "../builder/problem.ts";
import type { BuildContext } from "../builder/step-context.ts";
import type { Step } from "../builder/steps.ts";
import { UserError } from "../errors.ts";
import type { Change, CommandOutput } from "../look/found.ts";
import { type Layers, layerFiles } from "../look/layer-files.ts";
import { recent } from "../look/recent.ts";
import { type Asked, askedBy, commandIn, type LookSources } from "./asked-look.ts";
import type { Action } from "./breakpoints/action.ts";
import { type ContainerLists, containerLists } from "./container-lists.ts";
import type { Driver } from "./driver.ts";
import { withLayersThere } from "./layers-there.ts";
import type { Answer, Found, Look, Looks, Reading } from "./looks.ts";
import type { Session } from "./session.ts";

export type OwnLooks = Looks & {
  /** What a step changed, as soon as its layer is there. Throws UserError, EngineLostError. */
  changed(step: Step, layers: Layers): Promise<readonly Change[]>;
  /** Runs the command of a breakpoint, after those that were asked for before; rejects when it is given up. */
  act(action: Action): Promise<CommandOutput>;
  readonly lists: ContainerLists;
  /** Gives up what is being looked up, and waits until nothing of it is left in the engine. */
  close(): Promise<void>;
};

/** Answers that are remembered. */
const mostKnown = 400;
/** Milliseconds until what failed may be looked up once more. */
const patience = 10_000;

type Failed = { readonly session: Session; readonly until: number; readonly why: string };

export function looksInto(
  build: Pick<BuildContext, "engine" | "session" | "files">,
  driver: Driver,
  outputs: LookSources["outputs"],
): OwnLooks {
  const asks = (look: Look) => askedBy(driver.session(), look, { build, outputs });
  const stopped = new AbortController();
  /** Those of steps that somebody waits for, or waited. */
  const changes = new Set<Promise<void>>();
  /** Commands of breakpoints. */
  let acting: Promise<unknown> = Promise.resolve();
  let containers = 0;
  let line = 0;
  const name = (): string => containerName(build.session, line, ++containers, "files");
  const files = layerFiles(build.engine, name, stopped.signal);
  const ofLayers = recent<Found[keyof Found]>(mostKnown);
  /** Files may be others at any time, and there may be many: of the context only the newest answer is of use. */
  const ofContext = recent<Found[keyof Found]>(1);
  const answersOf = ({ what }: Look) => (what === "context" ? ofContext : ofLayers);
  let under: { readonly key: string; readonly work: Promise<unknown> } | undefined;
  let waiting: Look | undefined;
  const failures = recent<Failed>(mostKnown);
  /** Holds for as long as nothing happens to the session, and not for long. */
  const whyFailed = (key: string): string | undefined => {
    const failed = failures.get(key);
    return failed?.session === driver.session() && performance.now() < failed.until ? failed.why : undefined;
  };

  const find = async ({ key, find: search }: Asked, look: Look): Promise<Found[keyof Found]> => {
    const known = answersOf(look).get(key);
    if (known !== undefined) return known;
    line = driver.session().plan.steps[look.step]?.instruction.span.line ?? 0;
    const found = await search(files, stopped.signal);
    answersOf(look).set(key, found);
    return found;
  };
  const begin = (look: Look): void => {
    const asked = asks(look);
    if ("why" in asked || answersOf(look).get(asked.key) !== undefined) return;
    const { key } = asked;
    const work = find(asked, look).catch((error: unknown) => {
      failures.set(key, { session: driver.session(), until: performance.now() + patience, why: sentence(error) });
    });
    under = {
      key,
      work: work.then(() => {
        under = undefined;
        const next = waiting;
        waiting = undefined;
        if (next !== undefined && !stopped.signal.aborted) begin(next);
        driver.touch();
      }),
    };
  };
  const act = async ({ stage, command, line: at }: Action): Promise<CommandOutput> => {
    stopped.signal.throwIfAborted();
    const asked = stage === undefined ? { why: "There is no layer to run it in." } : commandIn(stage, command);
    line = at;
    const output = "why" in asked ? noOutput(asked.why) : await files.run(asked).catch((error) => noOutput(sentence(error)));
    stopped.signal.throwIfAborted();
    return output;
  };
  const isWaiting = (key: string): boolean => {
    const asked = waiting && asks(waiting);
    return asked !== undefined && !("why" in asked) && asked.key === key;
  };
  return {
    known: <L extends Look>(look: L): Reading<Answer<L>> => {
      const asked = asks(look);
      if ("why" in asked) return { kind: "none", why: asked.why };
      const value = answersOf(look).get(asked.key);
      if (value !== undefined) return { kind: "known", value: value as Answer<L> };
      const why = whyFailed(asked.key);
      const isReading = under?.key === asked.key || isWaiting(asked.key);
      const rest = isReading ? "reading" : why === undefined ? "unasked" : "none";
      const early = asked.early?.(files);
      if (early !== undefined) return { kind: "known", value: early as Answer<L>, rest };
      return rest === "none" ? { kind: rest, why: why ?? "" } : { kind: rest };
    },
    want: (look) => {
      if (stopped.signal.aborted) return;
      if (under === undefined) begin(look);
      else waiting = look;
      driver.touch();
    },
    find: <L extends Look>(look: L): Promise<Answer<L>> => {
      const found = withLayersThere(build.engine, driver, look.step, async () => {
        const asked = asks(look);
        if ("why" in asked) throw new UserError(asked.why.replaceAll(/[{}]/g, "").replace(/\.$/, ""));
        return (await find(asked, look)) as Answer<L>;
      });
      return found.catch((error: unknown) => {
        const asked = asks(look);
        const early = "why" in asked || stopped.signal.aborted ? undefined : asked.early?.(files);
        if (early === undefined) throw error;
        return early as Answer<L>;
      });
    },
    changed: (step, layers) => {
      line = step.instruction.span.line;
      const found = files.everyChange(layers);
      const quiet = found.catch(() => {}).then(() => void changes.delete(quiet));
      changes.add(quiet);
      return found;
    },
    act: (action) => {
      const told = acting.then(() => act(action));
      acting = told.catch(() => {});
      return told;
    },
    lists: containerLists(files.early, driver.touch),
    close: async () => {
      stopped.abort();
      await Promise.all([...changes, acting]);
      await under?.work;
    },
  };
}

const noOutput = (why: string): CommandOutput => ({ lines: [], cut: false, code: undefined, why: why.replaceAll(/[{}]/g, "") });

function sentence(error: unknown): string {
  const { message } = error as Error;
  if (error instanceof LayerGone)
    return `${message[0]?.toUpperCase()}${message.slice(1)}. {shell}, a shell there, makes it again.`;
  const hint = error instanceof UserError ? error.problems[0]?.hint : undefined;
  const said = hint === undefined ? message : `${message}: ${hint}`;
  return `${said[0]?.toUpperCase()}${said.slice(1)}${/[.!?]$/.test(said) ? "" : "."}`;
}
