/**
 * What dbuilds that died left in the engine: containers, volumes, tags. Everything of dbuild's carries its session's id, and an id
 * says which process it is, so dead ones are told from live ones without guessing (store/session-id.ts). What nobody here can know
 * (another machine's, what another user's state folder tells of) is left alone.
 */
import type { ContainerSummary, Engine } from "../../engine/engine.ts";
import { hasBegun } from "../execution/adopt.ts";
import type { RunRecord } from "../execution/record.ts";
import { cacheTag, holdRepository, isHold, isWorkName, keptName, pushRepositories, readKeptName } from "../names.ts";
import { keptLine } from "./kept-line.ts";
import { type Rescue, rescue } from "./rescue.ts";

/** `session`: who sweeps. */
export type Sweep = Rescue & {
  readonly engine: Engine;
  /** The session's id at the start of a text. */
  readonly sessionIn: (text: string) => string | undefined;
  /** Is it sure that it is dead? */
  readonly isDead: (session: string) => boolean;
  /** Containers that sessions are known to have kept for a person, which they had no room to mark as such. */
  readonly kept: () => readonly string[];
  /** What sessions of this user have or had under work: whoever comes to the same RUN takes that up. */
  readonly underWork: () => readonly RunRecord[];
  /** Sessions known not to have ended in order: their tags are looked for, which costs an engine with many images some time. */
  readonly notEnded: readonly string[];
  /** Of that one nothing was found. */
  readonly ended: (session: string) => void;
};

/**
 * Sweeps once. Work of a person is never removed: an instruction's or a shell's container that had run is kept as a failed layer
 * first, one in which something runs is left alone, and one that was kept for a person stays as it is. Resolves with a line for each of those; never throws.
 */
export async function sweep({
  engine,
  session,
  holds,
  sessionIn,
  isDead,
  kept: keptFor,
  underWork,
  notEnded,
  ended,
}: Sweep): Promise<readonly string[]> {
  const dead = (text: string): string | undefined => {
    const found = sessionIn(text);
    return found !== undefined && found !== session && isDead(found) ? found : undefined;
  };
  const lines: string[] = [];
  const running = new Set<string>();
  const quietly = async <T>(work: Promise<T>): Promise<T | undefined> => work.catch(() => undefined);

  const found = {
    containers: quietly(containersOfDead(engine, dead)),
    volumes: quietly(engine.volumes("dbuild-")),
  };
  const suspects = new Set(notEnded.filter((each) => dead(each) !== undefined));
  /** What these asked the engine for may still be made: they are looked at once more. */
  const hadSomething = new Set<string>();

  /** Nobody types at it any more, and nothing else runs in it: what a person did there is on its disk. */
  const isIdleShell = async ({ id, name }: ContainerSummary): Promise<boolean> =>
    name.endsWith("-shell") && (await quietly(engine.processes(id))) === 1;
  const containers = async (): Promise<void> => {
    const all = (await found.containers) ?? [];
    const begun = new Set(all.flatMap(({ id, started }) => (started ? [id] : [])));
    for (const container of all) {
      const kept = readKeptName(container.name);
      if (kept !== undefined) {
        if (dead(kept.rest)) lines.push(keptLine(container.id, kept));
        continue;
      }
      const owner = dead(ownerOf(container));
      if (owner === undefined) continue;
      const record = underWork().find((each) => isPartOf(each, container));
      if (record !== undefined && (begun.has(record.container.id ?? "") || (await quietly(hasBegun(engine, record))) !== false)) {
        running.add(owner);
        // a dbuild that took it up has its record, and tells of it itself
        if (record.container.id === container.id && isDead(record.session)) lines.push(leftText(container, record));
        continue;
      }
      if (keptFor().includes(container.id)) {
        // how its session would have it saved is not known any more; its files can always be had
        await quietly(engine.rename(container.id, keptName(container.name, "files")));
        continue;
      }
      suspects.add(owner);
      hadSomething.add(owner);
      if (!isWork(container)) await quietly(engine.remove(container.id));
      else if (container.running && !(await isIdleShell(container))) {
        running.add(owner);
        lines.push(stillRuns(container));
      } else lines.push(...((await quietly(rescue({ engine, session, holds }, owner, container))) ?? []));
    }
  };
  const volumes = async (): Promise<void> => {
    for (const name of (await found.volumes) ?? []) {
      const owner = dead(name.slice("dbuild-".length));
      if (owner === undefined || underWork().some((each) => isLeased(each, "volume", name))) continue;
      suspects.add(owner);
      hadSomething.add(owner);
      // one that is in use stays
      await quietly(engine.removeVolume(name));
    }
  };
  const tags = async (): Promise<void> => {
    if (suspects.size === 0) return;
    const all = await quietly(engine.tags(holdRepository, pushRepositories));
    if (all === undefined) return;
    const ours = all.map((tag) => ({ tag, name: isHold(tag) ? tagOf(tag) : lastPart(tag) }));
    // the newest first, so that no image is left without a name below another one
    for (const { tag, name } of ours.sort((one, other) => compare(other.name, one.name))) {
      const owner = dead(name);
      if (owner === undefined || underWork().some((each) => isLeased(each, "tag", tag))) continue;
      const key = /-\d+-([0-9a-f]{64})$/.exec(tag)?.[1];
      // a whole layer whose builder died before it could tell the cache
      if (key !== undefined && !(await quietly(engine.image(cacheTag(key))))) await quietly(engine.tag(tag, cacheTag(key)));
      hadSomething.add(owner);
      await quietly(engine.untag(tag));
    }
    for (const owner of suspects) if (notEnded.includes(owner) && !running.has(owner) && !hadSomething.has(owner)) ended(owner);
  };
  // containers first: they stand on the images and use the volumes
  await containers();
  await volumes();
  await tags();
  return lines;
}

/**
 * Containers of owners that were dead before the list was made: one from before that may lack what an owner started last, and what that
 * uses would look like something nobody uses.
 */
async function containersOfDead(
  engine: Engine,
  dead: (text: string) => string | undefined,
): Promise<readonly ContainerSummary[]> {
  const deadOwner = (container: ContainerSummary) => dead(readKeptName(container.name)?.rest ?? ownerOf(container));
  const owners = new Set((await engine.containers("dbuild-")).map(deadOwner));
  owners.delete(undefined);
  if (owners.size === 0) return [];
  return (await engine.containers("dbuild-")).filter((container) => owners.has(deadOwner(container)));
}

/** A lock is called after what it locks, and says by a label whose it is. */
const ownerOf = ({ name, labels }: ContainerSummary): string => labels["dbuild.session"] ?? name.slice("dbuild-".length);
const tagOf = (ref: string): string => ref.slice(ref.lastIndexOf(":") + 1);
const lastPart = (ref: string): string => ref.slice(ref.lastIndexOf("/") + 1, ref.lastIndexOf(":"));
/** Numbers in names count as numbers. */
const compare = (one: string, other: string): number => one.localeCompare(other, "en", { numeric: true });

/** Its own container, or one that it holds. */
const isPartOf = (record: RunRecord, { id }: ContainerSummary): boolean =>
  record.container.id === id || isLeased(record, "container", id);

const isLeased = ({ leases, phase }: RunRecord, kind: "container" | "volume" | "tag", name: string): boolean =>
  phase !== "acquire" &&
  leases.some((lease) => lease.kind === kind && (lease.kind === "container" ? lease.id : "name" in lease && lease.name) === name);

/** It had begun. */
const isWork = ({ name, started }: ContainerSummary): boolean => started && isWorkName(name);

const leftText = ({ name, running }: ContainerSummary, { line }: RunRecord): string =>
  `a dbuild ended while line ${line} of a build ran, which ${running ? "still runs" : "has ended since"} (${name}): dbuild resume, or the same build again, goes on with it`;

const stillRuns = ({ name }: ContainerSummary): string =>
  `a dbuild that was killed left ${name.endsWith("-shell") ? "a shell" : "an instruction"} running: ` +
  `docker attach --no-stdin ${name} follows it, docker stop ${name} ends it`;
