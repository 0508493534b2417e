/** The UI on a desk that plays an engine, to look at it in a real terminal: npx tsx test/helpers/ui-harness.ts [Dockerfile] */
import { readFileSync } from "node:fs";
import { runningAt } from "../../src/debugger/session.ts";
import { startUi } from "../../src/ui/start.tsx";
import { fakeDesk } from "./fake-desk.ts";
import { buildDockerfile, compileLines } from "./scenes.ts";

const [file] = process.argv.slice(2);
const text = file === undefined ? buildDockerfile : readFileSync(file, "utf8");

let attempt = 0;
const desk = fakeDesk({
  text,
  breakpoints: [12],
  onEffect: (fake, effect) => {
    if (effect.type === "finish") setTimeout(fake.finish, 700);
    if (effect.type === "acceptStep") setTimeout(() => fake.succeed({ how: "hand", note: "accepted" }), 400);
    if (effect.type !== "runStep") return;
    const { step, start } = effect;
    const { kind } = step.instruction;
    if (kind !== "run") {
      const cached = kind === "from" || kind === "arg";
      setTimeout(
        () => fake.succeed({ how: cached ? "cached" : "done", ms: 130, size: kind === "copy" ? 1_340_000 : 0 }, step.index),
        150,
      );
      return;
    }
    const lines: string[] = [];
    const endless = process.env.HARNESS_ENDLESS !== undefined;
    const timer = setInterval(
      () => {
        if (runningAt(fake.session(), step.index)?.run !== effect.run) return clearInterval(timer);
        for (let each = 0; each < 7; each++) lines.push(compileLines[lines.length % compileLines.length] ?? "");
        fake.print(step.index, lines);
        if (endless || lines.length < 260) return;
        clearInterval(timer);
        const failing = step.instruction.text.includes("make -j") && start === "clean" && attempt++ === 0;
        if (!failing)
          return fake.succeed(
            {
              ms: 4100,
              size: 61_200_000,
              ...(start === "failed" && { how: "hand", note: "retried on the failed layer" }),
            },
            step.index,
          );
        lines.push(
          "src/io.c:41:10: \u001b[31mfatal error:\u001b[0m zlib.h: No such file or directory",
          "make: *** [Makefile:12: src/io.o] Error 1",
        );
        fake.print(step.index, lines);
        fake.fail({ message: "make -j4 ended with exit code 2", exitCode: 2, ms: 4300 }, step.index);
      },
      endless ? 5 : 60,
    );
  },
});
desk.shell = {
  ...desk.shell,
  changes: [
    { path: "/usr/include/zlib.h", kind: "added" },
    { path: "/etc/ld.so.cache", kind: "modified" },
    { path: "/root/.ash_history", kind: "added" },
  ],
  during: () => new Promise((resolve) => setTimeout(resolve, 600)),
};
const left = await startUi(desk, {
  stdin: process.stdin,
  stdout: process.stdout,
  env: process.env,
  ends: { screen: () => {}, hangup: () => process.exit(129) },
});
for (const line of left.lines) console.log(line);
