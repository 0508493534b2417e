/** A whole program around the UI, for tests on a pty. Its first argument says what happens. */
import { once } from "node:events";
import { askToEnd, endingCode, listenForEnd, underWay } from "../../src/cli/ending.ts";
import { keepWriting } from "../../src/cli/streams.ts";
import { type Ends, startUi } from "../../src/ui/start.tsx";
import { compileLines, deskAfter } from "./scenes.ts";

const [scenario = "idle"] = process.argv.slice(2);
const desk = deskAfter(6);
desk.dispatch({ type: "run", goal: { kind: "continue" }, now: Date.now() });

function updates(): void {
  const lines: string[] = [];
  let left = 50;
  const timer = setInterval(() => {
    lines.push(`${lines.length} ${compileLines[lines.length % compileLines.length]}`);
    desk.print(6, lines);
    if (--left > 0) return;
    clearInterval(timer);
    desk.fail({ message: "updates are over" });
  }, 40);
}

if (scenario === "updates") updates();
else if (scenario !== "running") desk.fail();
process.once("SIGUSR2", () => {
  throw new Error("a bug");
});
// a shell that ends with the first key
desk.shell.during = async () => {
  process.stdout.write("in the shell\r\n");
  process.stdin.resume();
  await once(process.stdin, "data");
};

keepWriting();
listenForEnd();
const ends: Ends = {
  screen: ({ end }) => {
    underWay({ end: (cause) => end(cause.kind === "signal" ? cause.signal : "SIGTERM"), giveUp: async () => {} });
  },
  hangup: () => askToEnd("SIGHUP"),
};
const left = await startUi(desk, { stdin: process.stdin, stdout: process.stdout, env: process.env, ends });
for (const line of left.lines) console.log(line);
console.log(`left: ${left.exit}`);
process.exit(endingCode());
