/** Names of images, as the distribution grammar reads them: `[registry/]path[:tag][@digest]`, or an id. Pure. */
import { EngineRefusedError } from "../../errors.ts";

export type Reference = {
  /** `docker.io` when none is named. */
  readonly registry: string;
  /** Without registry and tag; `library/` where the engine adds it. */
  readonly path: string;
  readonly tag?: string;
  readonly digest?: string;
};

const component = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const registryName =
  "(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?";
const grammar = new RegExp(
  `^(?:(${registryName})/)?(${component}(?:/${component})*)(?::(\\w[\\w.-]{0,127}))?(?:@([A-Za-z][A-Za-z0-9]*(?:[+._-][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$`,
);

/** Throws EngineRefusedError 400 in the engine's words when it is no name. */
export function parseReference(text: string): Reference {
  const [first = "", ...others] = text.split("/");
  // only a name with a dot, a port or upper case, or `localhost`, is a registry
  const hasRegistry = others.length > 0 && (/[.:A-Z]/.test(first) || first === "localhost");
  const whole = hasRegistry ? text : `docker.io/${text}`;
  const [, registry, path, tag, digest] = grammar.exec(whole) ?? [];
  if (registry === undefined || path === undefined || /^[a-f0-9]{64}$/.test(text)) {
    throw new EngineRefusedError(`invalid reference format: "${text}"`, 400);
  }
  const official = registry === "docker.io" || registry === "index.docker.io";
  return {
    registry: official ? "docker.io" : registry,
    path: official && !path.includes("/") ? `library/${path}` : path,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** `docker.io/library/busybox:latest`: how the containerd store keys its images. */
export function fullName(reference: Reference): string {
  return `${reference.registry}/${reference.path}:${reference.tag ?? "latest"}`;
}

/** An engine's id, whole or a prefix long enough to be meant as one; the engine itself resolves it. */
export function isImageId(text: string): boolean {
  return /^(?:sha256:)?[a-f0-9]{12,64}$/.test(text);
}
