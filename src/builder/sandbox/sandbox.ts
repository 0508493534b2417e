/**
 * The sandbox of a RUN, what it finds around it: environment, mounts, network, limits. Made ready just before, for the instruction and for a debug
 * shell in its place alike, and cleared away afterwards.
 */
import { bytesOfText } from "../../dockerfile/bytes.ts";
import type { RunInstruction } from "../../dockerfile/program.ts";
import type { ContainerSpec, MountSpec } from "../../engine/engine.ts";
import { proxyEnv } from "../args.ts";
import { type Leases, leasesOf } from "../execution/lease.ts";
import { argvOf } from "../instructions/metadata.ts";
import { surroundings } from "../instructions/run.ts";
import { attemptContainer, chainKey, onTopOf } from "../layer.ts";
import { StepProblem } from "../problem.ts";
import { isPlainRoot } from "../run-user.ts";
import { lookupIn } from "../stage-variables.ts";
import type { BuildState, StageState } from "../state.ts";
import type { BuildContext, StepContext } from "../step-context.ts";
import { openSocket } from "./agent-socket.ts";
import { type HeldCaches, holdCache } from "./cache-volume.ts";
import { findSource, type Ready, type Source } from "./mount-source.ts";
import { ownName, resolverFile, wantsResolver } from "./network-files.ts";
import { envToCommit, giveEnv, starterPath } from "./private-env.ts";
import { type AskedMount, readMounts } from "./read-mounts.ts";
import { readSecret } from "./read-secret.ts";
import { secretParts } from "./redact.ts";
import { type Limits, limitsKey, limitsOf } from "./run-limits.ts";
import { cleanerIn, openScratchVolume, type ScratchVolume } from "./scratch-volume.ts";

/** The mounts of one RUN, looked up but not made. `key`: what of them counts for its layer. `stage`: where it reads from holds too. */
export type AskedMounts = {
  readonly instruction: RunInstruction;
  readonly list: readonly { readonly mount: AskedMount; readonly source?: Source }[];
  readonly key: readonly unknown[];
  readonly stage: StageState;
};

export type Sandbox = {
  readonly spec: Omit<ContainerSpec, "image" | "name" | "argv">;
  /** Parts of secret values that may not be shown. */
  readonly hidden: readonly string[];
  /** Mount points that the image did not have, deepest first, and the program that removes them. */
  readonly stubs: readonly string[];
  readonly cleaner: MountSpec | undefined;
  /** Words that come before a program's own, and what standard input brings them: they give it the variables that are not in `spec`. */
  readonly before: readonly string[];
  readonly input?: Uint8Array;
  /** Env to commit a container of it with; undefined where it has no variables that are not the image's. */
  readonly commitEnv?: readonly string[];
  /** What is held for it. */
  readonly leases: Leases;
  /** Gives that back. Call it when the container is gone. */
  close(): Promise<void>;
};

/** Reads the flags and finds what they name. Throws StepProblem, UserError. */
export async function askMounts(
  ctx: StepContext,
  instruction: RunInstruction,
  state: BuildState,
  stage: StageState,
): Promise<AskedMounts> {
  const list: { mount: AskedMount; source?: Source }[] = [];
  const key: unknown[] = [];
  let base = stage;
  for (const asked of readMounts(instruction, stage, ctx.program.escape)) {
    const mount = fromStageScratch(ctx, asked);
    const { type } = mount;
    const files = type === "bind" || (type === "cache" && mount.from !== undefined);
    const source = files ? await findSource(ctx, state, mount) : undefined;
    if (source?.stage) base = onTopOf(base, source.stage);
    list.push({ mount, ...(source && { source }) });
    // what is in a cache or a secret does not count, a bind's content does (BuildKit)
    key.push([mount, type === "bind" ? source?.key : ""]);
  }
  const { script } = instruction;
  if (script) key.push(["script", script.name, script.content]);
  key.push(...limitsKey(limitsOf(ctx.request, instruction), ctx.buildArgs.BUILDKIT_SANDBOX_HOSTNAME));
  return { instruction, list, key, stage: base };
}

/** A cache begins with what `scratch` is, and that may be a stage (BuildKit; lint: ReservedStageName). */
function fromStageScratch({ program }: BuildContext, mount: AskedMount): AskedMount {
  const applies = mount.type === "cache" && mount.from === undefined && program.stages.some(({ name }) => name === "scratch");
  return applies ? { ...mount, from: "scratch" } : mount;
}

/** For whom: without `secrets` there is neither a secret nor the agent; at a `terminal` standard input is a person's. */
export type Wanted = { readonly secrets?: boolean; readonly terminal?: boolean };

/** Values of the RUN's secrets, and of proxies, that may not be shown. Throws StepProblem for a secret that cannot be read. */
export function hiddenValues({ buildArgs, request }: BuildContext, { stage, list }: AskedMounts): readonly string[] {
  const declared = new Set(stage.args.map(({ name }) => name));
  const undeclared = proxyEnv(buildArgs).filter((entry) => !declared.has(entry.split("=", 1)[0] ?? ""));
  const secrets = list.flatMap(({ mount }) => (mount.type === "secret" ? (readSecret(request, mount.id, false) ?? []) : []));
  return [...undeclared.flatMap(proxyParts), ...secrets.flatMap((value) => secretParts(value.toString()))];
}

/** Throws StepProblem; nothing is left behind then. */
export async function openSandbox(
  ctx: StepContext,
  asked: AskedMounts,
  image: string | undefined,
  wanted: Wanted = {},
): Promise<Sandbox> {
  const leases = leasesOf(ctx);
  try {
    const made = await makeSandbox(ctx, asked, leases, { image, ...wanted });
    const commitEnv = envToCommit(made.spec.env, asked.stage.config.Env);
    return { ...made, ...(commitEnv && { commitEnv }), leases, close: leases.release };
  } catch (error) {
    await leases.release();
    throw error;
  }
}

type Made = Omit<Sandbox, "commitEnv" | "leases" | "close">;

async function makeSandbox(
  ctx: StepContext,
  asked: AskedMounts,
  leases: Leases,
  { image, secrets = true, terminal = false }: Wanted & { readonly image: string | undefined },
): Promise<Made> {
  const { instruction, stage } = asked;
  const limits = limitsOf(ctx.request, instruction);
  const { proxies, ...around } = surroundings(ctx, stage);
  const hidden = hiddenValues(ctx, secrets ? asked : { ...asked, list: [] });
  const env = [...(around.env ?? [])];
  const confidential = [...proxies];
  const hostname = ownName(ctx);
  const spec = { ...around, ...limits, ...(hostname && { hostname }) };
  const asksResolver = wantsResolver([...argvOf(instruction.command, stage.config), instruction.script?.content ?? ""]);
  const workdir = around.workdir || "/";
  const ofUser = workdir !== "/" && !isPlainRoot({ user: stage.config.User ?? "", workdir });
  const looks = asked.list.length > 0 || instruction.script || asksResolver;
  const works = looks || (proxies.length > 0 && (terminal || ofUser));
  if (!works) {
    const { before, input, mounts, env: open } = await giveEnv(ctx, { env, hidden: confidential }, undefined);
    const all = { ...spec, env: open, ...(mounts.length > 0 && { mounts }) };
    return { spec: all, before, ...(input && { input }), hidden, stubs: [], cleaner: undefined };
  }
  const mayHide = terminal || (secrets && asked.list.some(({ mount }) => mount.type === "secret"));
  const scratch = await openScratchVolume(ctx, leases, { name: attemptContainer(ctx, "files"), image, secrets: mayHide });
  const mounts: MountSpec[] = [];
  const caches: HeldCaches = { volumes: new Map(), leases };
  for (const { mount, source } of asked.list) {
    switch (mount.type) {
      case "bind":
        mounts.push(bindMount(scratch, mount, await source?.ready(leases)));
        break;
      case "cache":
        mounts.push(await holdCache(ctx, mount, source, caches));
        break;
      case "tmpfs": {
        const { target, size, readonly } = mount;
        mounts.push({ kind: "tmpfs", target, ...(size && { size }), readonly });
        break;
      }
      case "secret": {
        const value = secrets ? readSecret(ctx.request, mount.id, mount.required) : undefined;
        const { target, env: name, mode, uid, gid } = mount;
        if (name !== undefined) env.push(`${name}=${value?.toString() ?? ""}`);
        if (name !== undefined && value) confidential.push(`${name}=${value.toString()}`);
        if (target !== undefined && value) mounts.push(scratch.add({ content: value, mode, uid, gid }, target, "secret"));
        break;
      }
      case "ssh": {
        if (
          lookupIn(stage.variables)("SSH_AUTH_SOCK") === undefined &&
          !env.some((entry) => entry.startsWith("SSH_AUTH_SOCK="))
        ) {
          // a relative one is told as it is written (BuildKit)
          env.push(`SSH_AUTH_SOCK=${mount.written ?? mount.target}`);
        }
        const socket = secrets ? await openSocket(ctx, leases, mount) : undefined;
        if (socket) mounts.push(socket);
      }
    }
  }
  if (instruction.script) {
    const { name, content } = instruction.script;
    const file = { content: bytesOfText(content), mode: 0o755, uid: 0, gid: 0 };
    mounts.push(scratch.add(file, `/dev/pipes/${name}`));
  }
  const { network } = limits;
  if (asksResolver) mounts.push(...(await resolverFile(ctx, { scratch, mounts, network })));
  const given = await giveEnv(ctx, { env, hidden: confidential }, terminal ? scratch : undefined);
  const stubs = [...(await stubsOf(scratch, mounts))];
  // a working directory is made for the user before the start (run-user.ts), and the engine makes the mount points for that, too
  const made = ofUser && given.mounts.length > 0 && (await scratch.missing(workdir)).length > 0;
  if (made) stubs.push(starterPath);
  const cleaner = stubs.length === 0 ? undefined : await cleanerIn(ctx, scratch);
  await scratch.write();
  const { before, input } = given;
  const all = { ...spec, env: given.env, mounts: [...mounts, ...given.mounts] };
  return { spec: all, before, ...(input && { input }), hidden, stubs, cleaner };
}

/** What a shell finds in a layer that no RUN made: the stage's environment, at a terminal. Throws StepProblem. */
export async function bareSandbox(
  ctx: StepContext,
  { stage, image, limits }: { readonly stage: StageState; readonly image: string | undefined; readonly limits: Limits },
): Promise<Sandbox> {
  const { proxies, env = [], ...around } = surroundings(ctx, stage);
  const hostname = ownName(ctx);
  const leases = leasesOf(ctx);
  const sandboxOf = (open: readonly string[], mounts: readonly MountSpec[], before: readonly string[]): Sandbox => {
    const spec = { ...around, ...limits, ...(hostname && { hostname }), env: open, ...(mounts.length > 0 && { mounts }) };
    const commitEnv = envToCommit(open, stage.config.Env);
    const nothing = { hidden: [], stubs: [], cleaner: undefined, leases, close: leases.release };
    return { spec, before, ...nothing, ...(commitEnv && { commitEnv }) };
  };
  if (proxies.length === 0) return sandboxOf(env, [], []);
  try {
    const scratch = await openScratchVolume(ctx, leases, { name: attemptContainer(ctx, "files"), image, secrets: true });
    const given = await giveEnv(ctx, { env, hidden: proxies }, scratch);
    await scratch.write();
    return sandboxOf(given.env, given.mounts, given.before);
  } catch (error) {
    await leases.release();
    throw error;
  }
}

function bindMount(
  scratch: ScratchVolume,
  { target, readonly }: { readonly target: string; readonly readonly: boolean },
  ready: Ready | undefined,
): MountSpec {
  if (!ready) throw new Error("a bind mount has a source");
  const { image, path } = ready;
  if (image !== undefined) return { kind: "image", image, path, target, readonly };
  if (path !== "/") throw new StepProblem(`"${path}": not found`, "that stage is empty");
  return scratch.empty(target, readonly);
}

/** Below these the engine mounts file systems of its own, so nothing stays. */
const passing = /^\/(?:dev|proc|sys)(?:\/|$)/;

async function stubsOf(scratch: ScratchVolume, mounts: readonly MountSpec[]): Promise<readonly string[]> {
  const paths = new Set<string>();
  for (const { target } of mounts) {
    if (!passing.test(target)) for (const path of await scratch.missing(target)) paths.add(path);
  }
  const depth = (path: string) => path.split("/").length;
  return [...paths].filter((path) => !passing.test(path)).sort((one, other) => depth(other) - depth(one));
}

/** Who a proxy is asked as: an address that names somebody, and the password in it by itself. Any other address is no secret. */
export function proxyParts(entry: string): readonly string[] {
  const value = entry.slice(entry.indexOf("=") + 1);
  const [, user = "", password] = /^(?:[a-z][\w+.-]*:\/\/)?([^/@:]*)(?::([^/@]*))?@/i.exec(value) ?? [];
  const secret = password ?? user;
  return secret === "" ? [] : [value, secret, decoded(secret)].flatMap(secretParts);
}

/** As programs tell it that have read the address. */
function decoded(password: string): string {
  try {
    return decodeURIComponent(password);
  } catch {
    return password;
  }
}

/** Key of a RUN's layer with its mounts. */
export const withMounts = (key: string, asked: AskedMounts): string =>
  asked.key.length === 0 ? key : chainKey(key, "mounts", asked.key);
