/** What is written down of a command line holds no password, and a journal's stand-ins come back as what they stand for. */
import { describe, expect, it } from "vitest";
import { hiddenArguments, masking, withoutPassword, withoutPasswords } from "../../src/cli/saved-invocation.ts";

describe("a command line that is written down", () => {
  it.each([
    ["HTTP_PROXY=http://user:secret@proxy:3128", "HTTP_PROXY"],
    ["https_proxy=http://user:secret@proxy", "https_proxy"],
    ["no_proxy=localhost", "no_proxy"],
    ["https://user:secret@host/project.git#main", "https://user@host/project.git#main"],
    ["base=https://user:secret@host/x.tar", "base=https://user@host/x.tar"],
    ["VERSION=1:2@3", "VERSION=1:2@3"],
    ["id=token,env=TOKEN", "id=token,env=TOKEN"],
  ])("%s", (given, kept) => expect(withoutPassword(given)).toBe(kept));

  it("as a whole", () => {
    const flags = { buildArg: ["http_proxy=http://u:secret@p", "A=1"], cache: false, target: "x", file: undefined };
    expect(withoutPasswords(flags)).toEqual({ buildArg: ["http_proxy", "A=1"], cache: false, target: "x" });
  });
});

describe("a line of the journal", () => {
  const values = hiddenArguments({ HTTP_PROXY: 'http://u:se"cret@proxy', NO_PROXY: "host", URL: "https://a:b@c" });
  const { hidden, shown } = masking("f00", values);
  it("has stand-ins for what may not be on a disk", () => {
    const line = JSON.stringify({ args: [{ name: "HTTP_PROXY", value: 'http://u:se"cret@proxy' }], no: "host" });
    expect(hidden(line)).not.toContain("cret");
    expect(hidden(line)).not.toContain("host");
    expect(shown(hidden(line))).toBe(line);
    expect(JSON.parse(hidden(line))).toBeDefined();
  });
  it("has nothing for a value that is not given again", () => {
    const other = masking("f00", new Map());
    const line = JSON.stringify({ value: "https://a:b@c" });
    expect(JSON.parse(other.shown(hidden(line)))).toEqual({ value: "" });
  });
});
