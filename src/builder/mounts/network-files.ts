/**
 * /etc/hosts and /etc/resolv.conf of a RUN cannot be written to, and the first names the sandbox (BuildKit). The engine mounts
 * files of its own, which can be written to and tell other names: where a RUN may look, ours lie over them, read-only.
 */
import { readTar } from "../../context/tar-read.ts";
import type { Engine, MountSpec } from "../../engine/engine.ts";
import { runToEnd } from "../execution/run-to-end.ts";
import { attemptContainer } from "../layer.ts";
import type { StepContext } from "../step-context.ts";
import { cleanerIn, openWorkplace, type Workplace } from "./files.ts";
import type { Limits } from "./limits.ts";

type Network = Limits["network"];

const hosts = "/etc/hosts";
const resolver = "/etc/resolv.conf";

export type NetworkFiles = { readonly hosts: boolean; readonly resolver: boolean };

/** Whether a RUN is worth the calls: only one whose text names such a file, or asks for hosts, is suspected to look. */
export function wantsNetworkFiles(texts: readonly string[]): NetworkFiles {
  const says = (what: RegExp) => texts.some((text) => what.test(text));
  return { hosts: says(/hosts/i), resolver: says(/resolv/i) };
}

/** Mounts that are the user's own, or hide the folder, come first. `hostname`: of the container. */
export async function networkFiles(
  ctx: StepContext,
  place: Workplace,
  wants: NetworkFiles,
  { mounts, hostname, network }: { readonly mounts: readonly MountSpec[]; readonly hostname: string; readonly network?: Network },
): Promise<readonly MountSpec[]> {
  const free = (path: string) => !mounts.some(({ target }) => target === path || target === "/etc");
  const own = (content: string, target: string) =>
    place.add({ content: Buffer.from(content), mode: 0o644, uid: 0, gid: 0 }, target);
  const table = wants.hosts && free(hosts) ? hostsText(hostname, ctx.request.run.extraHosts) : undefined;
  const servers = wants.resolver && free(resolver) ? await resolverText(ctx, network) : undefined;
  return [...(table === undefined ? [] : [own(table, hosts)]), ...(servers === undefined ? [] : [own(servers, resolver)])];
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
  const place = await openWorkplace(ctx, name, undefined);
  try {
    const program = await cleanerIn(ctx, place);
    if (program === undefined) return undefined;
    await place.write();
    const spec = { image: undefined, name: `${name}-run`, argv: [program.target], mounts: [program] };
    const container = await engine.create({ ...spec, ...(network !== undefined && { network }) });
    try {
      await runToEnd(engine, container);
      return await textOf(engine, container, resolver);
    } finally {
      await engine.remove(container);
    }
  } finally {
    await place.close();
  }
}

async function textOf(engine: Engine, container: string, path: string): Promise<string | undefined> {
  for await (const { entry, read } of readTar(await engine.read(container, path))) {
    if (entry.type !== "file") return undefined;
    const parts: Uint8Array[] = [];
    for await (const part of read()) parts.push(part);
    const lines = Buffer.concat(parts).toString().split("\n");
    return lines
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => `${line}\n`)
      .join("");
  }
  return undefined;
}
