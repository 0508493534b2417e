/** All that dbuild has in an engine and on this machine, thing by thing: what each is, and whose. Pure. */
import { isWorkName, readContainer, readTag, readVolume, type TagKind } from "../builder/names.ts";
import type { ContainerSummary, ListedImage, ListedVolume } from "../engine/engine.ts";

/** A session that the state folder of this machine knows; `needs` are those of store/needs.ts. */
export type KnownSession = {
  readonly id: string;
  readonly folder: string;
  readonly dockerfile?: string;
  /** Address of its engine. */
  readonly engine?: string;
  readonly needs: {
    readonly images: readonly string[];
    readonly tags: readonly string[];
    /** By name or id. */
    readonly containers: readonly string[];
    readonly volumes: readonly string[];
  };
  /** It can be gone on with, and has not come to its end. */
  readonly unfinished: boolean;
  /** It holds an edit that was not saved. */
  readonly draft: boolean;
  readonly bytes: number;
  /** Seconds since the epoch. */
  readonly changed: number;
};

export type Folder = {
  readonly kind: "hashes" | "inputs" | "keys" | "uses" | "edits" | "temporary" | "engines";
  readonly path: string;
  readonly bytes: number;
  /** Seconds since the epoch. */
  readonly changed: number;
};

/** What was looked up. */
export type Found = {
  /** All of the engine's, not only ours: they share layers. */
  readonly images: readonly ListedImage[];
  readonly containers: readonly (ContainerSummary & { readonly size?: number })[];
  readonly volumes: readonly ListedVolume[];
  readonly sessions: readonly KnownSession[];
  readonly folders: readonly Folder[];
  /** When an image was last used by a build of this machine, in seconds since the epoch. */
  readonly used: ReadonlyMap<string, number>;
};

/** `unknown`: of another machine, process namespace or state folder: it may live, or be gone on with from there. */
export type Life = "living" | "dead" | "unknown";
export type Sessions = { readonly idIn: (text: string) => string | undefined; readonly life: (session: string) => Life };

type Whose = {
  /** The session that made it; absent: it is nobody's own. */
  readonly session?: string;
  readonly life?: Life;
};

export type Item = Whose &
  (
    | { readonly type: "tag"; readonly kind: TagKind; readonly name: string; readonly image: string; readonly used: number }
    | {
        readonly type: "untagged";
        readonly kind: "untagged";
        readonly name: string;
        readonly image: string;
        readonly used: number;
      }
    | {
        readonly type: "container";
        /** `work`: of an instruction or a shell, and it had begun. `kept`: for a person, for its layer found no room. */
        readonly kind: "work" | "kept" | "lock" | "helper";
        readonly name: string;
        readonly id: string;
        readonly image: string;
        readonly running: boolean;
        readonly bytes: number;
      }
    | {
        readonly type: "volume";
        readonly kind: "cache" | "tools" | "file" | "session";
        readonly name: string;
        readonly users: number;
        readonly bytes: number;
      }
    | {
        readonly type: "session";
        readonly kind: "session";
        readonly name: string;
        readonly dockerfile?: string;
        readonly folder: string;
        readonly unfinished: boolean;
        readonly draft: boolean;
        readonly bytes: number;
      }
    | {
        readonly type: "folder";
        readonly kind: Folder["kind"];
        readonly name: string;
        readonly bytes: number;
        readonly changed: number;
      }
  );

export function itemsOf(found: Found, sessions: Sessions): readonly Item[] {
  const whose = (text: string): Whose => {
    const session = sessions.idIn(text);
    return session === undefined ? {} : { session, life: sessions.life(session) };
  };
  return [
    ...found.images.flatMap((image) => ofImage(image, found.used, whose)),
    ...found.containers.flatMap((container) => ofContainer(container, whose)),
    ...found.volumes.flatMap((volume) => ofVolume(volume, whose)),
    ...found.sessions.map(({ id, dockerfile, folder, unfinished, draft, bytes }): Item => {
      const of = dockerfile === undefined ? {} : { dockerfile };
      return { type: "session", kind: "session", name: id, ...of, folder, unfinished, draft, bytes, ...whose(id) };
    }),
    ...found.folders.map(({ kind, path, bytes, changed }): Item => ({ type: "folder", kind, name: path, bytes, changed })),
  ];
}

type WhoseOf = (text: string) => Whose;

function ofImage({ id, tags, ours, touched }: ListedImage, used: Found["used"], whose: WhoseOf): readonly Item[] {
  const last = Math.max(touched, used.get(id) ?? 0);
  if (tags.length === 0) return ours ? [{ type: "untagged", kind: "untagged", name: id, image: id, used: last }] : [];
  return tags.flatMap((name): readonly Item[] => {
    const read = readTag(name);
    return read === undefined ? [] : [{ type: "tag", kind: read.kind, name, image: id, used: last, ...whose(read.rest) }];
  });
}

function ofContainer(container: Found["containers"][number], whose: WhoseOf): readonly Item[] {
  const { id, name, image, running, started, labels, size: bytes = 0 } = container;
  const read = readContainer(name);
  if (read === undefined) return [];
  const of = whose(read.kind === "lock" ? (labels["dbuild.session"] ?? "") : read.rest);
  if (of.session === undefined && read.kind !== "lock") return [];
  const kind = read.kind !== "session" ? read.kind : started && isWorkName(name) ? "work" : "helper";
  return [{ type: "container", kind, name, id, image, running, bytes, ...of }];
}

function ofVolume({ name, size: bytes = 0, users = 0 }: ListedVolume, whose: WhoseOf): readonly Item[] {
  const read = readVolume(name);
  if (read === undefined) return [];
  const of = read.kind === "session" ? whose(read.rest) : {};
  if (read.kind === "session" && of.session === undefined) return [];
  return [{ type: "volume", kind: read.kind, name, users, bytes, ...of }];
}
