/** The config of a step, from a session on the real driver; and its tab, by keys. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createDriver, type Driver } from "../../../../src/debugger/driver.ts";
import { outputsIn } from "../../../../src/debugger/outputs.ts";
import { newSession } from "../../../../src/debugger/session.ts";
import { configAt } from "../../../../src/ui/panes/config/config-facts.ts";
import { newConfig, updateConfig } from "../../../../src/ui/panes/config/state.ts";
import { contextOn } from "../../../helpers/memory-context.ts";
import { createMemoryEngine } from "../../../helpers/memory-engine.ts";
import type { MemorySession } from "../../../helpers/memory-session.ts";
import { planOf } from "../../../helpers/plans.ts";
import { sceneOf, scriptAfter } from "../../../helpers/scenes.ts";
import { openScreen, type TestScreen } from "../../../helpers/screen.tsx";
import { frameOf } from "../../../helpers/still.tsx";
import { storyAfter } from "../../../helpers/stories.ts";

const text = `ARG VERSION=1
FROM busybox
ARG VERSION
ENV NAME=value EMPTY=
WORKDIR /src
USER 1000
LABEL org.opencontainers.image.title=story
EXPOSE 8080 53/udp
VOLUME /data
CMD ["serve"]
ENTRYPOINT ["/bin/sh", "-c"]
ENV NAME=other
`;

let folder = "";
let debug: Driver;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-config-"));
  debug = createDriver(newSession("s", planOf(text)), {
    tags: [],
    outputs: outputsIn(folder),
    now: Date.now,
    build: contextOn(createMemoryEngine(), folder),
  });
  const done = new Promise<void>((resolve) => {
    debug.subscribe(() => debug.session().status.kind === "done" && resolve());
  });
  debug.dispatch({ type: "run", goal: { kind: "continue" }, now: 0 });
  await done;
});
afterAll(async () => {
  await debug.settled();
  fs.rmSync(folder, { recursive: true, force: true });
});

const changedAt = (step: number) =>
  configAt(debug.session(), step)
    ?.facts.filter(({ sign }) => sign !== "")
    .map(({ name, value, sign }) => `${sign}${name} ${value}`);

describe("what a step changed", () => {
  it.each<[string, number, readonly string[]]>([
    ["ARG before FROM", 0, ["+arg VERSION 1"]],
    ["FROM brings what its base has", 1, []],
    ["ARG", 2, ["+arg VERSION 1"]],
    ["ENV", 3, ["+env NAME value", "+env EMPTY "]],
    ["WORKDIR", 4, ["~workdir /src"]],
    ["USER", 5, ["~user 1000"]],
    ["LABEL", 6, ["+label org.opencontainers.image.title story"]],
    ["EXPOSE", 7, ["+ports 53/udp 8080/tcp"]],
    ["VOLUME", 8, ["+volumes /data"]],
    ["CMD", 9, ['~cmd ["serve"]']],
    ["ENTRYPOINT", 10, ['+entrypoint ["/bin/sh","-c"]']],
    ["ENV again", 11, ["~env NAME other"]],
  ])("%s", (_, step, wanted) => {
    expect(changedAt(step)).toEqual(wanted);
  });

  it("stands before a step that has not run, and is nothing of the step's", () => {
    const session = scriptAfter(4).session();
    expect(configAt(session, 4)).toMatchObject({ when: "before" });
    expect(configAt(session, 4)?.facts.every(({ sign }) => sign === "")).toBe(true);
    expect(configAt(session, 10)).toBeUndefined();
  });
});

it("is drawn with a sign at what changed", () => {
  const scene = sceneOf({ script: scriptAfter(0), view: { tab: "config", picked: 11 } }, { columns: 200, rows: 40 });
  const frame = frameOf({ ...scene, session: debug.session() });
  expect(frame).toMatch(/─ Step ─ Changes ─ Files ─ Config of line 12: ENV ─/);
  expect(frame).toMatch(/~ env NAME +other$/m);
  expect(frame).toMatch(/ {3}workdir +\/src$/m);
});

it("goes back to its top when another step is looked at", () => {
  expect(updateConfig({ top: 3 }, { type: "pick", item: 1 })).toEqual(newConfig);
  expect(updateConfig({ top: 3 }, { type: "help", top: 0 })).toEqual({ top: 3 });
});

describe("its tab", () => {
  let screen: TestScreen | undefined;
  let story: MemorySession | undefined;
  afterEach(async () => {
    screen?.close();
    await story?.close();
  });

  it("comes to the front with ], goes with [, and its keys are its own", async () => {
    story = await storyAfter(4);
    screen = openScreen(story);
    const { press, until } = screen;
    await until(/─ Step of line 11: COPY ─ Changes ─ Files ─ Config ─/);
    press("]", "]", "]");
    await until(/─ Step ─ Changes ─ Files ─ Config of line 11: COPY ─[\s\S]*workdir/);
    press("w");
    await until("w means nothing in this tab");
    press("[", "[", "[");
    await until(/─ Step of line 11: COPY ─ Changes ─ Files ─ Config ─/);
  });

  it.each(["4", "]", "B", "["])("has the keys that move once %s has brought it up; Tab gives them back", async (key) => {
    story = await storyAfter(4);
    screen = openScreen(story);
    const { press, until } = screen;
    await until(/─ Step of line 11: COPY/);
    press(key, "k", "k", "\t", "k");
    await until(/▌ 10 /);
  });

  it("scrolls what has no room", async () => {
    story = await storyAfter(4);
    screen = openScreen(story, { columns: 80, rows: 7 });
    const { press, until } = screen;
    press("]", "]", "]");
    await until(/Config of line 11: COPY ─ Attempts .*─+ 1-\d of \d/);
    press("G");
    await until(/Config of line 11: COPY ─ Attempts .*─+ [2-9]-\d of \d/);
  });
});
