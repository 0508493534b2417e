import { describe, expect, it } from "vitest";
import { anyError, errorPatterns } from "../../src/output/error-patterns.ts";
import { matcherOf, patternOf } from "../../src/output/pattern.ts";

const finds = (text: string, line: string, plain = false): boolean =>
  matcherOf(patternOf(text, plain)).matching([line])?.length === 1;

describe("a pattern", () => {
  it.each<[string, string, boolean]>([
    ["error", "an ERROR", true],
    ["Error", "an error", false],
    ["Error", "an Error", true],
    // an escape is no capital letter
    ["e\\Sror", "an ERROR", true],
    ["err(or|no)", "errno", true],
    // what is no regular expression is looked for as it stands
    ["main(", "int main(void)", true],
    ["[", "a[1]", true],
    ["a.c", "abc", true],
  ])("%s in %s: %s", (text, line, found) => {
    expect(finds(text, line)).toBe(found);
  });

  it("is taken as it stands where that is asked for", () => {
    expect(finds("a.c", "abc", true)).toBe(false);
    expect(finds("a.c", "a.c", true)).toBe(true);
  });

  it("says where it matches, and never loops where it matches nothing", () => {
    expect(matcherOf(patternOf("l+")).ranges(["hello all", "x"])).toEqual([
      [
        [2, 4],
        [7, 9],
      ],
      [],
    ]);
    expect(matcherOf(patternOf("x*")).ranges(["yxxy"])).toEqual([[[1, 3]]]);
  });

  it("takes the time it is given and no more, and is of no use afterwards", () => {
    const matcher = matcherOf(patternOf("(a+)+$"));
    expect(matcher.ranges([`${"a".repeat(50)}!`])).toEqual([[]]);
    expect(matcher.tooLong).toBe(0);
    expect(matcher.matching(["aa"])).toBeUndefined();
    expect(matcher.ranges(["aa"])).toEqual([[]]);
  });
});

describe("errors", () => {
  const lines: readonly (readonly [tool: string, line: string])[] = [
    ["gcc", "src/io.c:41:10: fatal error: zlib.h: No such file or directory"],
    ["gcc", "main.cpp:3:1: error: expected unqualified-id"],
    ["gcc", "gcc: error: nothing.c: No such file or directory"],
    ["clang", "a.c:1:2: error: unknown type name 'foo'"],
    ["ld", "/usr/bin/ld: cannot find -lz: No such file or directory"],
    ["ld", "io.c:(.text+0x1e): undefined reference to `inflate'"],
    ["ld", "collect2: error: ld returned 1 exit status"],
    ["make", "make[2]: *** [Makefile:12: src/io.o] Error 1"],
    ["ninja", "ninja: error: loading 'build.ninja': No such file or directory"],
    ["configure", "configure: error: no acceptable C compiler found in $PATH"],
    ["cmake", "CMake Error at CMakeLists.txt:3 (find_package):"],
    ["python", "Traceback (most recent call last):"],
    ["python", "ModuleNotFoundError: No module named 'yaml'"],
    ["python", "subprocess.CalledProcessError: Command 'x' returned non-zero exit status 1."],
    ["pip", "ERROR: Could not find a version that satisfies the requirement nope"],
    ["npm", "npm ERR! code E404"],
    ["npm", "npm error code ENOENT"],
    ["yarn", "error Command failed with exit code 1."],
    ["cargo", "error[E0425]: cannot find value `x` in this scope"],
    ["cargo", 'error: could not compile `app` (bin "app") due to 1 previous error'],
    ["go", "./main.go:5:2: undefined: fmt.Printn"],
    ["go", "main.go:4:2: no required module provides package x; to add it:"],
    ["go", "--- FAIL: TestX (0.00s)"],
    ["maven", "[ERROR] Failed to execute goal"],
    ["gradle", "FAILURE: Build failed with an exception."],
    ["apt", "E: Unable to locate package nope"],
    ["dpkg", "dpkg: error processing package x (--configure):"],
    ["apk", "ERROR: unable to select packages:"],
    ["spack", "==> Error: ProcessError: Command exited with status 2:"],
    ["spack", "  >> 41    configure: error: no"],
    ["sh", "/bin/sh: 1: not-a-command: not found"],
    ["sh", "sh: not-a-command: not found"],
    ["bash", "/bin/bash: line 1: nope: command not found"],
    ["git", "fatal: not a git repository"],
    ["curl", "curl: (6) Could not resolve host: nowhere"],
  ];

  it.each(lines)("of %s: %s", (_, line) => {
    expect(matcherOf(anyError()).matching([line])).toEqual([0]);
  });

  it.each([
    "cat: can't open '/etc/shadowx': No such file or directory",
    "cp: cannot stat 'a: b': No such file or directory",
    "/usr/bin/install: cannot create regular file '/opt/x': Permission denied",
  ])("of a program that has no words of its own: %s", (line) => {
    expect(matcherOf(anyError()).matching([line])).toEqual([0]);
  });

  it.each([
    "checking for /etc/ld.so.conf: No such file or directory, went on",
    "src/parse.c:118:9: warning: unused variable 'count'",
    "gcc -O2 -Wall -Werror -c src/error.c -o src/error.o",
    "checking for error_at_line... no",
    "0 errors, 3 warnings",
    "  CC       lib/error.lo",
    "Setting up liberror-perl (0.17029-2) ...",
    "make[1]: Leaving directory '/src'",
    "test errors: ok",
    "ok  \tgithub.com/pkg/errors\t0.003s",
  ])("are not: %s", (line) => {
    expect(matcherOf(anyError()).matching([line])).toEqual([]);
  });

  it("are those of a table whose rows can be read, and what a person adds", () => {
    for (const { source } of errorPatterns) expect(() => new RegExp(source)).not.toThrow();
    expect(matcherOf(anyError(["^BOOM"])).matching(["BOOM 1", "a BOOM"])).toEqual([0]);
  });

  it("are told on long lines in no time", () => {
    const hostile = [
      "a:".repeat(8000),
      " ".repeat(16_000),
      "a.".repeat(8000),
      "a: ".repeat(6000),
      "(".repeat(16_000),
      ":error".repeat(2600),
    ];
    expect(matcherOf(anyError()).matching(hostile)).toBeDefined();
  });
});
