/** Breakpoints on files: their globs, and the build stopping behind the step that wrote one. */
import { afterEach, describe, expect, it } from "vitest";
import { fileGlob } from "../../../src/debugger/breakpoints/file-glob.ts";
import { hitWords, listedBreakpoint } from "../../../src/debugger/breakpoints/words.ts";
import { writtenFiles } from "../../../src/debugger/breakpoints/written.ts";
import { outcomeOf, position } from "../../../src/debugger/session.ts";
import type { Change } from "../../../src/look/found.ts";
import { type MemorySession, memorySession } from "../../helpers/memory-session.ts";
import { say as sayIn } from "../../helpers/say.ts";

describe("a glob", () => {
  it.each([
    ["/etc/passwd", "/etc/passwd", true],
    ["/etc/passwd", "/etc/passwd-", false],
    ["/etc/passwd", "/usr/etc/passwd", false],
    // a folder stands for what is in it, as in .dockerignore
    ["/etc", "/etc/ssl/openssl.cnf", true],
    ["/etc/", "/etc/hosts", true],
    ["/usr/lib/*.so", "/usr/lib/a.so", true],
    ["/usr/lib/*.so", "/usr/lib/x/a.so", false],
    ["/usr/lib/**/*.so", "/usr/lib/a.so", true],
    ["/usr/lib/**/*.so", "/usr/lib/x/y/a.so", true],
    ["/usr/lib/**/*.so", "/usr/lib/a.so.1", false],
    ["**/*.log", "/var/log/x.log", true],
    ["/**", "/anything", true],
    ["/opt/[ab]?", "/opt/b1", true],
    ["/opt/[^ab]?", "/opt/b1", false],
    ["/opt/a\\*", "/opt/a*", true],
    ["/opt//./x", "/opt/x", true],
  ])("%s, %s: %s", (glob, path, meant) => {
    expect(fileGlob(glob)?.(path)).toBe(meant);
  });

  it.each(["/", "/etc/[a", "/etc/\\"])("%s is none", (glob) => {
    expect(fileGlob(glob)).toBeUndefined();
  });

  it("names the first path, and counts the others; a disabled one names none", () => {
    const changes: readonly Change[] = ["/etc/a", "/etc/b", "/usr/c"].map((path) => ({
      path,
      kind: "added",
      type: "file",
      size: 1,
      mtime: 1,
    }));
    const on = (id: string, glob: string, enabled = true) =>
      ({ id, where: { kind: "file", glob }, enabled, temporary: false }) as const;
    expect(writtenFiles([on("b1", "/etc"), on("b2", "/opt"), on("b3", "/usr/c"), on("b4", "/usr", false)], changes)).toEqual({
      b1: { path: "/etc/a", kind: "added", more: 1 },
      b3: { path: "/usr/c", kind: "added", more: 0 },
    });
  });
});

const text = `FROM busybox
ENV A=b
RUN first
COPY conf /etc/app/conf
RUN second
WORKDIR /srv
CMD ["x"]
`;
const writes = { first: ["/usr/lib/a.so", "/usr/lib/x/b.so", "/etc/passwd"], second: ["/etc/app/conf"] };
let session: MemorySession;
const open = () => {
  session = memorySession({ text, writes, files: { conf: "1" }, maxParallel: 1 });
};
const say = (...lines: readonly string[]) => sayIn(session, ...lines);
const hit = () => {
  const { status } = session.session();
  return status.kind === "stopped" && status.hit ? hitWords(status.hit) : undefined;
};
/** How many containers of layers were made to look into them. */
const looked = () => session.engine.calls.filter((call) => /-files/.test(call)).length;

describe("a breakpoint on a file", () => {
  afterEach(() => session.close());

  it.each([
    ["on file /usr/lib/**/*.so", "breakpoint b1 4", "b1 on file /usr/lib/**/*.so: /usr/lib/a.so added, and 1 more"],
    ["on file /etc/passwd", "breakpoint b1 4", "b1 on file /etc/passwd: /etc/passwd modified"],
    ["on file /etc/app", "breakpoint b1 5", "b1 on file /etc/app: /etc/app added, and 1 more"],
    ["on file /etc/app/conf hits >1", "breakpoint b1 6", "b1 on file /etc/app/conf hits >1: /etc/app/conf modified"],
    ["on file /srv temporary", "breakpoint b1 7", "b1 on file /srv temporary: /srv added"],
    ["on file /etc if line > 3", "breakpoint b1 5", "b1 on file /etc if line > 3: /etc/app added, and 1 more"],
    ["on file /etc if file =~ /conf$/", "breakpoint b1 6", "b1 on file /etc if file =~ /conf$/: /etc/app/conf modified"],
    ['on file "/my files/*"', "done", undefined],
    ["on file /opt/**", "done", undefined],
  ])("%s", async (words, stop, told) => {
    open();
    expect(await say(`break ${words}`, "continue")).toBe(stop);
    expect(hit()).toBe(told);
  });

  it("prints the file, and goes on", async () => {
    open();
    expect(await say("break on file /etc log '{line} wrote {file}'", "continue")).toBe("done");
    expect(session.session().printed.map((each) => each.text)).toEqual([
      "3 wrote /etc/passwd",
      "4 wrote /etc/app",
      "5 wrote /etc/app/conf",
    ]);
  });

  it("is met in cached layers too, and by what is taken by hand", async () => {
    open();
    session.fails("second", 1);
    expect(await say("continue")).toBe("failure 5");
    expect(await say("break on file /etc/app", "back", "next")).toBe("breakpoint b1 5");
    expect(await say("accept")).toBe("breakpoint b1 6");
    expect(hit()).toBe("b1 on file /etc/app: /etc/app/conf modified");
  });

  it("costs nothing while it is disabled, nor at what makes no layer", async () => {
    open();
    await say("break on file /etc/**", "disable b1", "continue");
    expect(looked()).toBe(0);
    await say("enable b1", "run-to 1", "next", "next");
    expect(looked()).toBe(0);
    await say("next");
    expect(looked()).toBeGreaterThan(0);
  });

  it("looks while the RUN's record is there: who is killed then loses nothing", async () => {
    const looks: number[] = [];
    const records = { put: async () => {}, forget: () => void looks.push(looked()), leave: () => {}, left: () => undefined };
    session = memorySession({ text, writes, files: { conf: "1" }, records });
    await say("break on file /etc/passwd", "next", "next");
    expect(looked()).toBe(0);
    expect(await say("next")).toBe("breakpoint b1 4");
    await expect.poll(() => looks).toEqual([looked()]);
    expect(looked()).toBeGreaterThan(0);
  });

  it("keeps the record until the result is told: who is killed in between does not run it again", async () => {
    const told: unknown[] = [];
    const forget = () => void told.push(outcomeOf(session.session(), 2)?.how);
    session = memorySession({
      text,
      writes,
      files: { conf: "1" },
      records: { put: async () => {}, forget, leave: () => {}, left: () => undefined },
    });
    await say("next", "next", "next");
    await expect.poll(() => told).toEqual(["done"]);
  });

  it("does not keep whom stops what runs", async () => {
    open();
    await say("break on file /etc/passwd", "next", "next");
    const looked = session.holdLooks();
    const stop = say("continue");
    await looked.begun;
    expect(session.session().status.kind).toBe("running");
    // what takes its time is told
    const { subscribe, snapshot } = session.controller;
    const told = () => snapshot().notices.map((each) => each.text);
    await new Promise<void>((resolve) => {
      subscribe(() => told().length > 0 && resolve());
    });
    expect(told()).toEqual(["Line 3 has ended; what it changed is looked up for the breakpoints on files."]);
    expect(await say("stop")).toBe("pause 4");
    expect(await stop).toBe("pause 4");
    expect(await session.engine.containers("dbuild-")).not.toEqual([]);
    looked.end();
    await session.controller.close();
    expect(await session.engine.containers("dbuild-")).toEqual([]);
    expect(told()).toEqual([]);
  });

  it("that cannot look tells so, and the result stands", async () => {
    open();
    await say("break on file /etc/passwd");
    session.refuseLooks("no room");
    expect(await say("next", "next", "next")).toBe("step 4");
    expect(session.controller.snapshot().notices.map((each) => each.text)).toEqual([
      "What line 3 changed could not be looked up, so no breakpoint on a file stopped there: no room.",
    ]);
  });

  it.each([
    ["break on file", /takes a path of the image/],
    ["break on file etc/passwd", /takes a path of the image/],
    ["break on file /etc/[a", /no pattern for files/],
    ["break 3 if file == 'x'", /Only a breakpoint on a file knows/],
    ["break on file /etc iff x", /"iff" means nothing there/],
  ])("%s is refused", async (words, reason) => {
    open();
    expect(await say(words)).toMatch(reason);
  });

  it("is set once for a glob, and follows nothing", async () => {
    open();
    await say("break on file '/my files/*' hits %2", "break on file '/my files/*'");
    expect(session.session().breakpoints.map(listedBreakpoint)).toEqual(["b0 on failure", 'b1 on file "/my files/*"']);
    expect(position(session.session())).toBe(0);
  });
});
