/** The UI on a real pty: its cost, its colours, and every way out. */
import { execFileSync } from "node:child_process";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { bundled } from "../helpers/bundled.ts";
import { openPty, type PtyScreen } from "../helpers/pty-screen.ts";
import { until } from "../helpers/until.ts";

let program: Awaited<ReturnType<typeof bundled>>;
let command = "";
beforeAll(async () => {
  program = await bundled("ui-program.ts");
  command = `${process.execPath} ${program.file}`;
});
afterAll(() => program.remove());

let pty: PtyScreen | undefined;
afterEach(() => pty?.close());

/** Runs the program in a shell that tells afterwards how the terminal was left. */
function open(scenario: string, options: Parameters<typeof openPty>[2] = {}): PtyScreen {
  pty = openPty("sh", ["-c", `${command} ${scenario}; echo "code $?"; stty -a`], options);
  return pty;
}

/** Main screen, cooked mode with echo, cursor shown, no paste mode, and nothing of ours left on the screen. */
async function sane(screen: PtyScreen): Promise<string> {
  const text = await screen.until(/code \d+[\s\S]* -?echo /);
  expect(screen.buffer()).toBe("normal");
  expect(text).toMatch(/(^|\s)icanon/m);
  expect(text).toMatch(/(^|\s)echo/m);
  const raw = screen.raw();
  // those that are taken by a key may never have been
  for (const mode of ["1049", "2004", ...["1000", "1006"].filter((each) => raw.includes(`\u001b[?${each}h`))])
    expect(raw.lastIndexOf(`\u001b[?${mode}l`)).toBeGreaterThan(raw.lastIndexOf(`\u001b[?${mode}h`));
  expect(raw.lastIndexOf("\u001b[?25h")).toBeGreaterThan(raw.lastIndexOf("\u001b[?25l"));
  expect(raw.lastIndexOf("\u001b[?7h")).toBeGreaterThan(raw.lastIndexOf("\u001b[?7l"));
  return text;
}

describe("the ways out", () => {
  it("q", async () => {
    const screen = open("idle");
    await screen.until("FAILED");
    expect(screen.buffer()).toBe("alternate");
    // its own title is put aside before ours is set
    const titled = "\u001b]2;FAILED step 7/12: ";
    expect(screen.raw().indexOf("\u001b[22;0t")).toBeLessThan(screen.raw().indexOf(titled));
    expect(screen.raw()).toContain(titled);
    screen.write("q");
    const text = await sane(screen);
    expect(screen.raw().lastIndexOf("\u001b[23;0t")).toBeGreaterThan(screen.raw().lastIndexOf("\u001b]2;"));
    expect(text).toContain("kept as dbuild-failed:s-line13-");
    expect(text).toContain("left: quit");
    expect(text).not.toContain("FAILED");
  });

  it.each([
    ["TERM", 143],
    ["HUP", 129],
    ["INT", 130],
    ["QUIT", 131],
  ])("SIG%s", async (signal, code) => {
    const screen = open("idle");
    await screen.until("FAILED");
    screen.write("m");
    await screen.until("mouse on");
    expect(screen.raw()).toContain("\u001b[?1000h\u001b[?1006h");
    execFileSync("pkill", [`-${signal}`, "-P", String(screen.pid)]);
    const text = await sane(screen);
    expect(text).toContain("left: ended");
    expect(text).toContain(`code ${code}`);
  });

  it("an exception nobody caught is told on the normal screen", async () => {
    const screen = open("idle");
    await screen.until("FAILED");
    execFileSync("pkill", ["-USR2", "-P", String(screen.pid)]);
    const text = await sane(screen);
    expect(text).toContain("Error: a bug");
    expect(text).not.toContain("code 0");
  });

  it("Ctrl-Z stops, fg brings everything back", async () => {
    pty = openPty("sh", ["-i"], { env: { PS1: "ready$ ", ENV: "" } });
    await pty.until("ready$");
    pty.write(`${command} idle\r`);
    await pty.until("FAILED");
    pty.write("\u001a");
    await pty.until(/Stopped|suspended/i);
    expect(pty.buffer()).toBe("normal");
    pty.write("echo typed; stty -a | grep -o '.icanon'\r");
    await pty.until(/typed\n[\s\S]*^ icanon/m);
    pty.write("fg\r");
    await pty.until("FAILED");
    expect(pty.buffer()).toBe("alternate");
    pty.write("q");
    await pty.until("left: quit");
    expect(pty.buffer()).toBe("normal");
  });

  it("a stop from outside leaves a sane terminal, and a resize meanwhile is seen afterwards", async () => {
    const screen = openPty("bash", ["--norc", "-i"], { env: { PS1: "ready$ " } });
    pty = screen;
    await screen.until("ready$");
    screen.write(`sh -c 'echo $$ >/dev/null; exec ${command} idle'\r`);
    await screen.until("FAILED");
    execFileSync("pkill", ["-TSTP", "-P", String(screen.pid)]);
    await screen.until(/Stopped/);
    expect(screen.buffer()).toBe("normal");
    screen.resize(70, 20);
    screen.write("echo typed; stty -a | grep -o '.icanon'\r");
    await screen.until(/typed\n[\s\S]*^ icanon/m);
    screen.write("fg\r");
    await screen.until(/^ FAILED [^\n]*(\n[^\n]*){17}\n [^\n]*q quit/);
    expect(screen.buffer()).toBe("alternate");
    screen.write("q");
    await screen.until("left: quit");
    expect(screen.buffer()).toBe("normal");
  });
});

it("gives the terminal to the shell and comes back as it was", async () => {
  const screen = open("idle");
  await screen.until(/FAILED[\s\S]*q quit/);
  screen.write("m");
  await screen.until("mouse on");
  await screen.until("A click selects, the wheel scrolls; Shift-drag selects text.");
  // what the failed step wrote is read a second after it failed
  const before = await screen.until("wrote  /src/out/app");
  const mouse = () => screen.raw().lastIndexOf("\u001b[?1000h") > screen.raw().lastIndexOf("\u001b[?1000l");
  expect(mouse()).toBe(true);
  screen.write("s");
  await screen.until("in the shell");
  expect(screen.buffer()).toBe("normal");
  expect(mouse()).toBe(false);
  screen.write("\r");
  await screen.until(/The shell changed no files[\s\S]*q quit/);
  expect(screen.buffer()).toBe("alternate");
  const after = await screen.until("wrote  /src/out/app");
  expect(after.replace("The shell changed no files.", "A click selects, the wheel scrolls; Shift-drag selects text.")).toBe(
    before,
  );
  expect(mouse()).toBe(true);
});

it("follows the terminal's size", async () => {
  const screen = open("idle");
  await screen.until("FAILED");
  for (const [columns, rows] of [
    [120, 40],
    [40, 12],
    [100, 30],
  ] as const) {
    screen.resize(columns, rows);
    const text = await screen.until(new RegExp(`^ FAILED [^\\n]*(\\n[^\\n]*){${rows - 3}}\\n [^\\n]*q quit\\n$`));
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(columns);
  }
});

it("costs little to keep up to date", async () => {
  const screen = open("updates");
  await screen.until("RUNNING");
  const start = screen.raw().lastIndexOf("\u001b[?2026h");
  await screen.until("updates are over");
  const written = screen.raw().slice(start, screen.raw().lastIndexOf("\u001b[?2026l") + 8);
  // Never the whole screen: rows that changed, at their places. Eight rows of output scroll 50 times.
  expect(written).not.toContain("\u001b[2J");
  expect(written).not.toContain("\u001b[3J");
  expect(written.length).toBeLessThan(50 * 1200);
  expect(written.split("\u001b[K").length).toBeLessThan(50 * 12);
  expect(written.split("\u001b[?2026h").length).toBe(written.split("\u001b[?2026l").length);
});

it("writes nothing while nothing changes", async () => {
  const screen = open("idle");
  await screen.until("FAILED");
  // quiet for a second once, however long a busy machine takes to come to it
  let before = 0;
  const quiet = () => {
    const last = before;
    before = screen.raw().length;
    return before === last;
  };
  await until(quiet, () => "the screen never stops writing", { every: 1000 });
});

describe("colours", () => {
  it("are of the 16 base ones where there are no more, and the words stand on a colour of their own", async () => {
    const screen = open("idle", { env: { TERM: "xterm" } });
    await screen.until("FAILED");
    expect(screen.styled(0)[0]).toEqual({ text: "FAILED", look: "bold fg15 bg1" });
    const list = Array.from({ length: 24 }, (_, row) => screen.styled(row)).flat();
    expect(list).toContainEqual({ text: "▸ failed", look: "fg1" });
    expect(list).toContainEqual({ text: "✓", look: "fg2" });
    expect(list.find(({ text }) => text.includes("RUN make -j4"))?.look).toBe("inverse");
    for (const { look } of list) for (const [, colour] of look.matchAll(/[fb]g(\d+)/g)) expect(Number(colour)).toBeLessThan(16);
  });

  it("go by the background that the terminal tells, which is no key and goes to no program", async () => {
    const screen = open("idle", { env: { COLORTERM: "truecolor" } });
    await screen.until("FAILED");
    const failed = () => Array.from({ length: 24 }, (_, row) => screen.styled(row).find(({ text }) => text === "▸ failed")?.look);
    await until(
      () => screen.raw().includes("\u001b]11;?\u001b\\\u001b[c"),
      () => "the terminal is not asked",
    );
    expect(failed()).toContain(`fg${0xff9a93}`);
    // who gives the terminal away waits for the answer, which comes in pieces
    screen.write("\u001b]11;rgb:ff");
    screen.write("s");
    screen.write("\u001b]11;rgb:ffff/ffff/ffff\u001b\\\u001b[?64;1c");
    await screen.until("in the shell");
    screen.write("\r");
    await screen.until(/The shell changed no files[\s\S]*q quit/);
    expect(failed()).toContain(`fg${0xaf0000}`);
    screen.write(":set theme dark\r");
    await until(
      () => failed().includes(`fg${0xff9a93}`),
      () => `the theme stays ${failed()}`,
    );
    screen.write("q");
    expect(await sane(screen)).not.toContain("rgb:");
    expect(screen.raw().split("\u001b]11;?").length).toBe(2);
  });

  it("are left away with NO_COLOR, and every state can still be told", async () => {
    const screen = open("updates", { env: { NO_COLOR: "1" } });
    await screen.until("warning:");
    await screen.until("FAILED");
    const list = Array.from({ length: 24 }, (_, row) => screen.styled(row)).flat();
    expect(list.filter(({ look }) => /[fb]g/.test(look))).toEqual([]);
    expect(screen.styled(0)[0]).toEqual({ text: "FAILED", look: "bold inverse" });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: SGR is what is looked for
    expect(screen.raw()).not.toMatch(/\u001b\[(3|4|9)\dm/);
  });
});
