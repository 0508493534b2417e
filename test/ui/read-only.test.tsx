/** The screen on a session that another process has: it follows, and refuses all that would change something. */
import { afterEach, expect, it } from "vitest";
import { type ReadOnlyController, readOnlyController } from "../../src/debugger/read-only.ts";
import { openScreen, type TestScreen } from "../helpers/screen.tsx";
import { type ScriptedSession, scriptedSession } from "../helpers/scripted-session.ts";

const reason = "Read-only: this session is open in another dbuild, process 4711.";
let screen: TestScreen;
let isLeft = false;
afterEach(() => screen.close());

function watched(): { readonly script: ScriptedSession; readonly controller: ReadOnlyController } {
  const script = scriptedSession({ text: "FROM busybox\nRUN one\nRUN two\n" });
  script.say({ type: "run", goal: { kind: "continue" }, now: 0 });
  const controller = readOnlyController({
    engine: { address: "memory:", version: "0", apiVersion: "1.51", os: "linux", architecture: "amd64", store: "graph" },
    tags: [],
    path: "Dockerfile",
    session: script.session(),
    reason,
    output: (step) => script.output(script.session().plan.steps.findIndex(({ id }) => id === step)),
  });
  isLeft = false;
  screen = openScreen({ controller }, { offersResume: () => isLeft });
  return { script, controller };
}

it("follows what the other process does, and says who that is", async () => {
  const { script, controller } = watched();
  await screen.until("process 4711");
  script.succeed();
  script.print(1, ["from the other one"]);
  controller.show(script.session(), reason);
  await screen.until("from the other one");
  script.fail();
  controller.show(script.session(), reason);
  await screen.until("exit code 2");
});

it("refuses every key that would change something, and leaves at once", async () => {
  const { script, controller } = watched();
  for (const key of ["n", "c", "t", "u", "b", "p", "r", "R", "a", "C", "s", "S", "x", "v", "e", "z", "V", "E", "d"]) {
    screen.press(key);
    await screen.until("process 4711");
    expect([screen.asked, screen.gone()], key).toEqual([[], false]);
  }
  expect(controller.snapshot().session).toBe(script.session());
  screen.press("q");
  expect(await screen.left).toMatchObject({ exit: "quit" });
});

it("ends at once where it is told to, though an instruction runs in the other process", async () => {
  watched();
  screen.end("ended");
  expect(await screen.left).toMatchObject({ exit: "ended" });
});

it("goes on with the session by Enter, once nobody has it", async () => {
  const { script, controller } = watched();
  screen.press("\r");
  isLeft = true;
  controller.show(script.session(), "Read-only: the dbuild that had this session has ended. Enter goes on with it.");
  await screen.until("has ended");
  expect(screen.gone()).toBe(false);
  screen.press("\r");
  expect(await screen.left).toMatchObject({ exit: "resume" });
});
