/** What comes of a verification, in words. */
import { describe, expect, it } from "vitest";
import { NoCleanImage } from "../../src/cli/verify/clean-build.ts";
import { isSame, type Verified } from "../../src/cli/verify/verify-image.ts";
import { noImageWords, reportJson, reportLines, verdict } from "../../src/cli/verify/words.ts";
import type { Aspect, FileDifference } from "../../src/compare/file-differences.ts";
import type { TreeEntry } from "../../src/compare/merged-tree.ts";
import { textDifference, textIn } from "../../src/compare/text-difference.ts";

const file: TreeEntry = { type: "file", mode: 0o644, uid: 0, gid: 0, size: 5, mtime: 0, sha256: "a" };
const folder: TreeEntry = { ...file, type: "directory", mode: 0o755, size: 0 };

const verified = (files: readonly FileDifference[], config: Verified["differences"]["config"] = []): Verified => ({
  image: "sha256:aaaaaaaaaaaaaaaa",
  clean: "sha256:bbbbbbbbbbbbbbbb",
  anew: 2,
  found: 1,
  folder: "/state",
  differences: { config, files, cost: { shared: 3, own: 2, bytes: 1500 } },
  strict: false,
  texts: new Map([["/etc/app.conf", { lines: ["@@ -1,1 +1,1 @@", "-two", "+one"], left: 3 }]]),
});

it("the same is one sentence, with what it cost", () => {
  const same = verified([]);
  expect(verdict(same, "/file")).toBe("The Dockerfile as it stands gives the same image: proved by a clean build.");
  expect(reportLines(same)).toEqual([
    "the Dockerfile as it stands gives the same image",
    "  2 steps built anew, 1 found; 1.5 kB of files read in 2 layers, 3 shared",
  ]);
  expect(reportJson(same)).toMatchObject({ same: true, steps: { anew: 2, found: 1 } });
});

it("what differs is told by file, of a whole folder once, with a diff of a small text", () => {
  const differing = verified(
    [
      {
        path: "/etc/app.conf",
        kind: "changed",
        from: file,
        to: { ...file, size: 4, mode: 0o4755 },
        what: ["mode", "size", "sha256"],
      },
      { path: "/new", kind: "added", to: { ...file, uid: 7 } },
      { path: "/opt/x", kind: "removed", from: folder },
      { path: "/opt/x/a", kind: "removed", from: file },
      { path: "/opt/x/a/b", kind: "removed", from: file },
    ],
    [{ key: "Env", from: ["A=1"] }],
  );
  expect(reportLines(differing)).toEqual([
    "the Dockerfile as it stands does not give this image: 5 files and 1 field of the config differ",
    expect.stringMatching(/^ {2}- is the image aaaaaaaaaaaa, \+ what the Dockerfile gives \(bbbbbbbbbbbb\); 2 steps built anew/),
    "",
    '! config Env: ["A=1"] -> none',
    "! /etc/app.conf: mode 0644 -> 04755, 5 B -> 4 B",
    "  @@ -1,1 +1,1 @@",
    "  -two",
    "  +one",
    "  … 3 lines more",
    "+ /new (file 0644 7:0, 5 B) is not in the image",
    "- /opt/x (directory 0755 0:0) does not come from the Dockerfile, with 2 below it",
  ]);
  expect(verdict(differing, "/file")).toBe(
    "The Dockerfile as it stands does not give this image: /etc/app.conf: mode 0644 -> 04755, 5 B -> 4 B, and 3 more. All of it: /file",
  );
});

describe("logs and caches that differ in their content alone", () => {
  const log = (path: string, change: Partial<TreeEntry> = {}, what: readonly Aspect[] = ["sha256"]): FileDifference => ({
    path,
    kind: "changed",
    from: file,
    to: { ...file, sha256: "b", ...change },
    what,
  });
  const logs = [log("/var/log/dpkg.log"), log("/root/.cache/x", { size: 6 }, ["size", "sha256"]), log("/usr/lib/a.pyc")];

  it("are named, and do not count", () => {
    const lines = reportLines(verified(logs));
    expect(lines[0]).toBe(
      "the Dockerfile as it stands gives the same image, but for 3 logs and caches that no two builds have alike",
    );
    expect(lines.slice(2)).toEqual([
      "  ! /var/log/dpkg.log: other content",
      "  ! /root/.cache/x: 5 B -> 6 B",
      "  ! /usr/lib/a.pyc: other content",
    ]);
    expect(reportJson(verified(logs))).toMatchObject({
      same: true,
      files: [{ varies: true }, { varies: true }, { varies: true }],
    });
    expect(verdict(verified(logs), "/file")).toMatch(/gives the same image, but for 3 logs and caches/);
  });

  it("are told behind what counts", () => {
    const lines = reportLines(verified([...logs, { path: "/x", kind: "added", to: file }]));
    expect(lines[0]).toMatch(/does not give this image: 1 file differs/);
    expect(lines.slice(3)).toEqual([
      "+ /x (file 0644 0:0, 5 B) is not in the image",
      "",
      "besides, as in any two builds:",
      "  ! /var/log/dpkg.log: other content",
      "  ! /root/.cache/x: 5 B -> 6 B",
      "  ! /usr/lib/a.pyc: other content",
    ]);
  });

  it("count where asked for, and where more than their content differs or only one image has them", () => {
    const counts = (...files: readonly FileDifference[]) => expect(isSame(verified(files))).toBe(false);
    expect(isSame({ ...verified(logs), strict: true })).toBe(false);
    counts(log("/var/log/a", { mode: 0o600 }, ["mode"]));
    counts(log("/var/log/a", { uid: 7 }, ["uid", "sha256"]));
    counts({ path: "/var/log/a", kind: "removed", from: file });
    counts(log("/etc/a"));
    counts({ ...log("/var/log/a", {}, ["linkTarget"]), from: { ...file, type: "symlink" } } as FileDifference);
  });
});

it("no name or text of an image reaches the terminal as it is", () => {
  const hostile = "/x\u001b[2J\r\n\u009b31my\u001b]0;title\u0007";
  const link = { ...file, type: "symlink", linkTarget: hostile } as const;
  const differing: Verified = {
    ...verified([
      { path: hostile, kind: "added", to: file },
      { path: "/l", kind: "changed", from: link, to: { ...link, linkTarget: "a" }, what: ["linkTarget"] },
    ]),
    texts: new Map([[hostile, { lines: ["-\u001b[31mred\u001b[0m", "+\tindented"], left: 0 }]]),
  };
  const lines = reportLines(differing);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
  expect(lines.filter((line) => /[\u0000-\u001f\u007f-\u009f]/.test(line))).toEqual([]);
  expect(lines).toContain("  -red");
});

it("no image is told with its reason", () => {
  expect(noImageWords(new NoCleanImage("line 3 fails in a clean build: exit code 2"))).toBe(
    "The Dockerfile as it stands gives no image: line 3 fails in a clean build: exit code 2.",
  );
});

it("a text is one that can be read as one, and small", () => {
  expect(textIn(Buffer.from("a\n"))).toBe("a\n");
  expect(textIn(Buffer.from([0x61, 0]))).toBeUndefined();
  expect(textIn(Buffer.from([0xff, 0x61]))).toBeUndefined();
  expect(textIn(Buffer.alloc(70_000, "a"))).toBeUndefined();
  expect(textDifference("a\nb\nc\n", "a\nx\nc\n", 3)).toEqual({ lines: ["@@ -1,3 +1,3 @@", " a", "-b"], left: 2 });
  expect(textDifference("", "x", 9)?.lines).toContain("\\ No newline at end of file");
});
