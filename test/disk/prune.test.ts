/** A whole pruning, on the engine in memory with what real sessions left there. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { cacheTag, cacheVolume, containerName, failedTag, holdTag } from "../../src/builder/names.ts";
import { asText } from "../../src/cli/disk/prune.ts";
import { type Pruning, prune } from "../../src/cli/disk/pruning.ts";
import { newSessionId } from "../../src/store/session-id.ts";
import { createMemoryEngine, type MemoryEngine } from "../helpers/memory-engine.ts";
import { memorySession } from "../helpers/memory-session.ts";

const living = newSessionId(new Date());
/** Of this machine, and of a process that is not there. */
const dead = living.replace(/-[0-9a-z]+-[0-9a-z]+-([0-9a-z]{3})$/, "-zzzzz-1-$1");
const state = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-prune-"));
const env = { XDG_STATE_HOME: state, XDG_CACHE_HOME: path.join(state, "cache") };
afterEach(() => fs.rmSync(state, { recursive: true, force: true }));

const pruning = (engine: MemoryEngine, more: Partial<Pruning> = {}): Pruning => ({
  engine,
  env,
  wish: { all: false },
  dryRun: false,
  onlyCache: false,
  agrees: async () => false,
  signal: new AbortController().signal,
  ...more,
});
const names = async (engine: MemoryEngine): Promise<readonly string[]> => [
  ...(await engine.images()).flatMap(({ id, tags }) => (tags.length === 0 ? [id] : tags)),
  ...(await engine.containers("")).map(({ name }) => name),
  ...(await engine.volumes("")),
];

/** A layer of its own under `tag`. */
async function layer(engine: MemoryEngine, tag: string, image = "busybox:latest"): Promise<string> {
  const container = await engine.create({ image, name: `maker ${tag}` });
  const { Readable } = await import("node:stream");
  const { pack } = await import("tar-stream");
  const writer = pack();
  writer.entry({ name: `file-${tag.replace(/\W/g, "-")}` }, "x".repeat(1000));
  writer.finalize();
  await engine.write(container, Readable.from(writer));
  const { id } = await engine.commit(container, tag);
  await engine.remove(container);
  return id;
}

/** What a dbuild that died may leave, one of each. */
async function leftovers(engine: MemoryEngine, session: string): Promise<void> {
  await layer(engine, holdTag(session, 1));
  await layer(engine, failedTag(session, 3, 1));
  await engine.create({ image: "busybox:latest", name: containerName(session, 4, 1, "look") });
  // in memory, as that of secrets
  await engine.createVolume(containerName(session, 4, 1, "files-secrets"), { memory: 1000 });
}

describe("prune", () => {
  it("removes what the dead left, keeps a person's work without a yes, and touches nothing of the living", async () => {
    const engine = createMemoryEngine();
    await leftovers(engine, dead);
    await leftovers(engine, living);
    const before = await names(engine);
    const dry = await prune(pruning(engine, { dryRun: true }));
    expect(await names(engine)).toEqual(before);
    const { gone, asked, failed, freed } = await prune(pruning(engine));
    expect(gone).toEqual(dry.gone);
    expect(gone.map(({ type }) => type)).toEqual(["container", "volume", "tag"]);
    expect([failed, freed]).toEqual([[], 1000]);
    expect(asked.map(({ item }) => item.name)).toEqual([failedTag(dead, 3, 1)]);
    const after = await names(engine);
    expect(after.filter((name) => name.includes(dead))).toEqual([failedTag(dead, 3, 1)]);
    expect(after.filter((name) => name.includes(living))).toEqual(before.filter((name) => name.includes(living)));
    await prune(pruning(engine, { agrees: async () => true }));
    expect((await names(engine)).filter((name) => name.includes(dead))).toEqual([]);
  });

  it("leaves nothing of dbuild with --all, of whole sessions and of this machine", async () => {
    const story = memorySession({
      text: "FROM busybox\nRUN --mount=type=cache,target=/c one\nCOPY f /f\nRUN --mount=type=bind,target=/x two\nRUN three\n",
      files: { f: "f" },
    });
    story.fails("three", 3);
    await story.at({ name: "continue" });
    await story.at({ name: "accept" });
    await story.close();
    const { engine } = story;
    await leftovers(engine, dead);
    await engine.tag(await layer(engine, cacheTag("1")), "moved:1");
    await engine.untag("moved:1");
    await layer(engine, cacheTag("1"));
    await engine.createVolume("dbuild-tools");
    await engine.createVolume(cacheVolume("0".repeat(64), 0));
    const own = path.join(state, "dbuild", "sessions", dead);
    fs.mkdirSync(own, { recursive: true });
    fs.mkdirSync(path.join(state, "dbuild", "context-hashes"));
    expect(fs.readdirSync(path.join(state, "dbuild", "sessions"))).toEqual([dead]);
    // the session in memory has the id of a test, not of a process: its layers by hand are nobody's
    const { failed } = await prune(pruning(engine, { wish: { all: true }, agrees: async () => true }));
    expect(failed).toEqual([]);
    expect((await names(engine)).filter((name) => name !== "busybox:latest")).toEqual([]);
    expect(fs.readdirSync(path.join(state, "dbuild", "sessions"))).toEqual([]);
    expect(fs.existsSync(path.join(state, "dbuild", "context-hashes"))).toBe(false);
  });

  it("keeps what moved, or is used, since it looked", async () => {
    const engine = createMemoryEngine();
    const old = { wish: { all: false, cacheBefore: Date.now() / 1000 + 60 } };
    const images = [await layer(engine, cacheTag("1")), await layer(engine, cacheTag("2")), await layer(engine, cacheTag("3"))];
    const between: MemoryEngine = {
      ...engine,
      // somebody acts as soon as the list is read
      images: async () => {
        const list = await engine.images();
        await engine.tag("busybox:latest", cacheTag("1"));
        await engine.tag(images[1] as string, holdTag(living, 7));
        return list;
      },
    };
    const { gone, failed } = await prune(pruning(between, old));
    expect(gone.map(({ name }) => name)).toEqual([cacheTag("3")]);
    expect(failed.map(({ item, why }) => [item.name, why]).sort()).toEqual([
      [cacheTag("1"), "its name moved to another image meanwhile"],
      [cacheTag("2"), "a build that began meanwhile uses it"],
    ]);
    expect(await engine.tags("dbuild-cache")).toEqual([cacheTag("1"), cacheTag("2")]);
  });

  it("leaves a container to the session that has taken it up meanwhile", async () => {
    const engine = createMemoryEngine();
    const [helper, name] = [containerName(dead, 3, 1, "look"), containerName(dead, 3, 1, "run")];
    const id = await engine.create({ image: "busybox:latest", name, argv: ["true"] });
    await engine.start(id);
    await engine.wait(id);
    const sessions = path.join(state, "dbuild", "sessions");
    const runs = path.join(sessions, dead, "runs");
    fs.mkdirSync(runs, { recursive: true });
    fs.writeFileSync(path.join(runs, "1.json"), JSON.stringify({ container: { name, id }, leases: [] }));
    const take = () => fs.renameSync(path.join(sessions, dead), path.join(sessions, living));
    const all = { wish: { all: true } };
    // while the person is asked
    const agrees = async () => {
      take();
      return true;
    };
    await prune(pruning(engine, { ...all, agrees }));
    expect((await engine.containers("")).map((each) => each.name)).toEqual([name]);
    fs.renameSync(path.join(sessions, living), path.join(sessions, dead));
    await engine.remove(id);
    await engine.create({ image: "busybox:latest", name: helper });
    const again = await engine.create({ image: "busybox:latest", name, argv: ["true"] });
    await engine.start(again);
    await engine.wait(again);
    fs.writeFileSync(path.join(runs, "1.json"), JSON.stringify({ container: { name, id: again }, leases: [] }));
    // between the look and the removal: as the one before it goes
    const between: MemoryEngine = {
      ...engine,
      remove: async (which) => {
        await engine.remove(which);
        take();
      },
    };
    const { gone, failed } = await prune(pruning(between, { ...all, agrees: async () => true }));
    expect(gone.map((item) => item.name)).toContain(helper);
    expect(failed.map(({ item, why }) => [item.name, why])).toEqual([[name, "a session goes on with it"]]);
    expect((await engine.containers("")).map((each) => each.name)).toEqual([name]);
  });

  it("says what the engine refuses, and goes on", async () => {
    const engine = createMemoryEngine();
    await engine.createVolume("dbuild-tools");
    await engine.create({
      image: "busybox:latest",
      name: "somebody's",
      mounts: [{ kind: "volume", volume: "dbuild-tools", path: "", target: "/t", readonly: true }],
    });
    await engine.createVolume(cacheVolume("0".repeat(64), 0));
    const pruned = await prune(pruning(engine, { wish: { all: true } }));
    expect(await engine.volumes("dbuild-")).toEqual(["dbuild-tools"]);
    const text = asText(pruned, { dryRun: false, all: true });
    expect(text).toContain("  dbuild-tools: remove dbuild-tools: volume is in use");
    expect(text.at(-1)).toBe("removed 1 volume, 0 B");
  });

  it("applies the policy to the cache alone", async () => {
    const engine = createMemoryEngine();
    await leftovers(engine, dead);
    await layer(engine, cacheTag("1"));
    const before = (await names(engine)).filter((name) => name !== cacheTag("1"));
    const { gone } = await prune(pruning(engine, { onlyCache: true, wish: { all: false, keepBytes: 0 } }));
    expect(gone.map(({ name }) => name)).toEqual([cacheTag("1")]);
    expect(await names(engine)).toEqual(before);
  });
});
