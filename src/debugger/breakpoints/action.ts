/** Actions: commands that breakpoints run in the layer where they are met, instead of stopping. Pure. */
import type { StageState } from "../../builder/state.ts";
import type { CommandOutput } from "../../look/found.ts";
import { cleanLine, withoutColours } from "../../output/clean.ts";
import type { Effect } from "../events.ts";
import type { Session } from "../session.ts";
import { withPrinted } from "./printed.ts";

/** One that was met and has not told yet what its command prints. JSON-safe. */
export type Action = {
  /** No two that are under way have the same. */
  readonly number: number;
  readonly breakpoint: string;
  /** Of the instruction that met it. */
  readonly line: number;
  readonly command: string;
  /** What holds in its layer; absent: there is none. */
  readonly stage?: StageState;
  /** The run that left its layer, while that is still being written. */
  readonly writing?: number;
};

/** So many are under way at most; they run one after the other. */
export const mostActions = 100;
/** Lines of an output that are told, and characters of each. */
const mostLines = 40;
const longest = 400;

export function withAction(session: Session, action: Omit<Action, "number">): Session {
  const { actions } = session;
  if (actions.length >= mostActions)
    return withPrinted(session, [`${actionWords(action)}: not run, ${mostActions} commands of breakpoints wait already`]);
  return { ...session, actions: [...actions, { ...action, number: (actions.at(-1)?.number ?? 0) + 1 }] };
}

/** `b1, line 4: ls -l /app` */
export const actionWords = ({ breakpoint, line, command }: Omit<Action, "number">): string =>
  `${breakpoint}, line ${line}: ${command}`;

/** What is to be done for those of `after` that `before` had not, or not with their layer. */
export const begunActions = (before: Session, after: Session): readonly Effect[] =>
  after.actions === before.actions ? [] : effectsOf(after.actions.filter((each) => !before.actions.includes(each)));

/** Those that another process did not come to are run by this one. */
export const actionsGoOn = ({ actions }: Session): readonly Effect[] => effectsOf(actions);

const effectsOf = (actions: readonly Action[]): readonly Effect[] =>
  actions.flatMap((action) => (action.writing === undefined ? [{ type: "runAction", action } as const] : []));

/** The failed layer of that run is `image`; undefined: it could not be written. */
export const withLayerOf = (actions: readonly Action[], run: number, image: string | undefined): readonly Action[] =>
  actions.some(({ writing }) => writing === run)
    ? actions.map((action) => {
        if (action.writing !== run) return action;
        const { writing: _, stage, ...rest } = action;
        return { ...rest, ...(stage && image !== undefined && { stage: { ...stage, image } }) };
      })
    : actions;

/** An action has told. */
export function acted(session: Session, number: number, lines: readonly string[]): Session {
  const actions = session.actions.filter((each) => each.number !== number);
  return actions.length === session.actions.length ? session : withPrinted({ ...session, actions }, lines);
}

/** What is told of its output, cut. `shown` takes out what nobody may see. */
export function actionLines(
  action: Action,
  { lines, cut, code, why }: CommandOutput,
  shown: (text: string) => string,
): readonly string[] {
  // what a secret of several lines is known by are its lines
  const all = lines.map((line) => shown(withoutColours(cleanLine(line))));
  const told = [
    ...all.slice(0, mostLines).map((line) => (line.length > longest ? `${line.slice(0, longest)}…` : line)),
    ...(cut || all.length > mostLines ? ["…"] : []),
    ...(why === undefined ? [] : [why]),
    ...(code === undefined || code === 0 || why !== undefined ? [] : [`exit code ${code}`]),
  ];
  return [actionWords(action), ...(told.length === 0 ? ["it printed nothing"] : told).map((line) => `  ${line}`)];
}
