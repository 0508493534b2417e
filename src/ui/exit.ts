/** What is there after the UI has gone, for whoever prints it on the normal screen. Pure. */
import { byHandLines } from "../debugger/manual-change-labels.ts";
import type { Edited } from "../debugger/open-file.ts";
import { type Failure, leftLayer, type Session } from "../debugger/session.ts";
import { failureLabel, shortId } from "./labels.ts";

export type KeptLayer = {
  /** Undefined: the instruction is no longer in the file. */
  readonly line?: number;
  readonly kind: Failure["kind"];
  readonly exitCode?: number;
  readonly edited?: Edited;
  readonly image: string;
  readonly tag?: string;
};

export type UiExit = {
  /**
   * `quit`: the person left. `ended`: a signal, the terminal that went away, a fault. `detached`: the person left, and what runs is to go
   * on. `resume`: they want the earlier session that was offered.
   */
  readonly exit: "quit" | "ended" | "detached" | "resume";
  /** Failed and hand-made layers that were kept, in file order. */
  readonly layers: readonly KeptLayer[];
  /** The finished image, when there is one. */
  readonly image?: string;
  readonly tags: readonly string[];
  /** Notes on the steps a person made. */
  readonly byHand: readonly string[];
  /** The above in words, for the normal screen; empty when nothing is left behind. */
  readonly lines: readonly string[];
};

/** `more`: lines of what else was kept. */
export function exitOf(session: Session, exit: UiExit["exit"], more: readonly string[] = []): UiExit {
  const kept = keptBy(session);
  return { exit, ...kept, lines: [...farewell(kept), ...containersKept(session), ...more] };
}

/** Containers whose layer could not be written, and how to save them. */
function containersKept({ failures, plan }: Session): readonly string[] {
  return plan.steps.flatMap(({ id, instruction }) => {
    const { container, rescue = [] } = failures[id] ?? {};
    if (container === undefined) return [];
    const line = `line ${instruction.span.line}: its container ${container.slice(0, 12)} is kept; once there is room:`;
    return [line, ...rescue.map((command) => `  ${command}`)];
  });
}

type Kept = Omit<UiExit, "exit" | "lines">;

function keptBy({ failures, plan, status }: Session): Kept {
  const lines = new Map<string, number>(plan.steps.map(({ id, instruction }) => [id, instruction.span.line]));
  const layers = Object.entries(failures).flatMap(([id, failure]): KeptLayer[] => {
    if (!leftLayer(failure)) return [];
    const { kind, image, tag, exitCode, edited } = failure;
    const line = lines.get(id);
    return [
      {
        ...(line !== undefined && { line }),
        kind,
        image,
        ...(tag !== undefined && { tag }),
        ...(exitCode !== undefined && { exitCode }),
        ...(edited && { edited }),
      },
    ];
  });
  const place = ({ line = Number.POSITIVE_INFINITY }: KeptLayer) => line;
  layers.sort((left, right) => place(left) - place(right));
  if (status.kind !== "done") return { layers, tags: [], byHand: [] };
  return { layers, image: status.image, tags: status.tags, byHand: status.byHand };
}

function farewell({ layers, image, tags, byHand }: Kept): readonly string[] {
  const kept = layers.map((layer) => {
    const what = failureLabel({
      kind: layer.kind,
      message: "",
      ms: 0,
      ...(layer.exitCode !== undefined && { exitCode: layer.exitCode }),
      ...(layer.edited && { edited: layer.edited }),
    });
    return `${layer.line === undefined ? "an instruction that is no longer in the file" : `line ${layer.line}`}, ${what}: kept as ${layer.tag ?? shortId(layer.image)}`;
  });
  if (image === undefined) return kept;
  const names = tags.length > 0 ? ` ${tags.join(" ")}` : "";
  return [`built ${shortId(image)}${names}`, ...byHandLines(byHand).map((line) => `  ${line}`), ...kept];
}
