/** Why steps are cached or not, over builds of one Dockerfile: on the real driver, an engine in memory, and the state folder. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makePlan } from "../../../src/builder/plan/make-plan.ts";
import { createDriver } from "../../../src/debugger/driver.ts";
import { outputsIn } from "../../../src/debugger/outputs.ts";
import { newSession, type Session } from "../../../src/debugger/session.ts";
import { inputMemory, type KnownInputs } from "../../../src/debugger/why/input-memory.ts";
import { notCachedPhrase, whyAt } from "../../../src/debugger/why/why.ts";
import { inputsOf } from "../../../src/store/inputs.ts";
import { contextOn } from "../../helpers/memory-context.ts";
import { createMemoryEngine, type MemoryEngine } from "../../helpers/memory-engine.ts";
import { linux } from "../../helpers/plans.ts";

const text = `FROM busybox AS build
ARG VERSION=1
ARG API_TOKEN
ARG HTTPS_PROXY
ENV MODE=fast
RUN one
COPY src /src
RUN two
FROM busybox
COPY --from=build /made-two /
`;

let folder = "";
let engine: MemoryEngine;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-why-"));
  fs.mkdirSync(path.join(folder, "src"));
  file("main.c", "int main;");
  file("other.c", "int other;");
  engine = createMemoryEngine({
    program: (argv, { tree }) => {
      tree.set(`/made-${argv.at(-1)}`, { ...(tree.get("/bin/sh") as NonNullable<ReturnType<typeof tree.get>>) });
      return 0;
    },
  });
  engine.add("busybox", { files: { "/bin/sh": "sh" } });
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const file = (name: string, content: string) => fs.writeFileSync(path.join(folder, "src", name), content);

type Built = { readonly session: Session; readonly known: KnownInputs };
type Options = { readonly buildArgs?: Record<string, string>; readonly noCache?: boolean; readonly address?: string };

/** One build of the Dockerfile, as a process of its own would do it. */
async function build(dockerfile: string, { buildArgs = {}, noCache = false, address = "memory:" }: Options = {}): Promise<Built> {
  const replan = (next: string) => makePlan(next, { buildArgs, platformArgs: linux });
  const made = replan(dockerfile);
  if (!made.ok) throw new Error("the Dockerfile is wrong");
  const base = { ...contextOn(engine, folder), buildArgs, noCache };
  const inputs = inputMemory({
    memory: inputsOf({ XDG_STATE_HOME: path.join(folder, "state") }, path.join(folder, "Dockerfile")),
    plan: () => driver.session().plan,
    replan,
    values: base,
    engine: address,
  });
  const driver = createDriver(newSession("s", made.plan), {
    tags: [],
    outputs: outputsIn(path.join(folder, "logs")),
    now: Date.now,
    build: { ...base, hearInputs: inputs.hear },
  });
  driver.subscribe(() => inputs.observe(driver.session()));
  driver.dispatch({ type: "run", goal: { kind: "continue" }, now: 0 });
  const session = await driver.idle();
  expect(session.status.kind).toBe("done");
  await driver.settled();
  return { session, known: inputs.known() };
}

/** About the step of that line of the Dockerfile. */
function at({ session, known }: Built, line: number) {
  const step = session.plan.steps.find(({ instruction }) => instruction.span.line === line)?.index ?? -1;
  const { title, rows, cause } = whyAt(session, step, known);
  const causeLine = session.plan.steps.find(({ id }) => id === cause)?.instruction.span.line;
  const changed = rows.filter(({ sign }) => sign !== "").map(({ sign, name, value }) => `${sign} ${name}: ${value}`);
  return { title, changed, rows, cause: causeLine, phrase: notCachedPhrase(session, step, known) };
}

const stored = (): string => {
  const inputs = path.join(folder, "state/dbuild/inputs");
  return fs.readFileSync(path.join(inputs, fs.readdirSync(inputs)[0] ?? ""), "utf8");
};

describe("the first build, and one of the same", () => {
  it("says that nothing is remembered, then what the layer is of", async () => {
    const first = at(await build(text), 6);
    expect(first.title).toBe(
      "Not cached: no earlier build of this Dockerfile is remembered, and there is no layer of these inputs.",
    );
    expect(first.phrase).toBeUndefined();
    const again = at(await build(text), 6);
    expect(again.title).toMatch(/^Cached: there is a layer of the same inputs, made \d{4}-\d\d-\d\d \d\d:\d\d UTC\.$/);
    expect(again.changed).toEqual([]);
    expect(again.rows.map(({ name, value }) => `${name}: ${value}`)).toEqual(
      expect.arrayContaining(["stands on: step 1, line 1: FROM busybox AS build", "arg VERSION: 1", "env MODE: fast"]),
    );
  });

  it("writes nothing where nothing has changed", async () => {
    await build(text);
    const inputs = path.join(folder, "state/dbuild/inputs");
    const before = fs.statSync(path.join(inputs, fs.readdirSync(inputs)[0] ?? "")).ino;
    const built = await build(text);
    expect(fs.statSync(path.join(inputs, fs.readdirSync(inputs)[0] ?? "")).ino).toBe(before);
    expect(at(built, 5).title).toMatch(/^ENV makes no layer, so nothing is looked up for it/);
    expect(at(built, 1).title).toBe("The base image is the one of last time.");
  });
});

describe("what has changed", () => {
  it("files: their content, those that came, those that went; and what stands on them", async () => {
    await build(text);
    file("main.c", "int other_main;");
    file("new.c", "");
    fs.rmSync(path.join(folder, "src/other.c"));
    const built = await build(text);
    expect(at(built, 6).title).toMatch(/^Cached/);
    expect(at(built, 7)).toMatchObject({
      title: "Not cached: /src/main.c changed, and 2 more.",
      changed: ["~ file: /src/main.c (content)", "+ file: /src/new.c", "- file: /src/other.c"],
      phrase: "/src/main.c changed, and 2 more",
    });
    expect(at(built, 8)).toMatchObject({
      title: "Not cached: step 7 was run again (/src/main.c changed, and 2 more).",
      changed: ["~ stands on: step 7, line 7: COPY src /src (with another layer)"],
      cause: 7,
    });
    expect(at(built, 10)).toMatchObject({
      changed: [expect.stringContaining("~ stage build: step 8, line 8: RUN two")],
      cause: 7,
    });
  });

  it("a mode", async () => {
    await build(text);
    fs.chmodSync(path.join(folder, "src/main.c"), 0o755);
    expect(at(await build(text), 7).changed).toEqual(["~ file: /src/main.c (mode 644 -> 755)"]);
  });

  it("values, but for those that no screen may have", async () => {
    await build(text, { buildArgs: { VERSION: "1", API_TOKEN: "hunter2", HTTPS_PROXY: "http://me:pass@proxy:3128" } });
    const buildArgs = { VERSION: "2", API_TOKEN: "hunter3", HTTPS_PROXY: "http://me:word@proxy:3128" };
    const { changed } = at(await build(text, { buildArgs }), 6);
    expect(changed).toEqual([
      "~ arg VERSION: 1 -> 2",
      "~ arg API_TOKEN: another value, which is not shown",
      "~ arg HTTPS_PROXY: another value, which is not shown",
    ]);
    expect(stored()).not.toMatch(/hunter|pass@|word@|proxy:3128/);
  });

  it("the text, and only of the instruction that has another one", async () => {
    await build(text);
    const built = await build(text.replace("RUN two", "# more\nRUN three\nRUN two"));
    expect(at(built, 7).title).toMatch(/^Cached/);
    expect(at(built, 9).title).toMatch(/^Not cached: no build that is remembered made its layer/);
    expect(at(built, 10)).toMatchObject({
      title: "Not cached: step 8 is new.",
      changed: ["~ stands on: step 8, line 9: RUN three (new)"],
      cause: 9,
    });
    const edited = await build(text.replace("RUN two", "# more\nRUN four\nRUN two"));
    expect(at(edited, 9).changed).toEqual(["~ command: /bin/sh -c three -> /bin/sh -c four"]);
    const without = await build(text.replace("RUN one\n", ""));
    expect(at(without, 6)).toMatchObject({ title: "Not cached: other instructions are above it than last time." });
  });

  it("the base image", async () => {
    await build(text);
    engine.add("busybox", { files: { "/bin/sh": "another" } });
    const built = await build(text);
    expect(at(built, 1).title).toBe("The base image is not the one of last time.");
    expect(at(built, 1).changed[0]).toMatch(/^~ base image: busybox, sha256:\w{12} -> busybox, sha256:\w{12}$/);
    expect(at(built, 6)).toMatchObject({ title: "Not cached: step 1 has another layer (base image changed).", cause: 1 });
  });
});

describe("what nothing has changed for", () => {
  it("--no-cache, and a layer that has gone from the engine", async () => {
    await build(text);
    expect(at(await build(text, { noCache: true }), 6)).toMatchObject({
      title: expect.stringContaining("--no-cache"),
      phrase: "--no-cache",
    });
    for (const { tags } of await engine.images()) {
      for (const tag of tags.filter((each) => each.startsWith("dbuild-"))) await engine.untag(tag);
    }
    const built = await build(text);
    expect(at(built, 6)).toMatchObject({
      title: "Not cached: all inputs are as last time, but the layer is not in the engine any more.",
      phrase: "its layer is not in the engine any more",
    });
  });

  it("a build with the inputs of one before the last", async () => {
    await build(text);
    await build(text, { buildArgs: { VERSION: "2" } });
    const { title, changed } = at(await build(text), 6);
    expect(title).toMatch(/^Cached: .*; an earlier build made it, not the last one\.$/);
    expect(changed).toEqual(["~ arg VERSION: 2 -> 1"]);
  });
});
