/** Which line of a here-document an interpreter complains of, as Python 3.11, Perl 5.36 and Node 20 print it. */
import { describe, expect, it } from "vitest";
import { ran, told } from "../../helpers/ran-run.ts";

describe("told by another interpreter", () => {
  const python =
    "Traceback (most recent call last):\n  File \"<stdin>\", line 2, in <module>\nFileNotFoundError: [Errno 2] No such file or directory: '/nope'";
  it.each([
    [
      "python through standard input",
      "RUN echo a && \\\n python3 <<EOF\nimport os\nos.stat('/nope')\nEOF",
      1,
      python,
      "at 3: os.stat('/nope')",
    ],
    ["perl", "RUN perl - <<EOF\nuse strict;\ndie 'gone';\nEOF", 255, "gone at - line 2.", "at 2: die 'gone';"],
    [
      "node",
      "RUN node - <<EOF\nlet x = 1\nnope()\nEOF",
      1,
      "[stdin]:2\nnope()\n^\n\nReferenceError: nope is not defined\n    at [stdin]:2:1\n    at runScript (node:internal/process/execution:101:62)\n\nNode.js v20.20.2",
      "at 2: nope()",
    ],
    [
      "a script of its own",
      "RUN <<EOF\n#!/usr/bin/env python3\nimport os\ndef f():\n  os.stat('/nope')\nf()\nEOF",
      1,
      python.replace(
        '  File "<stdin>", line 2, in <module>',
        '  File "/dev/pipes/EOF", line 5, in <module>\n  File "/dev/pipes/EOF", line 4, in f',
      ),
      "at 4: os.stat('/nope')",
    ],
    [
      "which went on behind it",
      "RUN python3 <<EOF\nimport os\nos.stat('/nope')\nEOF",
      1,
      `${python}\nlater\nand later`,
      "likely 2: os.stat('/nope')",
    ],
    ["a line that is not there", "RUN python3 <<EOF\nimport os\nEOF", 1, python.replace("line 2", "line 9"), undefined],
  ])("%s", (_, run, code, said, wanted) => {
    expect(told(ran(run), code, said)).toBe(wanted);
  });
});
