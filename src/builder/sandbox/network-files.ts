/**
 * /etc/hosts and /etc/resolv.conf of a RUN cannot be written to, and the first names the sandbox (BuildKit). The engine mounts
 * files of its own, which can be written to and tell other names and addresses. Every RUN has our /etc/hosts in their place, and
 * our /etc/resolv.conf where it may look: only a container that ran tells what is in that.
 */
import type { Engine, MountSpec } from "../../engine/engine.ts";
import { leasesOf } from "../execution/lease.ts";
import { runToEnd } from "../execution/run-to-end.ts";
import { attemptContainer } from "../layer.ts";
import type { StepContext } from "../step-context.ts";
import { type PooledNetwork, resolverOf } from "./network-pool.ts";
import type { Limits } from "./run-limits.ts";
import { cleanerIn, openScratchVolume, type ScratchVolume } from "./scratch-volume.ts";

type Network = Limits["network"];

const hosts = "/etc/hosts";
const resolver = "/etc/resolv.conf";

/** Whether a RUN is worth the calls: only one whose text names the file is suspected to look. */
export const wantsResolver = (texts: readonly string[]): boolean => texts.some((text) => /resolv/i.test(text));

/** Mounts that are the user's own, or hide the folder, come first. */
const isFree = (path: string, mounts: readonly MountSpec[]): boolean =>
  !mounts.some(({ target }) => target === path || target === "/etc");

/** The name of a RUN's machine, where no build argument gives another. */
const sandboxName = "buildkitsandbox";

/** How its machine is called; "": as all are. */
export const ownName = ({ buildArgs }: Pick<StepContext, "buildArgs">): string => buildArgs.BUILDKIT_SANDBOX_HOSTNAME ?? "";

/** /etc/hosts of a RUN with these mounts. Undefined where only the engine knows an address, or the RUN mounts its own. */
export function hostsMount(ctx: StepContext, mounts: readonly MountSpec[]): MountSpec | undefined {
  const text = isFree(hosts, mounts) ? hostsText(ownName(ctx) || sandboxName, ctx.request.run.extraHosts) : undefined;
  return text === undefined ? undefined : { kind: "file", content: Buffer.from(text), mode: 0o644, target: hosts };
}

/** /etc/resolv.conf of a RUN in a network of the pool. Undefined where the RUN mounts its own. */
export const pooledResolver = ({ resolver: text }: PooledNetwork, mounts: readonly MountSpec[]): MountSpec | undefined =>
  isFree(resolver, mounts) ? { kind: "file", content: Buffer.from(text), mode: 0o644, target: resolver } : undefined;

export async function resolverFile(
  ctx: StepContext,
  {
    scratch,
    mounts,
    network,
  }: { readonly scratch: ScratchVolume; readonly mounts: readonly MountSpec[]; readonly network: Network },
): Promise<readonly MountSpec[]> {
  const text = isFree(resolver, mounts) ? await resolverText(ctx, network) : undefined;
  return text === undefined ? [] : [scratch.add({ content: Buffer.from(text), mode: 0o644, uid: 0, gid: 0 }, resolver)];
}

/** `extra` as `name:address`. Undefined where only the engine knows an address. */
export function hostsText(hostname: string, extra: readonly string[]): string | undefined {
  const lines = extra.map((entry) => [entry.slice(entry.indexOf(":") + 1), entry.slice(0, entry.indexOf(":"))]);
  if (lines.some(([address]) => address === "host-gateway")) return undefined;
  const all = [["127.0.0.1", `localhost ${hostname}`], ["::1", "localhost ip6-localhost ip6-loopback"], ...lines];
  return all.map((line) => `${line.join("\t")}\n`).join("");
}

const known = new WeakMap<Engine, Map<string, Promise<string | undefined>>>();

/** What the engine writes for a container in `network`, without its remarks. Asked once: a container must run for it. */
function resolverText(ctx: StepContext, network: Network): Promise<string | undefined> {
  const texts = known.get(ctx.engine) ?? new Map<string, Promise<string | undefined>>();
  known.set(ctx.engine, texts);
  const found = texts.get(network ?? "") ?? askResolver(ctx, network).catch(() => undefined);
  texts.set(network ?? "", found);
  return found;
}

async function askResolver(ctx: StepContext, network: Network): Promise<string | undefined> {
  const { engine } = ctx;
  const name = attemptContainer(ctx, "resolver");
  const leases = leasesOf(ctx);
  try {
    const scratch = await openScratchVolume(ctx, leases, { name, image: undefined });
    const program = await cleanerIn(ctx, scratch);
    if (program === undefined) return undefined;
    await scratch.write();
    const spec = { image: undefined, name: `${name}-run`, argv: [program.target], mounts: [program] };
    const container = await engine.create({ ...spec, ...(network !== undefined && { network }) });
    try {
      await runToEnd(engine, container);
      return await resolverOf(engine, container);
    } finally {
      await engine.remove(container);
    }
  } finally {
    await leases.release();
  }
}
