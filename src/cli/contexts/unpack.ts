/**
 * An archive that is a context, unpacked into a folder. What the disk cannot hold for everyone (owners, devices, files nobody
 * may read) is kept beside it as an index; BuildKit's COPY takes all of that from the archive.
 */
import fs from "node:fs";
import path from "node:path";
import { archiveItems, type Compression } from "../../builder/copy/archive.ts";
import { findPath, type TreeIndex } from "../../context/disk-tree.ts";
import type { Content, Entry, Item } from "../../context/entries.ts";
import { noIgnore } from "../../context/ignore.ts";
import { UserError } from "../../errors.ts";

/** Unpacks `content` into `root`, an empty folder. Throws UserError when it is damaged; `name` says which archive. */
export async function unpack(
  name: string,
  compression: Compression,
  content: AsyncIterable<Uint8Array>,
  root: string,
): Promise<TreeIndex> {
  const index = new Map<string, Entry>();
  for await (const item of archiveItems(name, compression, content)) {
    const place = placeIn(root, item.entry.path, name);
    if (place === "") continue;
    await write({ root, name, index }, place, item);
    index.set(place, { ...item.entry, path: place });
  }
  return index;
}

/** Where a member lands: links in its parents are followed inside the root, missing parents are made. */
function placeIn(root: string, member: string, name: string): string {
  const parts = member.split("/");
  const last = parts.pop() ?? "";
  let at = "";
  for (const part of parts) {
    const next = at === "" ? part : `${at}/${part}`;
    const found = findPath({ root, ignore: noIgnore }, next);
    if (found.kind === "found" && found.type !== "directory") throw damaged(name, `${next} is a file and a folder in it`);
    if (found.kind === "too-many-links") throw damaged(name, `${next} is a circle of links`);
    at = found.kind === "found" ? found.path : next;
    if (found.kind === "missing") makeFolder(root, at, name);
  }
  return at === "" ? last : `${at}/${last}`;
}

function makeFolder(root: string, relative: string, name: string): void {
  const file = path.join(root, relative);
  // A link that leads nowhere stands in the way.
  if (fs.lstatSync(file, { throwIfNoEntry: false })) throw damaged(name, `${relative} leads nowhere, but has files below it`);
  fs.mkdirSync(file, { mode: 0o755 });
}

/** An archive (`name`) on its way into a folder. */
type Unpacking = { readonly root: string; readonly name: string; readonly index: Map<string, Entry> };

async function write({ root, name, index }: Unpacking, place: string, item: Item): Promise<void> {
  const file = path.join(root, place);
  const { entry } = item;
  const there = fs.lstatSync(file, { throwIfNoEntry: false });
  if (entry.type === "directory") {
    if (there?.isDirectory()) return;
    if (there) fs.rmSync(file);
    fs.mkdirSync(file, { mode: 0o755 });
    return;
  }
  if (there) {
    fs.rmSync(file, { recursive: true });
    for (const known of index.keys()) if (known.startsWith(`${place}/`)) index.delete(known);
  }
  switch (entry.type) {
    case "file":
      return writeFile(file, item.read?.() ?? new Uint8Array(0));
    case "symlink":
      return fs.symlinkSync(entry.linkTarget ?? "", file);
    case "hardlink": {
      const target = placeIn(root, entry.linkTarget ?? "", name);
      const first = index.get(target);
      if (first === undefined) throw damaged(name, `${place} is a link to ${target}, which did not come before`);
      return fs.linkSync(path.join(root, target), file);
    }
    default:
      // Only the index knows what it is: making devices takes root.
      return fs.writeFileSync(file, "");
  }
}

async function writeFile(file: string, content: Content): Promise<void> {
  const handle = await fs.promises.open(file, "wx", 0o600);
  try {
    if (content instanceof Uint8Array) await handle.writeFile(content);
    else for await (const part of content) await handle.writeFile(part);
  } finally {
    await handle.close();
  }
}

const damaged = (name: string, why: string): UserError => new UserError({ message: `cannot unpack ${name}: ${why}` });
