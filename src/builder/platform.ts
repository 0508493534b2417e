/** Platforms as containerd's library reads them: `os[/arch[/variant]]`, normalized. Pure. */

/** `os/arch[/variant]` of the machine that builds or of an image. */
export type Platform = { readonly os: string; readonly architecture: string; readonly variant?: string };

const systems = new Set(
  "aix android darwin dragonfly freebsd illumos ios js linux netbsd openbsd plan9 solaris wasip1 windows".split(" "),
);
const machines = new Set(
  "386 amd64 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm".split(
    " ",
  ),
);

/** The platform a word names, what is left out taken from `own` (the engine's); undefined when it names none. */
export function parsePlatform(text: string, own: Platform): Platform | undefined {
  const parts = text.split("/");
  if (parts.length > 3 || !parts.every((part) => /^[A-Za-z0-9_.-]+$/.test(part))) return undefined;
  const [first = "", second, third] = parts;
  if (second === undefined) {
    const os = normalized({ os: first, architecture: own.architecture });
    if (systems.has(os.os)) return os.os === own.os ? normalized({ ...own, os: os.os }) : os;
    const machine = normalized({ os: own.os, architecture: first });
    return machines.has(machine.architecture) ? machine : undefined;
  }
  return normalized({ os: first, architecture: second, ...(third !== undefined && { variant: third }) });
}

/** Aliases resolved, a variant that is the usual one of its architecture left out (arm keeps its own). */
export function normalized({ os, architecture, variant = "" }: Platform): Platform {
  const [machine, version] = normalizedMachine(architecture.toLowerCase(), variant.toLowerCase());
  const system = os.toLowerCase();
  return { os: system === "macos" ? "darwin" : system, architecture: machine, ...(version && { variant: version }) };
}

function normalizedMachine(machine: string, variant: string): readonly [string, string] {
  switch (machine) {
    case "i386":
      return ["386", ""];
    case "x86_64":
    case "x86-64":
    case "amd64":
      return ["amd64", variant === "v1" ? "" : variant];
    case "aarch64":
    case "arm64":
      return ["arm64", variant === "8" || variant === "v8" ? "" : variant];
    case "armhf":
      return ["arm", "v7"];
    case "armel":
      return ["arm", "v6"];
    case "arm":
      if (variant === "" || variant === "7") return ["arm", "v7"];
      return ["arm", /^[568]$/.test(variant) ? `v${variant}` : variant];
    default:
      return [machine, variant];
  }
}

export function formatPlatform({ os, architecture, variant }: Platform): string {
  return [os, architecture, variant].filter(Boolean).join("/");
}

/** What a machine runs beside its own kind. */
const elders: Readonly<Record<string, string>> = { amd64: "386", arm64: "arm" };

/**
 * Does a local image of platform `has` do where `wanted` is asked for? One of an older variant does (arm/v6 for arm/v7, 386 for
 * amd64), and one that names no variant does for each.
 */
export function platformFits(has: Platform, wanted: Platform): boolean {
  const one = normalized(has);
  const other = normalized(wanted);
  if (one.os !== other.os) return false;
  if (one.architecture !== other.architecture) return elders[other.architecture] === one.architecture;
  return !has.variant || one.variant === other.variant || version(one) < version(other);
}

function version({ architecture, variant = "" }: Platform): number {
  if (variant === "") return architecture === "arm64" ? 8 : 1;
  return Number(/^v(\d+)/.exec(variant)?.[1] ?? Number.POSITIVE_INFINITY);
}
