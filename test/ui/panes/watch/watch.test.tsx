/** The tab of watched commands, by keys on the real controller over the engine in memory. */
import { afterEach, expect, it } from "vitest";
import { type MemorySession, memorySession } from "../../../helpers/memory-session.ts";
import { openScreen, type TestScreen } from "../../../helpers/screen.tsx";
import { until } from "../../../helpers/until.ts";

let screen: TestScreen | undefined;
let session: MemorySession;
afterEach(async () => {
  screen?.close();
  screen = undefined;
  await session.close();
});
const enter = "\r";

it("runs the command in the layer of each step that is looked at, and marks what the step changed", async () => {
  session = memorySession({ text: "FROM busybox\nRUN one\nRUN two\n", writes: { one: ["/opt/a"], two: ["/opt/b"] } });
  await session.at({ name: "continue" });
  screen = openScreen(session, { columns: 120, rows: 30 });
  screen.press("7");
  await screen.until("Nothing is watched.");
  const runs = session.ran.length;
  screen.press(":", ..."watch watched command", enter);
  await screen.until(/1 watched command/);
  await screen.until("it printed nothing");
  screen.press(":", ..."watch watched command", enter);
  await screen.until("That command is watched already.");
  // in the layer of the step and in the one before it
  const { looks } = session.controller;
  await until(
    () => looks.known({ what: "watch", step: 2, command: "watched command", before: true }).kind === "known",
    () => "it was not run before the step",
  );
  expect(session.ran.slice(runs)).toEqual(["watched command", "watched command"]);
  screen.press(":", ..."goto 2", enter);
  await screen.until(/Watch of line 2/);
  expect(await session.engine.containers("dbuild-")).toEqual([]);
  screen.press(":", ..."unwatch 3", enter);
  await screen.until("Watches are numbered 1 to 1.");
  screen.press(":", ..."unwatch 1", enter);
  await screen.until("Nothing is watched.");
});

it("asks once for each of several, and once for one whose layer has gone", async () => {
  session = memorySession({ text: "FROM busybox\nRUN one\nRUN two\nRUN three\n", writes: { one: ["/1"], two: ["/2"] } });
  await session.at({ name: "continue" });
  for (const command of ["a", "b", "c"]) session.controller.execute({ name: "watch", command: `watched ${command}` });
  const image = session.session().outcomes.s2?.image ?? "";
  for (const tag of (await session.engine.image(image))?.tags ?? []) await session.engine.untag(tag);
  const runs = session.ran.length;
  screen = openScreen(session, { columns: 120, rows: 30 });
  screen.press(":", ..."goto 2", enter, "7");
  await screen.until(/1 watched a\s[\s\S]*removed it[\s\S]*2 watched b[\s\S]*removed it[\s\S]*3 watched c[\s\S]*removed it/);
  // each once in the layer that has gone; those before it are run beside
  const { looks } = session.controller;
  await until(
    () => looks.known({ what: "watch", step: 1, command: "watched c", before: true }).kind === "known",
    () => "it was not run before the step",
  );
  // containers are numbered through: six were asked for, three of them of a layer that is not there
  expect(session.engine.calls.findLast((call) => /^create .*-files$/.test(call))).toBe("create dbuild-s-line2-6-files");
  screen.press(":", ..."goto 4", enter);
  await screen.until(/Watch of line 4[\s\S]*3 watched c[\s\S]*it printed nothing/);
  await until(
    () => looks.known({ what: "watch", step: 3, command: "watched c", before: true }).kind === "known",
    () => "it was not run before the step",
  );
  expect(session.ran.slice(runs).toSorted()).toEqual(
    ["a", "a", "a", "b", "b", "b", "c", "c", "c"].map((each) => `watched ${each}`),
  );
});
