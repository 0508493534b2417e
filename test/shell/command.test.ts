import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shellArgv, shellProgram } from "../../src/shell/command.ts";
import { historyLine, words } from "../../src/shell/quoting.ts";

const run = (shell: string, command: string): string => execFileSync(shell, ["-c", command], { encoding: "utf8" });
const text = fc.string({ unit: "grapheme" }).filter((word) => !word.includes("\0"));

describe("quoting", () => {
  test.each(["/bin/sh", "/bin/bash"])("%s reads words back as they are", (shell) => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 20 }), (list) => {
        expect(
          run(shell, `printf '%s\\0' ${words(list)}`)
            .split("\0")
            .slice(0, -1),
        ).toEqual(list);
      }),
      { numRuns: 40 },
    );
  });

  test("what needs no quotes has none", () => {
    expect(words(["apt-get", "install", "-y", "libc6=2.36", "a b", "it's", ""])).toBe(
      `apt-get install -y libc6=2.36 'a b' 'it'\\''s' ''`,
    );
  });
});

describe("a line of history", () => {
  const line = (command: string): string => historyLine(command, "/bin/sh", "/dev/shm/command");

  test("is the command when that is one line", () => {
    expect(line(`echo "it's" $HOME \\$x`)).toBe(`echo "it's" $HOME \\$x`);
  });

  test("does what several lines do", () => {
    const command = `for i in 1 2; do\n  echo "$i: it's" 'a\\nb\t$x'\ndone\ncat <<END\nEnd of "all"\nEND`;
    expect(line(command)).not.toContain("\n");
    expect(run("/bin/bash", line(command))).toBe(run("/bin/bash", command));
  });

  test("any text between quotes comes through a line break", () => {
    fc.assert(
      fc.property(text, (word) => {
        const command = `printf %s \\\n ${words([word])}`;
        expect(run("/bin/bash", line(command))).toBe(word);
      }),
      { numRuns: 40 },
    );
  });

  test("is never longer than busybox can edit", () => {
    expect(line(`echo ${"x".repeat(2000)}`)).toBe("/bin/sh /dev/shm/command");
    expect(line("é".repeat(600))).toBe("/bin/sh /dev/shm/command");
  });
});

describe("the program of SHELL", () => {
  test.each([
    [[], ["/bin/sh"]],
    [["/bin/sh", "-c"], ["/bin/sh"]],
    [["/bin/bash", "-eo", "pipefail", "-c"], ["/bin/bash"]],
    [
      ["/usr/bin/env", "bash", "-c"],
      ["/usr/bin/env", "bash"],
    ],
    [
      ["/busybox/busybox", "sh", "-c"],
      ["/busybox/busybox", "sh"],
    ],
    [["powershell", "-Command"], ["powershell"]],
  ])("%j", (shell, program) => {
    expect(shellProgram(shell)).toEqual(program);
  });
});

describe("the command", () => {
  test.each([[["powershell", "-Command"]], [["/usr/bin/fish", "-c"]], [["cmd", "/S", "/C"]]])("%j starts plainly", (shell) => {
    expect(shellArgv(shell, "exit 1")).toEqual({ argv: [shell[0]], env: [] });
  });

  test("starts the instruction's shell, and puts nothing into the environment", () => {
    const { argv, env } = shellArgv(["/bin/bash", "-o", "pipefail", "-c"], "make | tee log");
    expect(argv.slice(0, 2)).toEqual(["/bin/bash", "-c"]);
    expect(argv.at(-1)).toBe("/bin/bash");
    expect(env).toEqual([]);
    expect(argv.join("\n")).toContain("set -o pipefail");
    expect(shellArgv(["/bin/bash", "-c"], "x").argv.join("\n")).not.toContain("pipefail");
  });

  test("an exec form is quoted", () => {
    expect(shellArgv(["/bin/sh", "-c"], ["/bin/echo", "a b"]).argv).toContain("/bin/echo 'a b'");
  });

  test("every script it makes can be read by its shell", () => {
    fc.assert(
      fc.property(text, fc.constantFrom([], ["-l"], ["-o", "pipefail"]), (command, options) => {
        for (const shell of ["/bin/sh", "/bin/bash"]) {
          const [, , starter = "", , startUp = ""] = shellArgv([shell, ...options, "-c"], command).argv;
          for (const script of [starter, startUp])
            execFileSync(shell, ["-n"], { input: script, stdio: ["pipe", "pipe", "pipe"] });
        }
      }),
      { numRuns: 25 },
    );
  });

  test("a command too long for an argument is left out", () => {
    for (const argument of shellArgv(["/bin/sh", "-c"], "'".repeat(100_000)).argv)
      expect(argument.length).toBeLessThan(128 * 1024);
    for (const argument of shellArgv(["/bin/sh", "-c"], "'".repeat(24_000)).argv)
      expect(argument.length).toBeLessThan(128 * 1024);
  });
});
