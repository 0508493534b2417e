// The table of instructions: every kind has its reader, or this does not compile. Keywords are the kinds in capitals.
import type { Instruction } from "./program.ts";
import { readCmd, readEntrypoint, readShell } from "./read-command.ts";
import { readAdd, readCopy } from "./read-copy.ts";
import { readFrom } from "./read-from.ts";
import { readHealthcheck } from "./read-healthcheck.ts";
import { readOnbuild } from "./read-onbuild.ts";
import { readRun } from "./read-run.ts";
import { readExpose, readMaintainer, readStopsignal, readUser, readVolume, readWorkdir } from "./read-single.ts";
import { readArg, readEnv, readLabel } from "./read-variables.ts";
import type { Statement } from "./statement.ts";

/** Undefined when the instruction is too wrong to go into the program; the problems are told then. */
type Reader<K extends Instruction["kind"]> = (statement: Statement) => Kind<Instruction, K> | undefined;
type Kind<I extends Instruction, K> = I extends { readonly kind: infer Own } ? (K extends Own ? I : never) : never;

const readers: { readonly [K in Instruction["kind"]]: Reader<K> } = {
  add: readAdd,
  arg: readArg,
  cmd: readCmd,
  copy: readCopy,
  entrypoint: readEntrypoint,
  env: readEnv,
  expose: readExpose,
  from: readFrom,
  healthcheck: readHealthcheck,
  label: readLabel,
  maintainer: readMaintainer,
  onbuild: readOnbuild,
  run: readRun,
  shell: readShell,
  stopsignal: readStopsignal,
  user: readUser,
  volume: readVolume,
  workdir: readWorkdir,
};

const byName: ReadonlyMap<string, Reader<Instruction["kind"]>> = new Map(
  Object.entries(readers).map(([kind, reader]) => [kind.toUpperCase(), reader]),
);

/** Every keyword docker build knows. */
export const keywords: readonly string[] = [...byName.keys()];

/** The reader of a keyword in capitals. */
export function readerOf(name: string): Reader<Instruction["kind"]> | undefined {
  return byName.get(name);
}
