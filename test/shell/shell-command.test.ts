import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shellWords } from "../../src/shell/language.ts";
import { historyLine, quote, words } from "../../src/shell/quoting.ts";
import { byItself, throughShell, type Wanted } from "../../src/shell/shell-command.ts";

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

describe("the words of SHELL", () => {
  test.each([
    [[], ["/bin/sh"], "posix", true],
    [["/bin/sh", "-c"], ["/bin/sh"], "posix", true],
    [["/bin/bash", "-eo", "pipefail", "-c"], ["/bin/bash"], "posix", true],
    [["/usr/bin/env", "bash", "-o", "pipefail", "-c"], ["/usr/bin/env", "bash"], "posix", true],
    [["/busybox/busybox", "sh", "-c"], ["/busybox/busybox", "sh"], "posix", true],
    [["env", "-i", "A=b", "bash", "-c"], ["env", "-i", "A=b", "bash"], "posix", false],
    [["conda", "run", "-n", "ml", "/bin/bash", "-c"], ["conda", "run", "-n", "ml", "/bin/bash"], "posix", false],
    [["/wrap.sh", "/bin/sh", "-c"], ["/wrap.sh", "/bin/sh"], "posix", false],
    [["/wrap.sh"], ["/wrap.sh"], "posix", false],
    [["nix-shell", "-p", "python3", "--run"], ["nix-shell", "-p", "python3", "--run"], "posix", false],
    [["tini", "--", "sh", "-c"], ["tini", "--", "sh"], "posix", false],
    [["/usr/bin/fish", "-c"], ["/usr/bin/fish"], "fish", true],
    [["/usr/bin/env", "fish", "-c"], ["/usr/bin/env", "fish"], "fish", true],
    [["pwsh", "-Command"], ["pwsh"], "powershell", true],
    [["powershell.exe", "-Command"], ["powershell.exe"], "powershell", true],
    [["conda", "run", "python3.11", "-c"], ["conda", "run", "python3.11"], "other", false],
    [["cmd", "/S", "/C"], ["cmd"], "other", true],
  ] as const)("%j", (shell, program, language, direct) => {
    expect(shellWords(shell)).toMatchObject({ program, language, direct });
  });
});

const sh = { program: ["/bin/sh"], family: "sh" } as const;
const bash = { program: ["/bin/bash"], family: "bash" } as const;
const wanted = (shell: readonly string[], lastCommand: Wanted["lastCommand"], become: Wanted["become"] = bash): Wanted => ({
  shell,
  lastCommand,
  become,
  mark: "\u0002mark",
});

describe("the command", () => {
  test("is one string behind all words of SHELL, for a wrapper", () => {
    const shell = ["conda", "run", "-n", "ml", "/bin/bash", "-c"];
    const argv = throughShell(wanted(shell, "make"));
    expect(argv.slice(0, -1)).toEqual(shell);
    expect(argv.at(-1)).toContain("\nset -- /bin/bash\n");
  });

  test("keeps what SHELL's options mean to a person", () => {
    expect(byItself(wanted(["/bin/bash", "-o", "pipefail", "-c"], "make | tee log")).join("\n")).toContain("set -o pipefail");
    expect(byItself(wanted(["/bin/bash", "-c"], "x")).join("\n")).not.toContain("pipefail");
    expect(byItself(wanted(["/bin/bash", "-l", "-c"], "x")).join("\n")).toContain("/etc/profile");
  });

  test("an exec form is quoted", () => {
    expect(byItself(wanted(["/bin/sh", "-c"], ["/bin/echo", "a b"], sh)).at(-1)).toContain(quote("/bin/echo 'a b'"));
  });

  test("every script it makes can be read by its shell", () => {
    fc.assert(
      fc.property(
        text,
        fc.constantFrom([], ["-l"], ["-o", "pipefail"]),
        fc.constantFrom(sh, bash),
        (command, options, become) => {
          const script = byItself(wanted([...become.program, ...options, "-c"], command, become)).at(-1) ?? "";
          execFileSync(become.program[0], ["-n"], { input: script, stdio: ["pipe", "pipe", "pipe"] });
        },
      ),
      { numRuns: 25 },
    );
  });

  test("a command too long for an argument is left out", () => {
    for (const length of [100_000, 24_000])
      for (const become of [sh, bash])
        for (const argument of byItself(wanted(["/bin/sh", "-c"], "'".repeat(length), become)))
          expect(argument.length).toBeLessThan(128 * 1024);
  });
});
