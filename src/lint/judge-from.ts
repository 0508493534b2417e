// FROM: UndefinedArgInFrom, InvalidDefaultArgInFrom, RedundantTargetPlatform, FromPlatformFlagConstDisallowed,
// InvalidBaseImagePlatform, and what no build can be made from.

import { formatPlatform, type Platform, parsePlatform } from "../builder/platform.ts";
import type { FromInstruction, Program, Span, Stage } from "../dockerfile/program.ts";
import { stageIndex } from "../dockerfile/stage-index.ts";
import { nearest } from "../dockerfile/suggest.ts";
import type { Facts } from "./facts.ts";
import type { Sink } from "./finding.ts";
import type { Globals } from "./global-args.ts";
import { imageNameProblem } from "./image-name.ts";
import { onImage, onScratch, onStage, onUnknown, type StageState, type WalkedStage } from "./judge-stage.ts";
import type { Judging } from "./judging.ts";
import { meaningOf } from "./scope.ts";

/** InvalidDefaultArgInFrom, for the whole file: FROM lines without any --build-arg. */
export function judgeDefaults(program: Program, globals: Globals, sink: Sink): void {
  if (globals.defaults === undefined) return;
  for (const { from } of program.stages) {
    const meaning = meaningOf(from.image, { values: globals.defaults, complete: true }, program.escape, sink.meter);
    if (!meaning.ok) return;
    if (meaning.value === undefined || imageNameProblem(meaning.value) === undefined) continue;
    sink.warn(
      "InvalidDefaultArgInFrom",
      `Default value for ARG ${from.image} results in empty or invalid base image name`,
      from.span,
    );
  }
}

export type FromMeaning = {
  /** The word with its variables; undefined when there is none. */
  readonly image: string | undefined;
  readonly platform: Platform | undefined;
};

/** The words of one FROM; tells what is wrong with them. */
export function readFromWords({ from }: Stage, { escapeChar, globals, facts, sink }: Judging): FromMeaning {
  const scope = { values: globals.values, complete: true };
  const image = meaningOf(from.image, scope, escapeChar, sink.meter);
  tellUndeclared(image.unmatched, from, globals, sink);
  if (!image.ok) sink.error("Variable", `failed to process "${from.image}": ${image.message}`, from.span);
  else if (image.value === "") {
    const missing = image.unmatched[0] ?? image.matched[0];
    const hint = missing === undefined ? "Name an image." : `Give ARG ${missing} a default, or pass --build-arg ${missing}=….`;
    sink.error("Stage", `base name (${from.image}) should not be blank`, from.span, hint);
  }
  const value = image.ok && image.value !== "" ? image.value : undefined;
  if (!from.platform) return { image: value, platform: undefined };
  const platform = meaningOf(from.platform, scope, escapeChar, sink.meter);
  tellUndeclared(platform.unmatched, from, globals, sink);
  if (!platform.ok) {
    sink.error("Variable", `failed to process "${from.platform}": ${platform.message}`, from.span);
    return { image: value, platform: undefined };
  }
  const { matched, unmatched } = platform;
  if (matched.length === 1 && unmatched.length === 0 && matched[0] === "TARGETPLATFORM") {
    if (platform.value === globals.values.get("TARGETPLATFORM")) {
      const message = `Setting platform to predefined ${from.platform} in FROM is redundant as this is the default behavior`;
      sink.warn("RedundantTargetPlatform", message, from.span);
    }
  }
  const parsed = parsePlatform(platform.value ?? "", facts.buildPlatform);
  if (platform.value === "") {
    sink.error("Stage", `empty platform value from expression ${from.platform}`, from.span, argHint(unmatched[0], globals));
  } else if (parsed === undefined) {
    const message = `failed to parse platform ${from.platform}: "${platform.value}" is no platform`;
    sink.error("Stage", message, from.span, platformHint(platform.value ?? ""));
  } else if (matched.length === 0 && unmatched.length === 0) {
    const name = from.name ?? "";
    if (!name.includes(parsed.os) && !name.includes(parsed.architecture)) {
      const message = `FROM --platform flag should not use constant value "${platform.value}"`;
      sink.warn("FromPlatformFlagConstDisallowed", message, from.span);
    }
  }
  return { image: value, platform: parsed };
}

/** The state a stage begins with. A name is an earlier stage, else a named context, else an image. */
export function beginStage(
  stage: Stage,
  words: FromMeaning,
  walked: Walked,
  judging: Pick<Judging, "facts" | "sink">,
): StageState {
  const { image } = words;
  const { facts } = judging;
  const platform = words.platform ?? facts.targetPlatform;
  if (image === undefined) return onUnknown(platform);
  if (stage.name !== undefined && isNamedContext(stage.name, facts)) return onUnknown(platform);
  const parent = walked.get(image);
  if (parent) return onStage(parent.end);
  if (isNamedContext(image, facts)) return onUnknown(platform);
  if (image === "scratch") return onScratch(platform);
  return onImageNamed(stage.from, { image, platform }, walked, judging);
}

function onImageNamed(
  from: FromInstruction,
  { image, platform }: { readonly image: string; readonly platform: Platform },
  walked: Walked,
  { facts, sink }: Pick<Judging, "facts" | "sink">,
): StageState {
  const earlier = () => [...walked.values()].slice(-mostNamed).map(({ stage }) => stage);
  if (!judgeName(image, from, earlier, sink)) return onUnknown(platform);
  const found = facts.image(image);
  if (found === undefined || "missing" in found) {
    tellMissing(`FROM ${image}`, image, earlier(), { span: from.span, facts, sink });
    return onUnknown(platform);
  }
  const { os, architecture } = found.platform;
  if (os !== platform.os || architecture !== platform.architecture) {
    const message = `Base image ${image} was pulled with platform "${formatPlatform(found.platform)}", expected "${formatPlatform(platform)}" for current build`;
    sink.warn("InvalidBaseImagePlatform", message, from.span);
    // A build pulls the one of the wanted platform, whose variables and triggers may be others.
    if (facts.onlyNeeded) return onUnknown(platform);
  }
  return onImage(found);
}

export const namesOf = (stages: readonly Stage[]): readonly string[] =>
  stages.flatMap(({ name }) => (name === undefined ? [] : [name]));

/** Stages with a name that were walked through; of two with one name the later. */
export type Walked = ReadonlyMap<string, WalkedStage>;

/** So many earlier stages a hint looks at: a file of thousands must not be told thousands of times. */
export const mostNamed = 50;

/** Tells what is wrong with the name of an image; false then. */
function judgeName(image: string, { span }: FromInstruction, earlier: () => readonly Stage[], sink: Sink): boolean {
  const wrong = imageNameProblem(image);
  if (wrong === undefined) return true;
  const near = nearest(image.toLowerCase(), namesOf(earlier()));
  const hint = near
    ? `Did you mean the stage ${near}? FROM takes stage names in lower case only.`
    : "Write name[:tag], in lower case.";
  sink.error("Stage", wrong, span, hint);
  return false;
}

/** Of a stage that is not built BuildKit reads the name of the base all the same. */
export function judgeUnneeded(
  { name, index, from }: Stage,
  { image }: FromMeaning,
  { stages }: Program,
  { facts, sink }: Judging,
): void {
  if (image === undefined || image === "scratch") return;
  if (name !== undefined && isNamedContext(name, facts)) return;
  if (stageIndex(stages).lastBefore(image, index) !== -1 || isNamedContext(image, facts)) return;
  judgeName(image, from, () => stages.slice(Math.max(0, index - mostNamed), index), sink);
}

/** An image nobody has; perhaps the name of a stage was meant. */
export function tellMissing(
  what: string,
  word: string,
  earlier: readonly Stage[],
  { span, facts, sink }: { readonly span: Span; readonly facts: Facts; readonly sink: Sink },
): void {
  const found = facts.image(word);
  if (found === undefined || !("missing" in found)) return;
  const near = /[/:@]/.test(word) ? undefined : nearest(word.toLowerCase(), namesOf(earlier));
  const stage = near === undefined ? "" : "there is no such stage, and ";
  const hint =
    near === undefined ? "Mind the name and the tag; docker login if it is private." : `Did you mean the stage ${near}?`;
  sink.error("Stage", `${what}: ${stage}the image is not to be had: ${found.missing}`, span, hint);
}

export function isNamedContext(name: string, { namedContexts }: Facts): boolean {
  const lower = name.toLowerCase();
  if (lower === "scratch" || lower === "context") return false;
  return namedContexts.has(lower) || namedContexts.has(`${lower}:latest`) || namedContexts.has(lower.replace(/:latest$/, ""));
}

function tellUndeclared(unmatched: readonly string[], from: FromInstruction, globals: Globals, sink: Sink): void {
  for (const name of unmatched) {
    if (globals.names.has(name)) continue;
    const near = nearest(name, [...globals.names]);
    const message = `FROM argument '${name}' is not declared${near === undefined ? "" : ` (did you mean ${near}?)`}`;
    sink.warn("UndefinedArgInFrom", message, from.span, `Write ARG ${name}=… before the first FROM.`);
  }
}

function argHint(name: string | undefined, globals: Globals): string {
  if (name === undefined) return "Take the flag out, or give it a platform.";
  const near = nearest(name, [...globals.names]);
  return near !== undefined && near !== name ? `Did you mean $${near}?` : `Write ARG ${name}=… before the first FROM.`;
}

function platformHint(word: string): string {
  const last = word.split("/").at(-1) ?? "";
  const near = nearest(last, ["linux", "windows", "darwin", "freebsd", "amd64", "arm64", "386", "s390x", "ppc64le", "riscv64"]);
  return near !== undefined && near !== last
    ? `Did you mean ${word.slice(0, word.length - last.length)}${near}?`
    : "Write os/architecture, such as linux/amd64.";
}
