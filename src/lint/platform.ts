// Platform words of FROM --platform, as containerd's platforms.Parse reads them: `linux/arm64/v8`, `linux/amd64`, `arm64`.

export type Platform = { readonly os: string; readonly architecture: string; readonly variant: string };

const systems = new Set(
  "aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris windows zos".split(" "),
);
const architectures = new Set(
  "386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc riscv riscv64 s390 s390x sparc sparc64 wasm".split(
    " ",
  ),
);

/** Undefined: no platform. `host` fills in what a single word leaves open. */
export function parsePlatform(word: string, host: Platform): Platform | undefined {
  const parts = word.split("/");
  if (parts.length > 3 || parts.some((part) => part === "")) return undefined;
  const [first = "", second, third = ""] = parts;
  const system = /^([A-Za-z0-9_.-]+)(?:\([A-Za-z0-9_.%-]*\))?$/.exec(first);
  if (!system || parts.slice(1).some((part) => !/^[A-Za-z0-9_.-]+$/.test(part))) return undefined;
  const os = normalOs(system[1] ?? "");
  if (second !== undefined) return { os, ...normalArchitecture(second, third) };
  if (systems.has(os)) return { ...host, os };
  const alone = normalArchitecture(first, "");
  return architectures.has(alone.architecture) ? { os: host.os, ...alone } : undefined;
}

export function formatPlatform({ os, architecture, variant }: Platform): string {
  return [os, architecture, variant].filter((part) => part !== "").join("/");
}

function normalOs(word: string): string {
  const os = word.toLowerCase();
  return os === "macos" ? "darwin" : os;
}

function normalArchitecture(word: string, variantWord: string): { readonly architecture: string; readonly variant: string } {
  const architecture = word.toLowerCase();
  const variant = variantWord.toLowerCase();
  if (architecture === "i386") return { architecture: "386", variant: "" };
  if (/^(x86_64|x86-64|amd64)$/.test(architecture)) return { architecture: "amd64", variant: variant === "v1" ? "" : variant };
  if (/^(aarch64|arm64)$/.test(architecture)) {
    return { architecture: "arm64", variant: variant === "8" || variant === "v8" ? "" : variant };
  }
  if (architecture === "armhf") return { architecture: "arm", variant: "v7" };
  if (architecture === "armel") return { architecture: "arm", variant: "v6" };
  if (architecture === "arm") return { architecture, variant: variant === "" ? "v7" : variant.replace(/^(\d)$/, "v$1") };
  return { architecture, variant };
}
