// RUN --mount=type=bind|cache|tmpfs|secret|ssh,key=value,… with its values expanded: what to mount where, defaults filled in.
import { absolutePath, baseName, cleanPath } from "./clean-path.ts";
import { type MountKey, type MountValues, mountKeys, readMountFields } from "./mount-fields.ts";
import type { MountFlag } from "./program.ts";

/** What a RUN sees at an absolute, cleaned `target`. `from` is a stage, a named context or an image, never expanded. */
export type Mount = BindMount | CacheMount | TmpfsMount | SecretMount | SshMount;

export type BindMount = {
  readonly type: "bind";
  /** Absent: the build context. */
  readonly from?: string;
  /** Absolute path below the root of `from`. */
  readonly source: string;
  readonly target: string;
  /** False: writes are seen by this RUN and then lost. */
  readonly readonly: boolean;
};
export type CacheMount = {
  readonly type: "cache";
  readonly id: string;
  /** What a new cache begins with; absent: nothing. */
  readonly from?: string;
  readonly source: string;
  readonly target: string;
  readonly sharing: "shared" | "private" | "locked";
  readonly readonly: boolean;
  /** Of the root of a new cache; the last nine bits and the special ones. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
};
export type TmpfsMount = {
  readonly type: "tmpfs";
  readonly target: string;
  /** Bytes. */
  readonly size?: number;
  readonly readonly: boolean;
};
export type SecretMount = {
  readonly type: "secret";
  readonly id: string;
  /** Absent: only `env` is asked for. */
  readonly target?: string;
  /** Name of the variable that holds it. */
  readonly env?: string;
  readonly required: boolean;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
};
export type SshMount = {
  readonly type: "ssh";
  readonly id: string;
  /** Path of the socket. Absent: /run/buildkit/ssh_agent.N, N counted among the RUN's ssh mounts from 0. */
  readonly target?: string;
  /** The target as it is written, where that is not its path: SSH_AUTH_SOCK says it so. */
  readonly written?: string;
  readonly required: boolean;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
};

export type MountResult =
  | { readonly ok: true; readonly mount: Mount }
  | { readonly ok: false; readonly message: string; readonly hint?: string };

/**
 * The mount a flag asks for (BuildKit: parseMount and dispatchRunMounts). `expandWord` gives a raw value its variables and
 * takes its quotes off; what it throws passes through. `workdir` is absolute; relative targets are joined to it.
 */
export function readMount(flag: MountFlag, expandWord: (raw: string) => string, workdir: string): MountResult {
  const read = readMountFields(flag, expandWord);
  if (!read.ok) return read;
  const { values } = read;
  const wrong = misplaced(values);
  if (wrong) return wrong;
  const target = values.target ?? "";
  const at = absolutePath(workdir, target);
  if (values.type !== "secret" && values.type !== "ssh" && at === "/") {
    const hint = target === "" ? "Without a target it is the WORKDIR, which is / here." : "Mount below /, not over it.";
    return { ok: false, message: `a ${values.type} mount can not have / as its target`, hint };
  }
  return { ok: true, mount: make(values, target, at) };
}

function make(values: MountValues, target: string, at: string): Mount {
  const { type, from = "", source = "", id = "", env, uid = 0, gid = 0, required = false } = values;
  const below = absolutePath("/", source);
  switch (type) {
    case "bind":
      return { type, ...(from && { from }), source: below, target: at, readonly: values.readonly ?? true };
    case "cache": {
      const rest = {
        sharing: values.sharing ?? "shared",
        readonly: values.readonly ?? false,
        mode: values.mode ?? 0o755,
        uid,
        gid,
      };
      // BuildKit names it by the target as written, cleaned but not joined to the WORKDIR.
      const name = id || cleanPath(target);
      return { type, id: name, ...(from && { from }), source: below, target: at, ...rest };
    }
    case "tmpfs":
      return { type, target: at, ...(values.size && { size: values.size }), readonly: values.readonly ?? false };
    case "secret": {
      const name = source || id || baseName(target);
      const file = target !== "" ? at : env === undefined ? `/run/secrets/${baseName(name)}` : undefined;
      const places = { ...(file !== undefined && { target: file }), ...(env !== undefined && { env }) };
      return { type, id: name, ...places, required, mode: values.mode ?? 0o400, uid, gid };
    }
    case "ssh": {
      const place = { ...(target && { target: at }), ...(target && target !== at && { written: target }) };
      return { type, id: id || "default", ...place, required, mode: values.mode ?? 0o600, uid, gid };
    }
  }
}

/** What each field allows alone may still not stand together. */
function misplaced(values: MountValues): { readonly ok: false; readonly message: string; readonly hint?: string } | undefined {
  const { type } = values;
  const refuse = (message: string, hint?: string) => ({ ok: false as const, message, ...(hint !== undefined && { hint }) });
  const stranger = mountKeys.find((key) => values[key] !== undefined && values[key] !== "" && !belongs(type, key));
  if (stranger) return refuse(`a ${type} mount takes no ${stranger}`);
  if (type === "secret") {
    if (!values.source && !values.target && !values.id) return refuse("a secret mount needs an id or a target", "Write id=NAME.");
    if (values.source && values.id)
      return refuse("a secret mount takes id or source, not both", "They are two names of one thing.");
  }
  return undefined;
}

/** Keys BuildKit refuses outside of some types; others are ignored where they mean nothing. */
function belongs(type: MountValues["type"], key: MountKey): boolean {
  switch (key) {
    case "mode":
    case "uid":
    case "gid":
      return type === "cache" || type === "secret" || type === "ssh";
    case "sharing":
      return type === "cache";
    case "from":
      return type !== "secret";
    case "source":
      return type !== "ssh";
    default:
      return true;
  }
}
