/** The engine port over the Docker Engine's HTTP API: one line per method, each in its own file. */
import type { Engine } from "../engine.ts";
import { readPath, statPath, writeTar } from "./archive-files.ts";
import { attachContainer, holdContainer } from "./attach.ts";
import { listChanges, listChangesWithin } from "./changes.ts";
import { execInTerminal, openTerminal } from "./container-terminal.ts";
import {
  commitContainer,
  containerSizes,
  containersOf,
  countProcesses,
  describeContainer,
  listContainers,
  madeAt,
  renameContainer,
} from "./containers.ts";
import { imageHistory } from "./image-history.ts";
import { listImages } from "./image-list.ts";
import { findImage, listTags, tagImage, untagImage } from "./images.ts";
import { layerBlobs } from "./layer-blobs.ts";
import { loadImages } from "./load.ts";
import { readLogs } from "./logs.ts";
import { pauseContainer, watchPauses } from "./pauses.ts";
import { pullImage } from "./pull.ts";
import { whyNotInRegistry } from "./registry.ts";
import { rewriteImage } from "./rewrite.ts";
import { saveImages } from "./save.ts";
import { createVolume, listVolumes, removeVolume, volumeSizes } from "./volumes.ts";
import { waitForEnd } from "./wait.ts";
import type { Wire } from "./wire.ts";

export function dockerEngine(wire: Wire): Engine {
  const blobs = layerBlobs(wire);
  const containers = containersOf(wire);
  /** By id: an image never changes, and many stages may stand on one. */
  const histories = new Map<string, ReturnType<Engine["history"]>>();
  return {
    info: () => wire.info(),
    image: async (ref) => {
      const image = await findImage(wire, ref);
      return image && containers.seen(image);
    },
    history: (image) => {
      const found = histories.get(image.id) ?? imageHistory(wire, image);
      histories.set(image.id, found);
      found.catch(() => histories.delete(image.id));
      return found;
    },
    pull: (ref, onProgress, signal, platform) => pullImage(wire, ref, { onProgress, signal, platform }),
    whyNotInRegistry: (ref) => whyNotInRegistry(wire, ref),
    rewrite: async (rewrite, tags) => containers.seen(await rewriteImage(wire, blobs, rewrite, tags)),
    load: (tar) => loadImages(wire, tar),
    save: (images) => saveImages(wire, images),
    tag: (image, ref) => tagImage(wire, image, ref),
    untag: (ref, options) => untagImage(wire, ref, options?.parents),
    images: (...repos) => listImages(wire, repos),
    create: (spec) => containers.create(spec),
    attach: (container, onOutput, input) => attachContainer(wire, container, onOutput, input),
    start: (container, signal) => containers.start(container, signal),
    wait: (container, signal) => waitForEnd(wire, container, signal),
    logs: (container, reader) => readLogs(wire, container, reader),
    watchPauses: (container, onPause) => watchPauses(wire, container, onPause),
    pause: (container, paused) => pauseContainer(wire, container, paused),
    hold: (container) => holdContainer(wire, container, () => containers.start(container)),
    commit: async (container, tag, config) => containers.seen(await commitContainer(wire, container, tag, config)),
    remove: (container) => containers.remove(container),
    containers: (prefix) => listContainers(wire, prefix),
    createVolume: (name, options) => createVolume(wire, name, options),
    processes: (container) => countProcesses(wire, container),
    describe: (container) => describeContainer(wire, container),
    removeVolume: (name) => removeVolume(wire, name),
    volumes: (prefix) => listVolumes(wire, prefix),
    containerSizes: (prefix) => containerSizes(wire, prefix),
    volumeSizes: (prefix) => volumeSizes(wire, prefix),
    tags: (...repos) => listTags(wire, repos),
    stat: (container, path) => statPath(wire, container, path),
    read: (container, path) => readPath(wire, container, path),
    write: (container, tar, options) => writeTar(wire, container, tar, options?.replace === true),
    rename: (container, name) => renameContainer(wire, container, name),
    madeAt: (container) => madeAt(wire, container),
    changes: (container) => listChanges(wire, container),
    changesWithin: (container, limits) => listChangesWithin(wire, container, limits),
    terminal: (container, columns, rows) =>
      openTerminal(wire, container, { columns, rows, start: () => containers.start(container) }),
    exec: (container, argv, columns, rows) => execInTerminal(wire, container, argv, [columns, rows]),
    clientEnv: () => wire.endpoint.clientEnv,
    close: () => wire.agent.destroy(),
  };
}
