/** The tab of the build context, on a folder of this machine. */
import fs from "node:fs";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { type MemorySession, memorySession } from "../../../helpers/memory-session.ts";
import { openScreen, type TestScreen } from "../../../helpers/screen.tsx";

let screen: TestScreen | undefined;
let session: MemorySession;
afterEach(async () => {
  screen?.close();
  screen = undefined;
  await session.close();
});
const enter = "\r";

const files = {
  ".dockerignore": "# not these\nnode_modules\n**/*.log\n!keep.log\nnested/*\n!nested/in\n",
  "node_modules/a/big.js": "x".repeat(50_000),
  "node_modules/b.js": "y".repeat(10),
  "src/main.c": "main\n",
  "src/\u001b[2Jodd.c": "odd\n",
  "src/make.log": "log\n",
  "keep.log": "kept\n",
  "nested/in": "in\n",
  "nested/out": "out\n",
  unused: "z".repeat(3000),
};

it("tells who takes what, what is kept out and by which line, the largest first", async () => {
  session = memorySession({
    text: `FROM busybox
ARG what=src
COPY $what /src
COPY --exclude=*.c src keep.log /kept/
RUN --mount=type=bind,source=nested,target=/n true
COPY missing /m
`,
    files,
  });
  const { looks } = session.controller;
  const before = await looks.find({ what: "context", step: 2, again: 0 });
  expect(before.unknown).toEqual([3]);
  await session.at({ name: "run-to", step: "s5" });
  const { rows, unknown, wrong } = await looks.find({ what: "context", step: 2, again: 0 });
  expect(unknown).toEqual([]);
  expect(wrong).toEqual([{ line: 6, why: expect.stringContaining("missing") }]);
  const told = Object.fromEntries(rows.map(({ path: name, out, taken }) => [name, out?.line ?? taken]));
  expect(told).toEqual({
    "node_modules/": 2,
    unused: [],
    Dockerfile: [],
    ".dockerignore": [],
    "src/main.c": [3],
    "src/\u001b[2Jodd.c": [3],
    "src/make.log": 3,
    "keep.log": [4],
    "nested/in": [5],
    "nested/out": 5,
  });
  expect(rows[0]).toMatchObject({ path: "node_modules/", files: 2, bytes: 50_010, out: { text: "node_modules" } });
  expect(rows.map(({ bytes }) => bytes)).toEqual(rows.map(({ bytes }) => bytes).toSorted((one, other) => other - one));
});

it("keeps one answer alone, however often it is read", async () => {
  session = memorySession({ text: "FROM busybox\nCOPY src /src\n", files });
  const { looks } = session.controller;
  const look = (again: number) => ({ what: "context", step: 1, again }) as const;
  await looks.find(look(0));
  await looks.find(look(1));
  expect([0, 1].map((again) => looks.known(look(again)).kind)).toEqual(["unasked", "known"]);
});

it("shows a part of it, and reads it again on Enter", async () => {
  session = memorySession({ text: "FROM busybox\nCOPY src /src\nRUN one\n", files });
  screen = openScreen(session, { columns: 120, rows: 30 });
  screen.press(":", ..."context 2", enter);
  const all = await screen.until(/Context of line 2[\s\S]*takes 2 files[\s\S]*node_modules\/ {2}line 2: node_modules, 2 files/);
  expect(all).toContain("src/\u241b[2Jodd.c");
  screen.press("o");
  await screen.until(/o: what this instruction takes[\s\S]*main\.c/, "node_modules/");
  screen.press("o");
  await screen.until(/o: what no instruction takes[\s\S]*unused/, "main.c");
  screen.press("o");
  await screen.until(/o: what \.dockerignore keeps out[\s\S]*make\.log {2}line 3/, "  unused\n");
  fs.writeFileSync(path.join(session.folder, "new.log"), "n".repeat(100));
  screen.press(enter);
  await screen.until("new.log");
});
