/** What `dbuild disk` tells of what was found. */
import { describe, expect, it } from "vitest";
import { usageOf } from "../../src/disk/groups.ts";
import type { Found, KnownSession, Sessions } from "../../src/disk/items.ts";
import { needsOf } from "../../src/store/needs.ts";
import { sessionIn } from "../../src/store/session-id.ts";

const dead = "20260101-000000-aaaaa-1-1-aaa";
const older = "20251201-000000-aaaaa-1-1-aaa";
const living = "20260102-000000-aaaaa-2-1-aaa";
const sessions: Sessions = { idIn: sessionIn, life: (id) => (id === living ? "living" : "dead") };
const image = (id: string, size: number, ...tags: string[]) => ({ id, diffIds: [...id], size, tags, touched: 1, ours: false });
const none: KnownSession["needs"] = { images: [], tags: [], containers: [], volumes: [] };
const session = (id: string, needs = none): KnownSession => {
  return {
    id,
    folder: id,
    dockerfile: "/Dockerfile",
    engine: "here",
    needs,
    unfinished: false,
    draft: false,
    bytes: 5,
    changed: 1,
  };
};
const found: Found = {
  images: [
    image("a", 100, "busybox:latest"),
    image("ab", 110, "dbuild-cache:1", `dbuild-hold:${living}-1`),
    image("abc", 130, "dbuild-cache:2", "app:latest"),
    image("abd", 150, `dbuild-failed:${dead}-line3-1`),
    { ...image("abe", 115), ours: true },
    image("xy", 40),
  ],
  containers: [
    { id: "1", name: `dbuild-${dead}-line3-1-run`, image: "ab", running: false, started: true, created: 1, labels: {}, size: 6 },
    {
      id: "2",
      name: "dbuild-lock-0123",
      image: "",
      running: false,
      started: false,
      created: 1,
      labels: { "dbuild.session": living },
    },
    { id: "3", name: "dbuild-demo", image: "a", running: true, started: true, created: 1, labels: {} },
  ],
  volumes: [{ name: "dbuild-tools", size: 9, users: 0 }, { name: "dbuild-mine" }],
  sessions: [session(older), session(dead, { ...none, images: ["ab", "gone"], tags: [`dbuild-failed:${dead}-line3-1`] })],
  folders: [{ kind: "hashes", path: "/h", bytes: 3, changed: 1 }],
  used: new Map(),
};

describe("usage", () => {
  const usage = usageOf(found, sessions, "here");

  it("counts layers once, and tells what nothing else holds", () => {
    const of = Object.fromEntries(usage.groups.map(({ name, items, bytes, own }) => [name, [items.length, bytes, own]]));
    expect(of).toEqual({
      "cached layers": [2, 130, 0],
      "failed layers": [1, 150, 40],
      "images held by builds": [1, 110, 0],
      "images without a name": [1, 115, 5],
      "containers of builds": [1, 6, 6],
      locks: [1, 0, 0],
      "shared volumes": [1, 9, 9],
      sessions: [2, 10, 10],
      folders: [1, 3, 3],
    });
    // a and b stay with app:latest
    expect(usage.total).toEqual({ engine: 100 + 10 + 20 + 40 + 5 + 6 + 9, own: 40 + 5 + 6 + 9, here: 13 });
  });

  it("tells of sessions what they need, and which can be gone on with", () => {
    expect(usage.sessions).toMatchObject([
      { id: older, resumable: false, images: 0 },
      { id: dead, resumable: true, images: 2, bytes: 150 },
    ]);
  });
});

it("reads what a session needs out of its record and its runs, whatever they hold", () => {
  const record = {
    built: { image: "sha256:done", byHand: [], cleanBelow: [] },
    layers: [{ image: "sha256:a" }],
    kept: ["k"],
    left: [{ tag: "dbuild-failed:x" }],
  } as never;
  const run = {
    container: { name: "dbuild-run", id: "c" },
    leases: [{ kind: "volume", name: "v" }, { kind: "container", id: "l" }, { kind: "tag", name: "t" }, null, 3],
    layer: { image: "sha256:b", tag: "dbuild-failed:y" },
  };
  expect(needsOf(record, [run, null, "x", { leases: 3 }])).toEqual({
    images: ["sha256:a", "sha256:done", "sha256:b"],
    tags: ["dbuild-failed:x", "dbuild-failed:y", "t"],
    containers: ["k", "dbuild-run", "c", "l"],
    volumes: ["v"],
  });
  expect(needsOf(undefined, [])).toEqual(none);
});
