/** The Dockerfiles of scenes.ts as sessions on the engine in memory, in the states that tests of keys begin with. */
import { type MemorySession, memorySession } from "./memory-session.ts";
import { buildDockerfile, stagesDockerfile } from "./scenes.ts";

/** The story of one stage after another, with its first `count` steps done. */
export async function storyAfter(count: number, breakpoints: readonly number[] = [12]): Promise<MemorySession> {
  const session = memorySession({
    text: buildDockerfile,
    tags: ["story:latest"],
    maxParallel: 1,
    breakpoints,
    files: { configure: "", "Makefile.in": "", "src/main.c": "int main;\n" },
    images: ["debian:bookworm", "debian:bookworm-slim"],
    writes: { "make -j4": ["/src/out/app", "/src/reports"] },
  });
  for (let at = 0; at < count; at++) await session.at({ name: "next" });
  return session;
}

/** Stopped at the RUN of line 13, which failed with exit code 2. */
export async function failedStory(): Promise<MemorySession> {
  const session = await storyAfter(6);
  session.fails("make -j4", 2);
  await session.at({ name: "continue" });
  return session;
}

/** The first RUN is under way. */
export async function runningStory(): Promise<MemorySession> {
  const session = await storyAfter(2);
  session.hold("apt-get");
  session.controller.execute({ name: "continue" });
  await session.runs("apt-get");
  return session;
}

/** Three stages with a RUN of each under way; `others-end`: one has failed; `failed`: the others have ended, too. */
export async function stagesStory(state: "side-by-side" | "others-end" | "failed"): Promise<MemorySession> {
  const session = memorySession({
    text: stagesDockerfile,
    files: { "server/main.go": "package main\n", "web/package.json": "{}\n" },
    images: ["golang:1.24", "node:22", "debian:bookworm"],
    writes: { "go build": ["/server"], "run build": ["/dist/index.html"] },
  });
  session.hold("go build", "npm ci", "apt-get");
  session.controller.execute({ name: "continue" });
  for (const part of ["go build", "npm ci", "apt-get"]) await session.runs(part);
  session.print("go build", ["gcc -O2 -Wall -c src/main.c -o src/main.o"]);
  session.print("npm ci", ["added 214 packages in 9s"]);
  if (state === "side-by-side") return session;
  const failed = until(session, () => session.session().failures.s7 !== undefined);
  await session.end("npm ci", 1);
  await failed;
  if (state === "others-end") return session;
  await session.end("go build");
  await session.end("apt-get");
  await session.controller.idle();
  return session;
}

/** Settles at the first change after which `check` holds. */
export function until({ controller }: Pick<MemorySession, "controller">, check: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!check()) return;
      forget();
      resolve();
    };
    const forget = controller.subscribe(look);
    look();
  });
}
