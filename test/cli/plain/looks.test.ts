import { expect, it } from "vitest";
import { changeLines, fileLines } from "../../../src/cli/plain/looks.ts";
import type { LayerEntry } from "../../../src/look/found.ts";
import { cleanText } from "../../../src/output/clean.ts";

const entry = { type: "file", size: 3, mode: 0o644, uid: 0, gid: 0, mtime: 0, inode: "1", device: "" } as const;

it("a name with control characters is told by signs for them, so that no two names look the same", () => {
  const paths = ["/esc\u001b]0;title\u0007", "/esc", "/two\nlines", "/cur\u001b[2Jx"];
  const told = ["/esc␛]0;title␇", "/esc", "/two␊lines", "/cur␛[2Jx"];
  const changes = changeLines({ list: paths.map((path) => ({ ...entry, path, kind: "added" })) });
  expect(changes.map(cleanText)).toEqual(told.map((path) => `+ 3 B ${path}`));
  const files = fileLines(paths.map((path): LayerEntry => ({ ...entry, path })));
  expect(files.map(cleanText)).toEqual(told.map((path) => `-rw-r--r-- 0:0 3 B ${path.slice(1)}`));
});
