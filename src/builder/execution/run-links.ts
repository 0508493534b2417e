/**
 * A new name that a RUN gives to a file of an older layer is a file of its own in the containerd store's BuildKit: its layer has the
 * new name only. The store's commit puts the old name into the layer, too, as one file with the new one, and takes it from the names
 * it had. So before the commit the new names are made a file of their own in the container. Not in a stage that files are copied from:
 * that copy sees one file of all names there (BuildKit).
 */
import { posix } from "node:path";
import type { Entry } from "../../context/entries.ts";
import type { TarMember } from "../../context/tar-write.ts";
import { ownHistory } from "../../engine/engine.ts";
import { EngineLostError } from "../../errors.ts";
import { send } from "../copy/copy-into.ts";
import { type Files, filesOf } from "../image-fs/container-files.ts";
import { mountImage } from "../image-fs/image-mount.ts";
import { onContainerdStore } from "../image-fs/image-store.ts";
import { attemptContainer } from "../layer.ts";
import type { StageState } from "../state.ts";
import type { StepContext } from "../step-context.ts";
import { isSource } from "../steps.ts";

/** Bytes of a layer that is worth being read for this. */
const largest = 64_000_000;

/** Whether a RUN is worth the calls: only one whose text makes links that are not symbolic. */
export const makesLinks = (text: string): boolean =>
  /\bln\s+(?!-\w*s|--symbolic)|\blink\s|\bcp\s+(?:-\w+\s+)*(?:-\w*l|--link)/.test(text);

/** To be called when the RUN has ended well. What cannot be seen or written stays as it is. */
export async function separateLinks(ctx: StepContext, stage: StageState, container: string): Promise<void> {
  const { engine } = ctx;
  if (stage.image === undefined || isSource(ctx.program, stage.index) || !(await onContainerdStore(engine))) return;
  const names = [ctx.holds.name(), ctx.holds.name()] as const;
  const made: string[] = [];
  try {
    const committed = await engine.commit(container, names[0]);
    if (committed.diffIds.length <= stage.layers || committed.size - stage.size > largest) return;
    const { os, architecture, variant } = stage;
    const said = { config: {}, history: ownHistory, created: committed.created, author: "", os, architecture, variant };
    const alone = await engine.rewrite({ source: committed.id, ...said, newest: 1 }, [names[1]]);
    const mounted = await mountImage(engine, alone.id, attemptContainer(ctx, "links"));
    made.push(mounted.id);
    const { files: layer } = mounted;
    const before = await engine.create({ image: stage.image, name: attemptContainer(ctx, "links-before") });
    made.push(before);
    for (const group of await groupsIn(layer)) {
      const fresh: Entry[] = [];
      for (const entry of group) if (!(await isUnchanged(filesOf(engine, before), entry))) fresh.push(entry);
      if (fresh.length > 0 && fresh.length < group.length) await send(engine, container, separated(layer, fresh));
    }
  } catch (error) {
    if (error instanceof EngineLostError) throw error;
  } finally {
    for (const one of made) await engine.remove(one);
    for (const name of [...names].reverse()) void ctx.holds.drop(name);
  }
}

/** Files with several names in the mounted layer: the entries of these, all with the size of the file. */
async function groupsIn(layer: Files): Promise<readonly (readonly Entry[])[]> {
  const groups = new Map<string, Entry[]>();
  for await (const { entry } of layer.list("/")) {
    const path = inLayer(entry.path);
    if (entry.type === "file") groups.set(path, [{ ...entry, path }]);
    if (entry.type !== "hardlink") continue;
    const group = groups.get(inLayer(entry.linkTarget ?? ""));
    group?.push({ ...entry, path, type: "file", size: group[0]?.size ?? 0 });
  }
  return [...groups.values()].filter(({ length }) => length > 1);
}

const inLayer = (name: string): string => posix.join("/", name);

async function isUnchanged(before: Files, { path, size, mode, mtime, uid, gid }: Entry): Promise<boolean> {
  if ((await before.stat(path))?.type !== "file") return false;
  const old = await before.header(path);
  return old?.size === size && old.mode === (mode & 0o7777) && old.mtime === mtime && old.uid === uid && old.gid === gid;
}

async function* separated(layer: Files, [first, ...rest]: readonly Entry[]): AsyncGenerator<TarMember> {
  if (first === undefined) return;
  const name = first.path.slice(1);
  for await (const { entry, read } of layer.list(first.path)) {
    yield read ? { ...entry, name, content: read() } : { ...entry, name };
  }
  for (const { path, mode, uid, gid, mtime } of rest) {
    yield { name: path.slice(1), type: "hardlink", linkTarget: name, mode: mode & 0o7777, uid, gid, size: 0, mtime };
  }
}
