/** What comes of a verification, in words. Pure. */
import { stripVTControlCharacters } from "node:util";
import type { Aspect, FileDifference } from "../../compare/file-differences.ts";
import type { ConfigDifference } from "../../compare/image-config.ts";
import type { TreeEntry } from "../../compare/merged-tree.ts";
import { variesByItself } from "../../compare/varying-files.ts";
import { cleanLine } from "../../output/clean.ts";
import { readableSize } from "../sizes.ts";
import type { NoCleanImage } from "./clean-build.ts";
import { isSame, tellingFiles, type Verified } from "./verify-image.ts";

/** Nobody reads more; --json has all. */
const mostShown = 100;
const mostVarying = 10;

const same = "the Dockerfile as it stands gives the same image";
const other = "the Dockerfile as it stands does not give this image";

/** In a sentence for a notice; `place` has all of it. */
export function verdict(verified: Verified, place: string): string {
  if (isSame(verified)) return `${capital(same)}${butFor(verified)}: proved by a clean build.`;
  const { config } = verified.differences;
  const files = tellingFiles(verified);
  const [first, ...more] = [
    ...files.filter(isTop(files)).map((file) => fileWords(file).slice(2)),
    ...config.map(({ key }) => `${key} of its config differs`),
  ];
  const rest = more.length === 0 ? "" : `, and ${more.length} more`;
  return `${capital(other)}: ${first}${rest}. All of it: ${place}`;
}

/** In a sentence, when there is nothing to compare with. */
export function noImageWords({ message, problems: [problem] }: NoCleanImage): string {
  const where = problem === undefined ? "" : `: line ${problem.span.line}: ${problem.message}`;
  return `The Dockerfile as it stands gives no image: ${message}${where}.`;
}

/** Line by line, clean. */
export const reportLines = (verified: Verified): readonly string[] =>
  linesOf(verified).map((line) => stripVTControlCharacters(cleanLine(line)));

function linesOf(verified: Verified): readonly string[] {
  const { differences, texts, image, clean } = verified;
  const varying = varyingLines(verified);
  if (isSame(verified)) return [`${same}${butFor(verified)}`, `  ${costWords(verified)}`, ...varying];
  const { config } = differences;
  const files = tellingFiles(verified);
  const top = files.filter(isTop(files));
  const lines = top.slice(0, mostShown).flatMap((file) => {
    const below = file.kind === "changed" ? 0 : countBelow(files, file.path);
    const head = `${fileWords(file)}${below > 0 ? `, with ${below} below it` : ""}`;
    const text = texts.get(file.path);
    if (text === undefined) return [head];
    return [head, ...text.lines.map((line) => `  ${line}`), ...(text.left > 0 ? [`  … ${text.left} lines more`] : [])];
  });
  return [
    `${other}: ${counted(files.length, "file")}${config.length > 0 ? ` and ${counted(config.length, "field")} of the config` : ""} differ${files.length + config.length === 1 ? "s" : ""}`,
    `  - is the image ${short(image)}, + what the Dockerfile gives (${short(clean)}); ${costWords(verified)}`,
    "",
    ...config.map(configWords),
    ...lines,
    ...(top.length > mostShown ? [`… and ${top.length - mostShown} more: --json tells all of them`] : []),
    ...(varying.length > 0 ? ["", "besides, as in any two builds:"] : []),
    ...varying,
  ];
}

/** For machines. */
export function reportJson(verified: Verified): object {
  const { image, clean, anew, found, differences, texts } = verified;
  const files = differences.files.map((file) => {
    const text = texts.get(file.path);
    return { ...file, varies: variesByItself(file), ...(text && { diff: text.lines, diffLeft: text.left }) };
  });
  const { config, cost } = differences;
  return { same: isSame(verified), image, clean, steps: { anew, found }, config, files, cost };
}

function varyingFiles(verified: Verified): readonly FileDifference[] {
  return verified.strict ? [] : verified.differences.files.filter(variesByItself);
}

function butFor(verified: Verified): string {
  const { length } = varyingFiles(verified);
  return length === 0
    ? ""
    : `, but for ${length === 1 ? "a log or cache" : `${length} logs and caches`} that no two builds have alike`;
}

function varyingLines(verified: Verified): readonly string[] {
  const files = varyingFiles(verified);
  const more = files.length > mostVarying ? [`  … and ${files.length - mostVarying} more`] : [];
  return [...files.slice(0, mostVarying).map((file) => `  ${fileWords(file)}`), ...more];
}

function costWords({ anew, found, differences: { cost } }: Verified): string {
  const built = `${counted(anew, "step")} built anew, ${found} found`;
  if (cost.own === 0) return `${built}; all layers are the same`;
  return `${built}; ${readableSize(cost.bytes)} of files read in ${counted(cost.own, "layer")}, ${cost.shared} shared`;
}

/** Not told by what lies above it: of a whole directory that is gone only the directory is told. */
function isTop(files: readonly FileDifference[]): (file: FileDifference) => boolean {
  const whole = new Set(files.filter(({ kind }) => kind !== "changed").map(({ kind, path }) => `${kind} ${path}`));
  return ({ kind, path }) => !whole.has(`${kind} ${path.slice(0, path.lastIndexOf("/"))}`);
}

const countBelow = (files: readonly FileDifference[], path: string): number =>
  files.filter((file) => file.kind !== "changed" && file.path.startsWith(`${path}/`)).length;

function fileWords(file: FileDifference): string {
  const { path } = file;
  if (file.kind === "removed") return `- ${path} (${described(file.from)}) does not come from the Dockerfile`;
  if (file.kind === "added") return `+ ${path} (${described(file.to)}) is not in the image`;
  const { from, to } = file;
  const told = file.what.filter((aspect) => !hides(file.what, aspect)).map((aspect) => aspectWords(aspect, from, to));
  return `! ${path}: ${told.join(", ")}`;
}

/** Said by another one already. */
const hides = (all: readonly Aspect[], aspect: Aspect): boolean =>
  (aspect === "sha256" && all.includes("size")) || (all.includes("type") && ["size", "sha256", "linkTarget"].includes(aspect));

function aspectWords(aspect: Aspect, from: TreeEntry, to: TreeEntry): string {
  switch (aspect) {
    case "mode":
      return `mode ${octal(from)} -> ${octal(to)}`;
    case "uid":
      return `owner ${from.uid} -> ${to.uid}`;
    case "gid":
      return `group ${from.gid} -> ${to.gid}`;
    case "size":
      return `${readableSize(from.size)} -> ${readableSize(to.size)}`;
    case "sha256":
      return "other content";
    case "linkTarget":
      return `link to ${from.linkTarget} -> ${to.linkTarget}`;
    case "links":
      return `its other names ${namesOf(from)} -> ${namesOf(to)}`;
    case "xattrs":
      return `attributes ${attributes(from)} -> ${attributes(to)}`;
    case "type":
    case "device":
    case "mtime":
      return `${aspect} ${from[aspect] ?? "none"} -> ${to[aspect] ?? "none"}`;
  }
}

function configWords({ key, from, to }: ConfigDifference): string {
  return `! config ${key}: ${JSON.stringify(from) ?? "none"} -> ${JSON.stringify(to) ?? "none"}`;
}

const described = (entry: TreeEntry): string =>
  `${entry.type} ${octal(entry)} ${entry.uid}:${entry.gid}${entry.type === "file" ? `, ${readableSize(entry.size)}` : ""}`;
const octal = ({ mode }: TreeEntry): string => `0${mode.toString(8).padStart(3, "0")}`;
const namesOf = ({ links = [] }: TreeEntry): string => (links.length === 0 ? "none" : links.join(" "));
const attributes = ({ xattrs = {} }: TreeEntry): string =>
  Object.entries(xattrs)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ") || "none";
const short = (id: string): string => id.replace(/^sha256:/, "").slice(0, 12);
const capital = (text: string): string => `${text[0]?.toUpperCase()}${text.slice(1)}`;
const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;
