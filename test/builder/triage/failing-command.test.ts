/** Which command of a RUN is told to have failed. The messages are those that dash 0.5.12, bash 5.2 and busybox 1.35 printed of these scripts. */
import { describe, expect, it } from "vitest";
import { heredoc, ran, told } from "../../helpers/ran-run.ts";

const shells = { ash: "/bin/sh", dash: "/usr/bin/dash", bash: "/usr/bin/bash" } as const;
type Said = { readonly [name in keyof typeof shells]?: string };

describe("told by the shell, in a heredoc", () => {
  it.each<[name: string, script: string, code: number, said: Said, wanted: string]>([
    [
      "a program that is not there",
      "set -e\necho a\n\n# comment\nnope\necho b",
      127,
      {
        ash: "a\n/bin/sh: nope: not found",
        dash: "a\n/usr/bin/dash: 5: nope: not found",
        bash: "a\n/usr/bin/bash: line 5: nope: command not found",
      },
      "at 5: nope",
    ],
    [
      "behind && on lines of their own",
      "echo a &&\necho b &&\nnope &&\necho c",
      127,
      {
        ash: "a\nb\n/bin/sh: nope: not found",
        dash: "a\nb\n/usr/bin/dash: 3: nope: not found",
        bash: "a\nb\n/usr/bin/bash: line 3: nope: command not found",
      },
      "at 3: nope",
    ],
    [
      "in a loop",
      "for i in 1 2\ndo\n  echo $i\n  nope $i\ndone",
      127,
      {
        ash: "1\n/bin/sh: nope: not found\n2\n/bin/sh: nope: not found",
        dash: "1\n/usr/bin/dash: 4: nope: not found\n2\n/usr/bin/dash: 4: nope: not found",
        bash: "1\n/usr/bin/bash: line 4: nope: command not found\n2\n/usr/bin/bash: line 4: nope: command not found",
      },
      "at 4: nope $i",
    ],
    [
      "in a branch of case",
      "case a in\n b) nope;;\n a)\n  nope2\n ;;\nesac",
      127,
      {
        ash: "/bin/sh: nope2: not found",
        dash: "/usr/bin/dash: 4: nope2: not found",
        bash: "/usr/bin/bash: line 4: nope2: command not found",
      },
      "at 4: nope2",
    ],
    [
      "in a function, which bash calls environment",
      "f() {\n  echo x\n  nope\n}\necho y\nf",
      127,
      {
        ash: "y\nx\n/bin/sh: nope: not found",
        dash: "y\nx\n/usr/bin/dash: 3: nope: not found",
        bash: "y\nx\nenvironment: line 3: nope: command not found",
      },
      "at 3: nope",
    ],
    [
      "with an argument of several lines, of which bash counts the last",
      "nope 'a\nb\nc'",
      127,
      {
        ash: "/bin/sh: nope: not found",
        dash: "/usr/bin/dash: 1: nope: not found",
        bash: "/usr/bin/bash: line 3: nope: command not found",
      },
      "at 1: nope 'a b c'",
    ],
    [
      "below another here-document",
      "cat <<EOF\na\n$(nope)\nb\nEOF\nnope2",
      127,
      {
        ash: "/bin/sh: nope: not found\na\n\nb\n/bin/sh: nope2: not found",
        dash: "/usr/bin/dash: 3: nope: not found\na\n\nb\n/usr/bin/dash: 6: nope2: not found",
        bash: "/usr/bin/bash: line 1: nope: command not found\na\n\nb\n/usr/bin/bash: line 6: nope2: command not found",
      },
      "at 6: nope2",
    ],
    [
      "what may not be executed",
      "echo a\n/etc/passwd",
      126,
      {
        ash: "a\n/bin/sh: /etc/passwd: Permission denied",
        dash: "a\n/usr/bin/dash: 2: /etc/passwd: Permission denied",
        bash: "a\n/usr/bin/bash: line 2: /etc/passwd: Permission denied",
      },
      "at 2: /etc/passwd",
    ],
    [
      "a path that is not there",
      "echo a\n/opt/nope/x",
      127,
      {
        ash: "a\n/bin/sh: /opt/nope/x: not found",
        dash: "a\n/usr/bin/dash: 2: /opt/nope/x: not found",
        bash: "a\n/usr/bin/bash: line 2: /opt/nope/x: No such file or directory",
      },
      "at 2: /opt/nope/x",
    ],
    [
      "cd, whose line ash counts wrong",
      "set -e\ncd /nope\necho b",
      2,
      {
        ash: "/bin/sh: cd: line 1: can't cd to /nope: No such file or directory",
        dash: "/usr/bin/dash: 2: cd: can't cd to /nope",
        bash: "/usr/bin/bash: line 2: cd: /nope: No such file or directory",
      },
      "at 2: cd /nope",
    ],
    [
      "a file that cannot be written",
      "set -e\necho x > /nope/y\necho b",
      2,
      {
        ash: "/bin/sh: can't create /nope/y: nonexistent directory",
        dash: "/usr/bin/dash: 2: cannot create /nope/y: Directory nonexistent",
        bash: "/usr/bin/bash: line 2: /nope/y: No such file or directory",
      },
      "at 2: echo x > /nope/y",
    ],
    [
      "a variable that is not set",
      "set -eu\necho a\necho $nope",
      2,
      {
        ash: "a\n/bin/sh: nope: parameter not set",
        dash: "a\n/usr/bin/dash: 3: nope: parameter not set",
        bash: "a\n/usr/bin/bash: line 3: nope: unbound variable",
      },
      "at 3: echo $nope",
    ],
    [
      "a line that cannot be read",
      "echo a\n)\necho b",
      2,
      {
        dash: 'a\n/usr/bin/dash: 2: Syntax error: ")" unexpected',
        bash: "a\n/usr/bin/bash: -c: line 2: syntax error near unexpected token `)'\n/usr/bin/bash: -c: line 2: `)'",
      },
      "at 2: )",
    ],
  ])("%s", (_, script, code, said, wanted) => {
    for (const [name, output] of Object.entries(said))
      expect(told(ran(heredoc(script), [shells[name as keyof typeof shells], "-c"]), code, output), name).toBe(wanted);
  });

  it("a signal, which bash tells with a line", () => {
    const said = "/usr/bin/bash: line 2:   632 Segmentation fault      (core dumped) ./crash now";
    expect(told(ran(heredoc("set -e\n./crash now\necho b"), ["/usr/bin/bash", "-c"]), 139, said)).toBe("at 2: ./crash now");
  });

  it.each([
    ["#!/usr/bin/dash -e", "/dev/pipes/EOS: 4: nope: not found"],
    ["#!/bin/sh", "/dev/pipes/EOS: line 4: nope: not found"],
    ["#!/usr/bin/env -S bash -e", "/dev/pipes/EOS: line 4: nope: command not found"],
  ])("a script of its own: %s", (first, said) => {
    expect(told(ran(heredoc(`${first}\necho a\n\nnope`)), 127, `a\n${said}`)).toBe("at 4: nope");
  });
});

it.each([
  [
    "&& over lines, with comments among them",
    "RUN echo a && \\\n  # why\n  echo b && \\\n  nope --x \\\n    --y && \\\n  echo c",
    3,
  ],
  ["one line", "RUN echo a && nope --x --y", 0],
  ["a heredoc behind it", "RUN cat <<X > /f && \\\n  nope --x --y\ntext\nX", 1],
  ["flags before it", "RUN --network=none \\\n  echo a; nope --x --y", 1],
])("told by the shell, whose lines are all 1: %s", (_, run, line) => {
  const said = "/bin/sh: 1: nope: not found";
  expect(told(ran(run), 127, said)).toBe(`at ${line}: nope --x --y`);
  expect(told(ran(run), 127, said.replace("1: ", ""))).toBe(`at ${line}: nope --x --y`);
  expect(told(ran(run, ["bash", "-c"]), 127, "bash: line 1: nope: command not found")).toBe(`at ${line}: nope --x --y`);
});

describe("told by whoever printed last", () => {
  const chain =
    "RUN apt-get update && \\\n apt-get install -y nopenope && \\\n cp /a /b && \\\n cp /nope /x && \\\n cd s && ./configure && \\\n make -j8 && \\\n";
  it.each<[string, number, string, string | undefined]>([
    ["E: Unable to locate package nopenope", 100, chain, "likely 1: apt-get install -y nopenope"],
    ["E: The repository has no Release file.", 100, chain, undefined],
    ["cp: cannot stat '/nope': No such file or directory", 1, chain, "likely 3: cp /nope /x"],
    ["cp: can't stat '/nope': No such file or directory", 1, chain, "likely 3: cp /nope /x"],
    ["make[1]: *** [Makefile:2: all] Error 1\nmake: *** [Makefile:9: sub] Error 2", 2, chain, "likely 5: make -j8"],
    ["/bin/sh: 1: gcc: not found\nmake: *** [Makefile:2: all] Error 127", 2, chain, "likely 5: make -j8"],
    ["configure: error: no acceptable C compiler found", 1, chain, "likely 4: ./configure"],
    ["./configure: line 345: nope: command not found", 127, chain, "likely 4: ./configure"],
    ["curl: (22) The requested URL returned error: 404", 22, `${chain} curl -f x`, "likely 6: curl -f x"],
    ["curl: (22) The requested URL returned error: 404", 1, `${chain} curl -f x`, undefined],
    [
      "tar: /none.tgz: Cannot open: No such file or directory\ntar: Error is not recoverable: exiting now",
      2,
      `${chain} tar xf /none.tgz`,
      "likely 6: tar xf /none.tgz",
    ],
    ["npm ERR! code 1\nnpm ERR! A complete log of this run can be found in: /root/x", 1, `${chain} npm ci`, "likely 6: npm ci"],
    [
      "npm error code E404\nnpm error A complete log of this run can be found in: /root/x",
      1,
      `${chain} sudo -E npm ci`,
      "likely 6: sudo -E npm ci",
    ],
    ["fatal: repository '/nope/x' does not exist", 128, `${chain} git clone /nope/x`, "likely 6: git clone /nope/x"],
    [
      "ERROR: Invalid requirement: '/nope/x'\nHint: It looks like a path.",
      1,
      `${chain} pip install /nope/x`,
      "likely 6: pip install /nope/x",
    ],
    ["sh: nope: not found", 127, `${chain} sh -c nope`, "likely 6: sh -c nope"],
    ["/t/s.sh: line 2: nope: not found", 3, `${chain} sh -e /t/s.sh`, "likely 6: sh -e /t/s.sh"],
    ["tar: Removing leading `/' from member names", 1, `${chain} tar cf /x /y && test -f z`, undefined],
    ["done", 1, chain, undefined],
    ["make: *** [Makefile:2: all] Error 1", 137, chain, undefined],
  ])("%s", (said, code, run, wanted) => {
    expect(told(ran(run.replace(/ \\\n$/, " true")), code, `some line\n${said}`)).toBe(wanted);
  });

  it.each([
    ["what is rescued", "RUN make || echo no && \\\n  false"],
    ["what is not the last of a pipe", "RUN make | tee log && \\\n false"],
    ["what a script goes on behind", "RUN make; \\\n  false"],
    ["what is asked", "RUN if make; then echo; fi && \\\n false"],
    ["what is put in", "RUN echo $(make) && \\\n false"],
    ["one of two that say the same", "RUN make && \\\n  make"],
    ["a word of another shell", 'RUN ["make", "x"]'],
    ["what cannot be read", "RUN make && \\\n echo 'x"],
    ["the one command there is", "RUN make"],
  ])("says nothing of %s", (_, run) => {
    const parsed = run.startsWith("RUN [") ? undefined : ran(run);
    if (parsed) expect(told(parsed, 2, "make: *** [Makefile:2: all] Error 1")).toBeUndefined();
  });

  it.each([
    ["|| exit 2", "RUN true && make || exit 2", []],
    ["set -e", "RUN set -e; make; \\\n true", []],
    ["a shell with -e", "RUN make; \\\n true", ["/bin/bash", "-euo", "pipefail", "-c"]],
    ["pipefail", "RUN make | tee log && \\\n true", ["/bin/bash", "-o", "pipefail", "-c"]],
  ])("%s makes its failure that of the RUN", (_, run, shell) => {
    const what = ran(run, shell.length > 0 ? shell : undefined);
    expect(told(what, 2, "make: *** [Makefile:2: all] Error 1")).toBe("likely 0: make");
  });
});

it("keeps to lines of a sane length and scripts of a sane size", () => {
  const long = "x".repeat(1_000_000);
  expect(told(ran("RUN a && \\\n b"), 1, `${long}: ${long}`)).toBeUndefined();
  const nested = ["(\n", "$(\n", "${\n", '"$(\n', "f() \n", "{ \n", "if \n", "case x in x) \n"];
  for (const each of nested) {
    expect(told(ran(heredoc(each.repeat(8_000))), 127, "/bin/sh: 1: nope: not found"), each).toBeUndefined();
    expect(told(ran(heredoc(each.repeat(60))), 127, "/bin/sh: 1: nope: not found"), each).toBeUndefined();
  }
});
