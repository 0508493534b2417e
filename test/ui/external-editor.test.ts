import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { editorArguments, editorCommand, splitWords } from "../../src/ui/external-editor.ts";

it.each([
  ["vim", ["vim"]],
  ["  code  --wait ", ["code", "--wait"]],
  ["'/opt/my editor/bin' -n", ["/opt/my editor/bin", "-n"]],
  ['"a b"\\ c d', ["a b c", "d"]],
  ['emacs --eval "(x \\"y\\")"', ["emacs", "--eval", '(x "y")']],
  ["a''b", ["ab"]],
  ["", []],
])("%j is split as sh would", (text, words) => {
  expect(splitWords(text)).toEqual(words);
});

describe("the editor", () => {
  it.each([
    [{ VISUAL: "vim -y", EDITOR: "ed" }, ["vim", "-y"]],
    [{ VISUAL: "", EDITOR: "ed" }, ["ed"]],
    [{ VISUAL: "  ", PATH: "/nowhere" }, ["vi"]],
  ])("of %j", (env, words) => {
    expect(editorCommand(env)).toEqual(words);
  });

  it("is nano where there is no vi", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-editor-"));
    fs.writeFileSync(path.join(folder, "nano"), "", { mode: 0o755 });
    expect(editorCommand({ PATH: `/nowhere:${folder}` })).toEqual(["nano"]);
    fs.writeFileSync(path.join(folder, "vi"), "", { mode: 0o755 });
    expect(editorCommand({ PATH: `/nowhere:${folder}` })).toEqual(["vi"]);
    fs.rmSync(folder, { recursive: true });
  });

  it.each([
    ["vi", ["+12", "Dockerfile"]],
    ["/usr/bin/nano", ["+12", "Dockerfile"]],
    ["code", ["--goto", "Dockerfile:12"]],
    ["hx", ["Dockerfile:12"]],
  ])("%s is told the line", (command, args) => {
    expect(editorArguments(command, "Dockerfile", 12)).toEqual(args);
  });
});
