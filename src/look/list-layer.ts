/**
 * The files of a layer, without their contents: dbuild's busybox lists them in a container of the layer, which is thrown away. The
 * engine itself tells of a folder only with all that is below it, contents too, and of a committed layer nothing at all.
 */
import { randomBytes } from "node:crypto";
import { runToEnd } from "../builder/execution/run-to-end.ts";
import { shownByEngine } from "../builder/image-fs/image-mount.ts";
import { toolsFolder, toolsMount, toolsReady } from "../builder/sandbox/shell-tools.ts";
import type { Engine } from "../engine/engine.ts";
import { EngineRefusedError, UserError } from "../errors.ts";
import type { Listing } from "./found.ts";
import { lineFormat, listingReader } from "./read-listing.ts";

export type LayerAsked = {
  readonly image: string;
  /** A folder of it; absent: all of it. */
  readonly folder?: string;
  /** Of the container, until it has told. */
  readonly name: string;
  /** Gives it up. */
  readonly signal: AbortSignal;
};

/** `$1` the mark, `$2` the folder, `$3` how deep, `$4` the format. A file system that is mounted there is none of the layer's. */
const script = `exec 2>/dev/null
"$0" stat -f -c "$1 %t" /
"$0" find "$2" -xdev $3 -exec "$0" stat -c "$4" {} +
"$0" echo "$1 end"`;

/** To be called before listLayer(). `name`: of a container to work in. Throws UserError where no busybox can be had, EngineLostError. */
export async function readyToList(engine: Engine, name: string): Promise<void> {
  if (await toolsReady(engine, name)) return;
  throw new UserError({
    message: "there is no static busybox at hand to look into layers with",
    hint: "docker pull busybox:musl, or install busybox-static on this machine",
  });
}

/** A folder comes with itself as an entry. Throws UserError (the layer is gone), EngineLostError. */
export async function listLayer(engine: Engine, { image, folder, name, signal }: LayerAsked): Promise<Listing> {
  const busybox = `${toolsFolder}/busybox`;
  const mark = randomBytes(12).toString("hex");
  const words = [mark, folder ?? "/", folder === undefined ? "" : "-maxdepth 1", lineFormat(mark)];
  const argv = [busybox, "sh", "-c", script, busybox, ...words];
  const container = await createFrom(engine, image, { name, argv, user: "0", network: "none", mounts: [toolsMount(true)] });
  try {
    const reader = listingReader(mark);
    await runToEnd(engine, container, { onOutput: reader.take, signal });
    const listing = reader.end();
    if (listing === undefined) throw new UserError("the list of the layer's files broke off; look again");
    return { ...listing, entries: listing.entries.filter(({ path }) => !shownByEngine(path)) };
  } finally {
    await engine.remove(container);
  }
}

/** Makes a container of a layer to look into. Throws UserError where somebody removed the layer, EngineLostError. */
export async function createFrom(
  engine: Engine,
  image: string,
  spec: Omit<Parameters<Engine["create"]>[0], "image">,
): Promise<string> {
  try {
    return await engine.create({ ...spec, image });
  } catch (error) {
    if (!(error instanceof EngineRefusedError && error.status === 404)) throw error;
    throw new UserError("its layer is gone: somebody removed it from the engine");
  }
}
