/** What a step wrote of the files that breakpoints are on. Pure. */
import type { StepId } from "../../builder/steps.ts";
import type { Change } from "../../look/found.ts";
import { cleanText } from "../../output/clean.ts";
import type { Breakpoint } from "./breakpoint.ts";
import { fileGlob } from "./file-glob.ts";

/** The first path that a breakpoint's glob means, what became of it, and how many more there are. JSON-safe. */
export type Written = { readonly path: string; readonly kind: Change["kind"]; readonly more: number };

/** A breakpoint as it was hit, the step that met it, and what that wrote of the files it is on. */
export type Hit = { readonly breakpoint: Breakpoint; readonly step: StepId; readonly file?: Written };

/** By the id of the breakpoint. */
export type WrittenFiles = { readonly [breakpoint: string]: Written };

/** Those that are on a file. */
export const onFiles = (breakpoints: readonly Breakpoint[]): readonly Breakpoint[] =>
  breakpoints.filter(({ where, enabled }) => enabled && where.kind === "file");

/** `changes`: by path, and what was in folders that are gone by itself. */
export function writtenFiles(breakpoints: readonly Breakpoint[], changes: readonly Change[]): WrittenFiles {
  const found: { [breakpoint: string]: Written } = {};
  for (const { id, where } of onFiles(breakpoints)) {
    const isMeant = where.kind === "file" ? fileGlob(where.glob) : undefined;
    const [first, ...more] = isMeant === undefined ? [] : changes.filter(({ path }) => isMeant(path));
    if (first !== undefined) found[id] = { path: first.path, kind: first.kind, more: more.length };
  }
  return found;
}

/** `/etc/passwd modified, and 3 more`. */
export function writtenWords({ path, kind, more }: Written): string {
  const name = cleanText(path.replaceAll(/[\r\n]/g, "?"));
  return `${name} ${kind}${more === 0 ? "" : `, and ${more} more`}`;
}
