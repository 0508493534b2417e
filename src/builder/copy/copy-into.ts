/**
 * COPY [--chown=…] [--chmod=…] [--link] SOURCE… DESTINATION, and ADD, carried out by streaming a tar into a container that was
 * created and never started.
 */
import { Readable } from "node:stream";
import type { Item, Match, Selection } from "../../context/entries.ts";
import { packTar, type TarMember } from "../../context/tar-write.ts";
import type { Engine } from "../../engine/engine.ts";
import { EngineRefusedError, UserError } from "../../errors.ts";
import { filesOf } from "../image-fs/container-files.ts";
import { archiveItems, detectArchive } from "./archive.ts";
import { existingLinks, landed } from "./archive-links.ts";
import type { Destination } from "./destination.ts";
import {
  archiveMembers,
  type CopyOptions,
  type Count,
  counted,
  matchMembers,
  newCount,
  type Place,
  placeOf,
  type Target,
} from "./members.ts";

/** `changed`: was anything sent at all? */
export type CopyResult = Readonly<Count>;

/**
 * Copies the selection to the destination. Throws UserError where the file systems do not fit (a directory onto a file, …) or
 * a source cannot be read, the signal's reason when aborted, and whatever the engine throws. After a throw the container may
 * hold a part of the files.
 */
export async function copyInto(
  target: Target,
  selection: Selection,
  destination: Destination,
  options: CopyOptions = {},
): Promise<CopyResult> {
  const count = newCount();
  if (selection.matches.length === 0) return count;
  const { engine, container } = target;
  const place = await placeOf(target, selection, destination, options);
  for (const batch of await batches(engine, container, selection)) {
    const members = counted(await batch.members(place), count, options);
    await send(engine, container, members, batch.replace || options.link === true);
  }
  return count;
}

/** What goes in one request: plain matches together, an archive by itself, for it may replace directories by files. */
type Batch = { readonly replace: boolean; members(place: Place): Promise<AsyncIterable<TarMember>> };

async function batches(engine: Engine, container: string, selection: Selection): Promise<readonly Batch[]> {
  const list: Batch[] = [];
  let plain: Match[] = [];
  const close = (): void => {
    const matches = plain;
    if (matches.length > 0) list.push({ replace: false, members: async (place) => matchMembers(place, matches) });
    plain = [];
  };
  for (const match of selection.matches) {
    const { name, open } = match;
    const compression = open ? await detectArchive(name, open) : undefined;
    if (compression === undefined || !open) plain.push(match);
    else {
      close();
      const items = () => archiveItems(name, compression, open());
      list.push({ replace: true, members: (place) => landedMembers(engine, container, place, items) });
    }
  }
  close();
  return list;
}

/** What is unpacked stays below its destination, whatever links say. Onto the root the engine sees to that. */
async function landedMembers(
  engine: Engine,
  container: string,
  place: Place,
  items: () => AsyncIterable<Item>,
): Promise<AsyncIterable<TarMember>> {
  const { path, kind } = place.target;
  if (path === "/") return archiveMembers(place, items);
  const stands = kind === "directory" && !place.options.link;
  const existing = stands ? await existingLinks(filesOf(engine, container), path, items()) : undefined;
  return archiveMembers(place, () => landed(items(), existing));
}

/** Streams the members into the container; nothing is sent when there are none. */
export async function send(
  engine: Engine,
  container: string,
  members: AsyncIterable<TarMember> | Iterable<TarMember>,
  replace = false,
): Promise<boolean> {
  let failure: unknown;
  let any = false;
  const guarded = async function* (): AsyncGenerator<TarMember> {
    try {
      for await (const member of members) {
        any = true;
        yield member;
      }
    } catch (error) {
      failure = error;
      throw error;
    }
  };
  const pieces = packTar(guarded());
  const first = await pieces.next();
  if (first.done || !any) return false;
  const all = async function* (): AsyncGenerator<Uint8Array> {
    yield first.value;
    yield* pieces;
  };
  const tar = Readable.from(all(), { objectMode: false, highWaterMark: 1 << 20 });
  try {
    await engine.write(container, tar, { replace });
  } catch (error) {
    // What stopped the stream says more than what the engine makes of half a tar.
    throw failure ?? translate(error);
  } finally {
    tar.destroy();
  }
  return true;
}

/** The engine's words for a misfit deep in a tree, in the words of its builder. */
function translate(error: unknown): unknown {
  if (!(error instanceof EngineRefusedError)) return error;
  const onDirectory = /cannot overwrite directory "([^"]*)" with non-directory/.exec(error.message)?.[1];
  if (onDirectory !== undefined)
    return new UserError({ message: `cannot replace to directory ${rooted(onDirectory)} with file` });
  const onFile = /cannot overwrite non-directory "([^"]*)" with directory/.exec(error.message)?.[1];
  if (onFile !== undefined) return new UserError({ message: `cannot copy to non-directory: ${rooted(onFile)}` });
  return error;
}

/** Some engines name paths from the root, some leave its slash out. */
function rooted(path: string): string {
  return path.startsWith("/") ? path : `/${path}`;
}
