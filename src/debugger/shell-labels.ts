/** What is said of a shell: where one is and what leaving does, and how it ended. Pure. */
import { toolsFolder } from "../builder/sandbox/shell-tools.ts";
import type { Step } from "../builder/steps.ts";
import type { Image } from "../engine/engine.ts";
import { cleanText } from "../output/clean.ts";
import { layerFolder } from "./debug-image.ts";
import type { Place } from "./shell-place.ts";
import type { ShellChoice, TerminalEnd } from "./shell-port.ts";
import type { ShellSandbox } from "./shell-sandbox.ts";

export type BannerOf = {
  readonly place: Pick<Place, "step" | "words">;
  readonly sandbox: Pick<ShellSandbox, "spec" | "without">;
  readonly choice: ShellChoice;
  /** SHELL, where it starts another shell than this one. */
  readonly other: readonly string[] | undefined;
  readonly noSecrets: boolean;
  /** Further lines, last but one. */
  readonly more?: readonly string[];
};

export function banner({ place, sandbox, choice, other, noSecrets, more = [] }: BannerOf): readonly string[] {
  const { step, words } = place;
  const { user = "0", workdir = "/" } = sandbox.spec;
  const mounts = step.instruction.kind === "run" ? step.instruction.mounts.length : 0;
  const mountsLine = sandbox.without
    ? `its mounts are not there: ${sandbox.without}`
    : `its mounts are there${noSecrets ? ", but for the secrets" : ""}`;
  return [
    `You are in ${words}, line ${step.instruction.span.line}:`,
    `  ${shortText(step)}`,
    `${startedAs(choice)}, user ${user === "0" ? "root" : user}, directory ${workdir}; the environment is the instruction's`,
    ...otherShellLines(other),
    ...(mounts > 0 ? [mountsLine] : []),
    ...more,
    "exit or Ctrl-D leaves. If files changed you are asked whether to keep them.",
  ];
}

export type RunningBannerOf = {
  readonly step: Step;
  readonly choice: ShellChoice;
  readonly other: readonly string[] | undefined;
  /** The one asked for, which this is not. */
  readonly debugImage: string | undefined;
  /** Variables of the step that this shell lacks, by name. */
  readonly lacks: readonly string[];
};

/** In the container of a step that runs. */
export function runningBanner({ step, choice, other, debugImage, lacks }: RunningBannerOf): readonly string[] {
  return [
    `You are beside step ${step.index + 1}, line ${step.instruction.span.line}, in its container, while it runs:`,
    `  ${shortText(step)}`,
    `${startedAs(choice)}, with the step's user, directory, environment and mounts`,
    ...(lacks.length === 0 ? [] : [missingVariablesLine(lacks)]),
    ...otherShellLines(other),
    ...(debugImage === undefined ? [] : [`${debugImage} is for steps that do not run: this shell is in the step's own image`]),
    "ps and kill find and end what hangs; process 1 itself only Ctrl-C on the screen ends. What changes here is the step's.",
    "exit or Ctrl-D leaves.",
  ];
}

/** In the image `name`, beside the layer. */
export function imageBanner(name: string, place: Place, choice: ShellChoice, mounted: boolean): readonly string[] {
  const { step, words, stage } = place;
  const workdir = stage.config.WorkingDir || "/";
  const capital = `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
  return [
    `You are in the image ${name}. ${capital}, line ${step.instruction.span.line}, is under ${layerFolder}, read-only:`,
    `  ${shortText(step)}`,
    `${startedAs(choice)}, user root, environment of ${name}; the step's directory is ${layerFolder}${workdir === "/" ? "" : workdir}`,
    ...(mounted ? [`${name} has no shell: this one and its tools are in ${toolsFolder}, from outside`] : []),
    "What you change here is not kept. own-shell opens the instruction's own shell in the layer itself, where changes can be kept.",
    "exit or Ctrl-D leaves.",
  ];
}

export type OfImageBannerOf = {
  /** As a person calls the image. */
  readonly name: string;
  readonly image: Pick<Image, "id" | "config">;
  readonly choice: ShellChoice;
  readonly other: readonly string[] | undefined;
  /** The shell is none of the image's. */
  readonly mounted: boolean;
};

/** In an image, without a session. */
export function ofImageBanner({ name, image, choice, other, mounted }: OfImageBannerOf): readonly string[] {
  const { id, config } = image;
  const { User = "", WorkingDir = "" } = config;
  const user = User === "" || User === "0" ? "root" : User;
  const short = id.replace("sha256:", "").slice(0, 12);
  return [
    `You are in the image ${short.startsWith(name) ? short : `${name} (${short})`}, in a container of its own.`,
    `${startedAs(choice)}, user ${user}, directory ${WorkingDir || "/"}; the environment is the image's`,
    ...(other === undefined ? [] : [`its own shell is ${other.join(" ")}: --own opens that one`]),
    ...(mounted ? [`the image has no shell: this one and its tools are in ${toolsFolder}, outside of it`] : []),
    "exit or Ctrl-D leaves. If files changed they are kept as an image of their own; this one stays as it is.",
  ];
}

/** They are handed to the step's program alone, so that no config of a container shows them. */
const missingVariablesLine = (names: readonly string[]): string =>
  `but for ${names.join(", ")}, which only its program has: tr '\\0' '\\n' </proc/1/environ shows them`;

const otherShellLines = (other: readonly string[] | undefined): readonly string[] =>
  other === undefined ? [] : [`the instruction's own shell is ${other.join(" ")}: own-shell opens that one`];

/** The instruction in a line. */
function shortText({ instruction }: Step): string {
  const flat = instruction.text.replaceAll(/\s+/g, " ");
  return flat.length > 76 ? `${flat.slice(0, 75)}…` : flat;
}

export const startedAs = ({ name, note }: ShellChoice): string => `shell ${name}${note === undefined ? "" : ` started ${note}`}`;

/** Was there a shell to type at? */
export const cameUp = ({ code, marked, typed }: TerminalEnd): boolean => typed || (marked ?? code === 0);

/** Why there was no shell, or why it ended badly before it was there; undefined: it was a shell as any other. */
export function trouble({ name, note }: ShellChoice, end: TerminalEnd): string | undefined {
  const { code, marked, typed, lastOutput } = end;
  if (cameUp(end) && (code === 0 || (marked ?? typed))) return undefined;
  const lines = lastOutput
    .split(/\r?\n|\r/)
    .map(cleanText)
    .filter((line) => line !== "");
  const said = lines.slice(-3).join("; ");
  const what = `The shell (${name}${note === undefined ? "" : ` ${note}`}) ended at once with exit code ${code}`;
  return said === "" ? `${what}.` : `${what}: ${said}`;
}
