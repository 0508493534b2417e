/** HostConfig of a container: what is mounted, its network and limits. Pure. */
import type { HostConfig, MountSettings } from "dockerode";
import type { ContainerSpec, MountSpec } from "../engine.ts";
import { logConfig } from "./logs.ts";

export function hostConfig(spec: ContainerSpec, mounts: readonly MountSettings[] = []): HostConfig {
  const { network, extraHosts = [], shmSize, ulimits = [], cgroupParent, privileged } = spec;
  const tmpfs = (spec.mounts ?? []).filter((mount) => mount.kind === "tmpfs");
  return {
    Init: false,
    // A mount of the user's keeps the engine's own away; a path through a file is never there, and what is not there is not mounted.
    ...(spec.imageHostname ? { Binds: ["/dev/null/hostname:/etc/hostname"] } : {}),
    LogConfig: logConfig(spec.keptLog),
    ...(mounts.length > 0 ? { Mounts: [...mounts] } : {}),
    ...(tmpfs.length > 0 ? { Tmpfs: Object.fromEntries(tmpfs.map((mount) => [mount.target, tmpfsOptions(mount)])) } : {}),
    ...(network ? { NetworkMode: network } : {}),
    // the container's name is an address of its own, with every network, and `localhost` its first name, as in BuildKit's /etc/hosts
    ...(joins(spec) ? {} : { ExtraHosts: [`localhost ${spec.hostname ?? "buildkitsandbox"}:127.0.0.1`, ...extraHosts] }),
    // the kernel's own, which BuildKit leaves alone and the engine opens; it refuses them where the network is the host's
    ...(network === "host" || joins(spec) ? {} : { Sysctls: { ...kernelDefaults, ...(spec.joined ? noTimeWait : {}) } }),
    ...(shmSize ? { ShmSize: shmSize } : {}),
    ...(ulimits.length > 0 ? { Ulimits: ulimits.map(({ name, soft, hard }) => ({ Name: name, Soft: soft, Hard: hard })) } : {}),
    ...(cgroupParent ? { CgroupParent: cgroupParent } : {}),
    // BuildKit's; newer engines hide more (/proc/interrupts)
    ...(privileged ? { Privileged: true } : { MaskedPaths: [...maskedPaths] }),
  };
}

/** Such a container has the names of the one it joins; engines refuse others. */
export const joins = ({ network }: Pick<ContainerSpec, "network">): boolean => network?.startsWith("container:") === true;

const noTimeWait = { "net.ipv4.tcp_max_tw_buckets": "0" } as const;
const kernelDefaults = { "net.ipv4.ip_unprivileged_port_start": "1024", "net.ipv4.ping_group_range": "1 0" } as const;

const maskedPaths = [
  ...["acpi", "asound", "kcore", "keys", "latency_stats", "timer_list", "timer_stats", "sched_debug", "scsi"].map(
    (name) => `/proc/${name}`,
  ),
  "/sys/firmware",
  "/sys/devices/virtual/powercap",
];

/** The engine adds noexec and nodev of its own where it is not told otherwise; BuildKit's has nosuid only. */
function tmpfsOptions({ size, readonly }: Extract<MountSpec, { readonly kind: "tmpfs" }>): string {
  return [readonly ? "ro" : "rw", "exec", "dev", "nosuid", "mode=1777", ...(size ? [`size=${size}`] : [])].join(",");
}
