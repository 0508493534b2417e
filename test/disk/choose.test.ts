/** What may go: whose it is, what needs it, how old it is. */
import { describe, expect, it } from "vitest";
import { choose, type Wish } from "../../src/disk/choose.ts";
import type { Found, KnownSession, Sessions } from "../../src/disk/items.ts";
import { freedBy } from "../../src/disk/sum.ts";
import { sessionIn } from "../../src/store/session-id.ts";

const idOf = (day: number, random: string): string => `202601${String(day).padStart(2, "0")}-000000-aaaaa-1-1-${random}`;
const [old, dead, living, away] = [idOf(1, "old"), idOf(5, "ded"), idOf(6, "liv"), idOf(7, "awy")];
const day = (count: number): number => Date.UTC(2026, 0, count) / 1000;
const sessions: Sessions = {
  idIn: sessionIn,
  life: (id) => (id === living ? "living" : id === away ? "unknown" : "dead"),
};

const none: KnownSession["needs"] = { images: [], tags: [], containers: [], volumes: [] };
const session = (id: string, more: Partial<KnownSession> = {}): KnownSession => {
  const plain = {
    folder: `/s/${id}`,
    dockerfile: "/Dockerfile",
    engine: "here",
    needs: none,
    unfinished: false,
    draft: false,
    bytes: 5,
    changed: 1,
  };
  return { id, ...plain, ...more };
};
/** An id of letters is one layer a letter, of ten bytes each. */
const image = (id: string, touched: number, ...tags: string[]) => {
  return { id, diffIds: [...id], size: id.length * 10, tags, touched, ours: tags.length === 0 };
};
const container = (name: string, more: object = {}) => {
  return { id: `id of ${name}`, name, image: "a", running: false, started: false, created: 1, labels: {}, ...more };
};
const found = (more: Partial<Found>): Found => ({
  images: [],
  containers: [],
  volumes: [],
  sessions: [],
  folders: [],
  used: new Map(),
  ...more,
});
const wish: Wish = { all: false, agreed: false, now: day(20), engine: "here" };
/** `name: verdict` in the order in which they go. */
const judged = (what: Partial<Found>, more: Partial<Wish> = {}): readonly string[] =>
  choose(found(what), sessions, { ...wish, ...more }).map(({ item, verdict }) => `${item.name}: ${verdict}`);

describe("cached layers", () => {
  const images = [
    image("a", day(1), "busybox:latest"),
    image("ab", day(2), "dbuild-cache:1"),
    image("abc", day(10), "dbuild-cache:2"),
    image("abd", day(3), "dbuild-cache:3"),
    image("ae", day(4), "dbuild-image:4", "app:latest"),
  ];

  it("stay as long as no rule says otherwise", () => {
    expect(judged({ images })).toEqual([
      "dbuild-cache:2: keep",
      "dbuild-cache:3: keep",
      "dbuild-cache:1: keep",
      "dbuild-image:4: keep",
    ]);
  });

  it("go by age, the one with the most layers first; one below another that stays, stays", () => {
    expect(judged({ images }, { cacheBefore: day(9) })).toEqual([
      "dbuild-cache:2: keep",
      "dbuild-cache:3: remove",
      "dbuild-cache:1: keep",
      "dbuild-image:4: remove",
    ]);
    expect(judged({ images, used: new Map([["abd", day(19)]]) }, { cacheBefore: day(9) })).toContain("dbuild-cache:3: keep");
  });

  it("go by size, what was used last stays; what others hold anyway takes no room", () => {
    // ab and abc are 20 bytes beside busybox; ae is app:latest, too
    const removed = (keepBytes: number) =>
      judged({ images }, { keepBytes }).flatMap((line) => (line.endsWith("remove") ? [line.slice(0, -8)] : []));
    expect(removed(30)).toEqual([]);
    expect(removed(29)).toEqual(["dbuild-cache:3"]);
    // nothing is nothing, not what has no bytes of its own
    expect(removed(0)).toContain("dbuild-image:4");
    expect(removed(19)).toEqual(["dbuild-cache:2", "dbuild-cache:3", "dbuild-cache:1", "dbuild-image:4"]);
  });

  it("stay where a session that can be gone on with needs them, and what leads there", () => {
    const needs = { ...none, images: ["abd"] };
    const kept = (id: string, more: Partial<KnownSession>, all = false) =>
      judged({ images, sessions: [session(id, { needs }), session(old, more)] }, { cacheBefore: day(15), all })
        .filter((line) => line.endsWith(": keep") && line.startsWith("dbuild"))
        .sort();
    expect(kept(dead, {})).toEqual(["dbuild-cache:1: keep", "dbuild-cache:3: keep"]);
    expect(kept(dead, {}, true)).toEqual([]);
    expect(kept(living, {}, true)).toEqual(["dbuild-cache:1: keep", "dbuild-cache:3: keep"]);
    // an older session of the Dockerfile needs nothing
    expect(judged({ images, sessions: [session(old, { needs }), session(dead)] }, { cacheBefore: day(15) })).toContain(
      "dbuild-cache:3: remove",
    );
  });
});

describe("what sessions left", () => {
  const lines = (more: Partial<Wish> = {}) =>
    judged(
      {
        images: [
          image("a", day(1), `dbuild-hold:${dead}-1`, `dbuild-hold:${living}-1`, `dbuild-hold:${away}-1`),
          image("b", day(5), `dbuild-failed:${dead}-line3-1`),
          image("c", day(6), `dbuild-hand:${living}-line3-1`),
          image("d", day(7), `127.0.0.1:4000/dbuild/${dead}-00ff:seen`),
          image("e", day(8), `dbuild-failed:${away}-line3-1`),
          image("f", day(9)),
          image("g", day(20) - 60),
        ],
        containers: [
          container(`dbuild-${dead}-line3-1-run`, { started: true }),
          container(`dbuild-${dead}-line4-1-run`, { started: true, running: true }),
          container(`dbuild-${dead}-line4-1-look`),
          container(`dbuild-${living}-line4-1-run`, { started: true, running: true }),
          container(`dbuild-kept-${dead}-line5-1-files`, { started: true }),
          container("dbuild-lock-0123", { labels: { "dbuild.session": dead } }),
          container("dbuild-lock-4567", { labels: { "dbuild.session": living } }),
          container("dbuild-demo", { started: true }),
        ],
        volumes: [
          { name: `dbuild-${dead}-line3-1-sandbox` },
          { name: `dbuild-${away}-line3-1-sandbox` },
          { name: `dbuild-cache-${"0".repeat(32)}` },
          { name: "dbuild-tools" },
          { name: "dbuild-mine" },
        ],
        sessions: [session(old), session(dead), session(living), session(idOf(2, "drf"), { draft: true })],
        folders: [
          { kind: "hashes", path: "/hashes", bytes: 1, changed: 1 },
          { kind: "engines", path: "/engines", bytes: 1, changed: 1 },
          { kind: "edits", path: "/edit", bytes: 1, changed: 1 },
        ],
      },
      more,
    );

  it("goes where it is dead and nobody's work; what a person made is asked about", () => {
    expect(lines()).toEqual([
      `dbuild-${dead}-line3-1-run: ask`,
      `dbuild-${dead}-line4-1-run: keep`,
      `dbuild-${dead}-line4-1-look: remove`,
      `dbuild-${living}-line4-1-run: keep`,
      `dbuild-kept-${dead}-line5-1-files: ask`,
      "dbuild-lock-0123: remove",
      "dbuild-lock-4567: keep",
      `dbuild-${dead}-line3-1-sandbox: remove`,
      `dbuild-${away}-line3-1-sandbox: keep`,
      `dbuild-cache-${"0".repeat(32)}: keep`,
      "dbuild-tools: keep",
      `dbuild-hold:${dead}-1: remove`,
      `dbuild-hold:${living}-1: keep`,
      `dbuild-hold:${away}-1: keep`,
      `dbuild-failed:${dead}-line3-1: ask`,
      `dbuild-hand:${living}-line3-1: keep`,
      `127.0.0.1:4000/dbuild/${dead}-00ff:seen: remove`,
      `dbuild-failed:${away}-line3-1: ask`,
      "f: remove",
      "g: keep",
      `${old}: remove`,
      `${dead}: remove`,
      `${living}: keep`,
      `${idOf(2, "drf")}: ask`,
      "/hashes: keep",
      "/engines: keep",
      "/edit: keep",
    ]);
  });

  it("stays where it is younger than asked for", () => {
    const gone = lines({ before: day(5), cacheBefore: day(5) }).filter((line) => !line.endsWith(": keep"));
    expect(gone).toEqual(
      ["dbuild-lock-0123: remove", `${old}: remove`, `${idOf(2, "drf")}: ask`].filter((line) => !line.includes("lock")),
    );
  });

  it("all goes with --all, but for what the living use, and what nobody here can judge is asked about", () => {
    expect(lines({ all: true }).filter((line) => line.endsWith(": keep"))).toEqual([
      `dbuild-${living}-line4-1-run: keep`,
      "dbuild-lock-4567: keep",
      `dbuild-hold:${living}-1: keep`,
      `dbuild-hand:${living}-line3-1: keep`,
      "g: keep",
      `${living}: keep`,
      "/hashes: keep",
      "/engines: keep",
    ]);
    expect(lines({ all: true })).toEqual(
      expect.arrayContaining([`dbuild-${dead}-line4-1-run: ask`, `dbuild-hold:${away}-1: ask`, "/edit: ask"]),
    );
  });
});

it("asks about a session that has not come to its end, and keeps what it needs until then", () => {
  const tag = `dbuild-failed:${old}-line3-1`;
  const images = [image("a", day(1), "busybox:latest"), image("ab", day(2), "dbuild-cache:1"), image("abc", day(2), tag)];
  const begunBefore = session(old, { unfinished: true, needs: { ...none, images: ["ab"], tags: [tag] } });
  const what = { images, sessions: [begunBefore, session(dead)] };
  const rule = { cacheBefore: day(15) };
  expect(judged(what, rule)).toEqual([`${tag}: keep`, "dbuild-cache:1: keep", `${old}: ask`, `${dead}: keep`]);
  expect(judged(what, { ...rule, agreed: true })).toEqual([
    `${tag}: ask`,
    "dbuild-cache:1: remove",
    `${old}: ask`,
    `${dead}: keep`,
  ]);
});

it("keeps what a container that stays is made from", () => {
  const images = [image("a", day(1), "busybox:latest"), image("ab", day(2), "dbuild-cache:1")];
  const containers = [container(`dbuild-kept-${dead}-line5-1-files`, { image: "ab" })];
  expect(judged({ images, containers }, { all: true })).toContain("dbuild-cache:1: keep");
  expect(judged({ images, containers }, { all: true, agreed: true })).toContain("dbuild-cache:1: remove");
});

it("frees an image with its last name", () => {
  const images = [
    image("a", 1, "busybox:latest"),
    image("ab", 1, "dbuild-cache:1", "dbuild-hold:x"),
    image("abc", 1, "dbuild-cache:2"),
  ];
  const tag = (name: string, of: string) => ({ type: "tag", kind: "cache", name, image: of, used: 1 }) as const;
  expect(freedBy({ images }, [tag("dbuild-cache:2", "abc")])).toBe(10);
  expect(freedBy({ images }, [tag("dbuild-cache:2", "abc"), tag("dbuild-cache:1", "ab")])).toBe(10);
  expect(freedBy({ images }, [tag("dbuild-cache:2", "abc"), tag("dbuild-cache:1", "ab"), tag("dbuild-hold:x", "ab")])).toBe(20);
});
