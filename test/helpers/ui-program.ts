/** A whole program around the UI, on the engine in memory, for tests on a pty. Its first argument says what happens. */
import { once } from "node:events";
import { askToEnd, endingCode, listenForEnd, underWay } from "../../src/cli/ending.ts";
import { keepWriting } from "../../src/cli/streams.ts";
import { type Ends, startUi } from "../../src/ui/start.tsx";
import { compileLines } from "./scenes.ts";
import { failedStory, storyAfter } from "./stories.ts";

const [scenario = "idle"] = process.argv.slice(2);
const story = scenario === "updates" ? await storyAfter(6) : await failedStory();

async function updates(): Promise<void> {
  story.hold("make -j4");
  story.controller.execute({ name: "continue" });
  await story.runs("make -j4");
  let count = 0;
  const timer = setInterval(() => {
    story.print("make -j4", [`${count} ${compileLines[count % compileLines.length]}`]);
    if (++count < 50) return;
    clearInterval(timer);
    story.print("make -j4", ["updates are over"]);
    void story.end("make -j4", 2);
  }, 40);
}

if (scenario === "updates") await updates();
process.once("SIGUSR2", () => {
  throw new Error("a bug");
});
// a shell that ends with the first key
story.shell.during = async () => {
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
const left = await startUi(story.controller, { stdin: process.stdin, stdout: process.stdout, env: process.env, ends });
for (const line of left.lines) console.log(line);
console.log(`left: ${left.exit}`);
await story.close();
process.exit(endingCode());
