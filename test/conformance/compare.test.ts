/** The yardstick itself: every kind of difference is seen, and nothing is permitted that the list does not name. */
import { describe, expect, it } from "vitest";
import type { TreeEntry } from "../helpers/image-tree.ts";
import { chosen, readCases } from "./case.ts";
import { differences } from "./compare.ts";
import { deviationFor, deviations, unneeded } from "./deviations.ts";
import type { Judge } from "./judge.ts";
import { type Outcome, refusedOutcome } from "./outcome.ts";
import { prefixes } from "./prefixes.ts";

const began = 1_700_000_000;
const file: TreeEntry = { type: "file", mode: 0o644, uid: 0, gid: 0, size: 1, mtime: 1_600_000_000, sha256: "a" };
const history = [{ created_by: "RUN x", comment: "buildkit.dockerfile.v0", empty_layer: false }];
const built = (change: Partial<Extract<Outcome, { kind: "built" }>> = {}): Outcome => ({
  kind: "built",
  began,
  config: { Env: ["a=1", "b=2"] },
  history,
  tree: { "/f": file },
  ...change,
});

describe("a difference is seen", () => {
  it("none where there is none", () => expect(differences(built(), built())).toEqual([]));

  const changes: Readonly<Record<string, Parameters<typeof built>[0]>> = {
    "order of a list": { config: { Env: ["b=2", "a=1"] } },
    "a field more": { config: { Env: ["a=1", "b=2"], User: "x" } },
    "a field less": { config: {} },
    "a file less": { tree: {} },
    "a file more": { tree: { "/f": file, "/g": file } },
    "a stub of the runtime": { tree: { "/f": file, "/etc/hosts": file } },
    type: { tree: { "/f": { ...file, type: "fifo" } } },
    mode: { tree: { "/f": { ...file, mode: 0o4644 } } },
    owner: { tree: { "/f": { ...file, uid: 1 } } },
    group: { tree: { "/f": { ...file, gid: 1 } } },
    size: { tree: { "/f": { ...file, size: 2 } } },
    content: { tree: { "/f": { ...file, sha256: "b" } } },
    "hard links": { tree: { "/f": { ...file, links: ["/g"] } } },
    device: { tree: { "/f": { ...file, device: "1:3" } } },
    attributes: { tree: { "/f": { ...file, xattrs: { "security.capability": "01" } } } },
    "a kept time": { tree: { "/f": { ...file, mtime: 1_600_000_001 } } },
    "a kept time that became the build's": { tree: { "/f": { ...file, mtime: began + 5 } } },
    "history text": { history: [{ created_by: "RUN y", comment: "buildkit.dockerfile.v0", empty_layer: false }] },
    "history comment": { history: [{ created_by: "RUN x", comment: "", empty_layer: false }] },
    "history layer": { history: [{ created_by: "RUN x", comment: "buildkit.dockerfile.v0", empty_layer: true }] },
    "history entry more": { history: [...history, ...history] },
    "history entry less": { history: [] },
  };
  it.for(Object.entries(changes))("%s", ([, change]) => expect(differences(built(), built(change))).toHaveLength(1));

  it("not the clock's time", () => {
    const at = (mtime: number) => built({ tree: { "/f": { ...file, mtime } } });
    expect(differences(at(began + 1), at(began + 9))).toEqual([]);
  });

  it("not the time of an earlier build that BuildKit kept", () => {
    const at = (mtime: number) => built({ tree: { "/f": { ...file, mtime } } });
    expect(differences(at(began - 3600), at(began + 9))).toEqual([]);
    expect(differences(at(began - 3600), at(began - 3601))).toHaveLength(1);
  });
});

describe("a refusal", () => {
  const said = (line: number) => `Dockerfile:${line}\n   ${line} | >>> RUN x\nERROR: failed to build: no\n`;
  const refused = (line: number, code = 1) => refusedOutcome(code, said(line));
  it("at the same line is equal", () => expect(differences(refused(3), refused(3))).toEqual([]));
  it("at another line is not", () => expect(differences(refused(3), refused(4))).toHaveLength(1));
  it("at the nearer line that the case names is", () => expect(differences(refused(3), refused(4), 4)).toEqual([]));
  it("that is a build is not", () => expect(differences(refused(3), built())).toHaveLength(1));
  it("of what docker build builds is not", () => expect(differences(built(), refused(3))).toHaveLength(1));
  it("with the engine's exit code is not", () => expect(differences(refused(3), refused(3, 3))).toHaveLength(1));
  it("by a crash is not", () => {
    const crash = refusedOutcome(1, `${said(3)}TypeError: x\n    at f (file:///x/dbuild.mjs:1:2)\n`);
    expect(differences(refused(3), crash)).toHaveLength(1);
  });
});

describe("the list of deviations", () => {
  const judge = { store: "graph", major: 28 } as Judge;
  it("permits nothing else", () => {
    expect(deviationFor("run/hostname", judge, "/h: unexpected file 0644 0:0")).toBeDefined();
    expect(deviationFor("run/hostname", judge, "/x: unexpected file 0644 0:0")).toBeUndefined();
    expect(deviationFor("run/other", judge, "/h: unexpected file 0644 0:0")).toBeUndefined();
  });
  it("permits what an old engine does on that engine only", () => {
    const line = 'history 1 created_by: "EXPOSE [80/tcp]", expected "EXPOSE map[80/tcp:{}]"';
    expect(deviationFor("x/y", judge, line)).toBeUndefined();
    expect(deviationFor("x/y", { ...judge, major: 20 }, line)).toBeDefined();
  });
  it("tells what is not needed", () => expect(unneeded(judge, new Set())).not.toEqual([]));
  it("names cases that exist", () => {
    const names = new Set(readCases().map(({ name }) => name));
    const named = deviations.flatMap(({ where }) => (where === "every" ? [] : where));
    expect(named.filter((name) => !names.has(name))).toEqual([]);
  });
});

describe("cases", () => {
  const all = readCases();
  it("are at least 150, of every area", () => {
    expect(all.length).toBeGreaterThan(150);
    expect(new Set(all.map(({ area }) => area)).size).toBeGreaterThanOrEqual(17);
  });
  it("are chosen by area and by word", () => {
    expect(new Set(chosen(all, ["copy/"]).map(({ area }) => area))).toEqual(new Set(["copy"]));
    expect(chosen(all, ["no such case"])).toEqual([]);
    expect(chosen(all, [])).toEqual(all);
  });
  it("have prefixes at the ends of instructions", () => {
    const text = Buffer.from("ARG a\nFROM b\nRUN x \\\n  y\nCMD z\n");
    expect(prefixes(text).map(String)).toEqual(["ARG a\n", "ARG a\nFROM b\n", "ARG a\nFROM b\nRUN x \\\n  y\n"]);
  });
});
