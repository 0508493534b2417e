/** What is said of a RUN's exit code. */
import { expect, it } from "vitest";
import { endingOf } from "../../src/builder/exit-words.ts";

it.each<[object, RegExp, RegExp | undefined]>([
  [{ code: 1 }, /ended with exit code 1$/, undefined],
  [{ code: 137 }, /137$/, /SIGKILL.*no lack of memory.*dmesg/],
  [{ code: 137, oomKilled: true }, /137: out of memory$/, /the engine's machine more memory/],
  [{ code: 2, oomKilled: true, memoryLimit: 536_870_912 }, /2: out of memory$/, /may use 536\.9 MB/],
  [{ code: 137, signalled: true }, /137: ended from outside$/, /docker kill, docker stop/],
  [{ code: 143 }, /143$/, /SIGTERM/],
  [{ code: 139 }, /139$/, /SIGSEGV/],
  [{ code: 126 }, /126$/, /could not be run/],
  [{ code: 127 }, /127$/, /command not found/],
  [{ code: 190 }, /190$/, /signal 62$/],
  [{ code: 255 }, /255$/, undefined],
])("%j", (status, message, hint) => {
  const said = endingOf(["/bin/sh", "-c", "make\n  all"], { code: 0, oomKilled: false, ...status });
  expect(said.message).toMatch(/^"\/bin\/sh -c make all" ended/);
  expect(said.message).toMatch(message);
  if (hint === undefined) expect(said.hint).toBeUndefined();
  else expect(said.hint).toMatch(hint);
});
