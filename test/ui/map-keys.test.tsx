/** The person's own keys: bound, shown wherever a key is named, taken back. */
import { afterEach, expect, it } from "vitest";
import { scriptLines } from "../../src/debugger/commands/script.ts";
import { position } from "../../src/debugger/session.ts";
import { type MemorySession, memorySession } from "../helpers/memory-session.ts";
import { openScreen, type TestScreen } from "../helpers/screen.tsx";

const text = "FROM busybox\nRUN one\nRUN two\nRUN three\n";
const esc = "\u001b";
const enter = "\r";
const f5 = "\u001b[15~";

let screen: TestScreen;
let session: MemorySession;
afterEach(async () => {
  screen.close();
  await session.close();
});

function open(rc = "", options: Parameters<typeof openScreen>[1] = {}): void {
  session = memorySession({ text });
  screen = openScreen(session, { rows: 40, commands: scriptLines(rc, "dbuildrc"), ...options });
}

const type = (line: string): void => screen.press(":", ...line, enter);

it("binds a key to a line, says what it was, and gives it back", async () => {
  open();
  type("map x run to 3");
  await screen.until("x is run to 3 now; x was copy.");
  screen.press("x");
  await screen.until("Here is line 3.");
  expect(position(session.session())).toBe(2);
  type("map x");
  await screen.until("x is run to 3.");
  type("map x conti");
  await screen.until("x is continue now; x was run to 3.");
  type("unmap x");
  await screen.until("x is copy again.");
  screen.press("x");
  await screen.until("copy from the layer");
  screen.press(esc);
  type("map alt-n 2");
  await screen.until("Alt-N is 2 now.");
  screen.press("\u001bn");
  await screen.until("line 2: RUN");
});

it("shows the person's keys wherever a key is named", async () => {
  open("map j next\nmap f5 continue\nmap n down\nmap 3 help\nmap ctrl-q quit\nmap q up\n");
  await screen.until("j runs it, F5 runs on.");
  expect(screen.frame()).toMatch(/j next {2}F5 continue.*3 help {2}Ctrl-Q quit/);
  screen.press("3");
  await screen.until("Your keys");
  expect(screen.frame()).toContain(" Your keys\n   j                   next (was down)\n   F5                  continue\n");
  expect(screen.frame()).toContain("\n   j                   run the next instruction\n   F5 c                run on to");
  expect(screen.frame()).toContain("Esc close  q n PgUp PgDn scroll");
  screen.press(esc, "]", "]", "]");
  await screen.until("There is no config yet: j runs the FROM.");
  screen.press("j");
  await screen.until("before step 2/4");
  type("help next");
  await screen.until("run the next instruction. Keys: j.");
  type("help skip");
  await screen.until(/V tells what it\s+changes. u goes back/);
  screen.press(f5);
  await screen.until("Built");
});

it("names a command by its name once its keys are all taken", async () => {
  open("map n up\nmap q up\n");
  await screen.until(/:next runs it, c runs on\..*:next next .* :quit quit/s);
});

it("lists them, and refuses what cannot be bound", async () => {
  open();
  type("map");
  await screen.until("You have bound no key: map n continue binds one.");
  for (const [line, reason] of [
    ["map ctrl-c next", "Ctrl-C cannot be bound: it pauses, stops and leaves"],
    ["map escape next", "Esc cannot be bound"],
    ["map ctrl-pgpu next", 'There is no key "ctrl-pgpu"'],
    ["map x brake 3", 'There is no command "brake": did you mean break?'],
    ["map x next 3", "next takes no words."],
    ["unmap x", "x is not a key that you have bound."],
    ["unmap", "unmap takes a key"],
    [`map x echo ${"y".repeat(500)}`, "A key takes at most 500 characters"],
  ] as const) {
    type(line);
    await screen.until(reason);
  }
  type("map f5 wrap");
  await screen.until("F5 is wrap now.");
  type("map");
  await screen.until(/Your keys\n {3}F5 {17} wrap/);
});

it("says file and line, and stops there", async () => {
  open("map f5 next\n# mine\nmap enter next\nmap f6 next\n");
  await screen.until("dbuildrc:3: Enter cannot be bound: it ends what is typed.");
  type("map f6");
  await screen.until("F6 is no key of a command.");
});

it("keeps what there is to know at the start on the screen", async () => {
  session = memorySession({ text });
  session.controller.tell({ topic: "earlier sessions", text: "There was one before.", until: "start" });
  screen = openScreen(session, { commands: scriptLines("map f5 next\nset wrap on\n", "rc") });
  await screen.until("There was one before.");
  screen.press(f5);
  await screen.until("before step 2/4");
});

it("leaves answers, text fields and the editor their keys", async () => {
  open("map y next\nmap o next\nmap s next\nmap k next\nmap d next\n");
  await screen.until("y runs it");
  session.hold("one");
  screen.press("c");
  await session.runs("one");
  screen.press("\u0003", "\u0003");
  await screen.until("Stop the instruction now?");
  screen.press("y");
  await screen.until("stopped by you");
  screen.press("/", "y", "o", "s");
  await screen.until("yos");
  screen.press(esc, "e", "y", "o", "d");
  await screen.until("yod");
  screen.press(esc);
  await screen.until("Save your changes?");
  screen.press("d");
  await screen.until("quit", "Save your changes?");
  expect(session.commands.map(({ name }) => name)).not.toContain("next");
});

it("keeps a hundred", async () => {
  const keys = Array.from({ length: 101 }, (_, at) => `map ${String.fromCodePoint(0x4e00 + at)} next`);
  open(keys.join("\n"));
  await screen.until("dbuildrc:101: You have bound 100 keys already");
});
