/** The tab of files: its tree as a value, and by keys on the real controller over the engine in memory. */
import fs from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type Looks, noLooks } from "../../../../src/debugger/looks.ts";
import type { Folder, LayerEntry } from "../../../../src/look/found.ts";
import { newFiles, updateFiles } from "../../../../src/ui/panes/files/state.ts";
import { modeWord, treeRows } from "../../../../src/ui/panes/files/tree.ts";
import { type MemorySession, memorySession } from "../../../helpers/memory-session.ts";
import { openScreen, type TestScreen } from "../../../helpers/screen.tsx";

const entry = (path: string, fields: Partial<LayerEntry> = {}): LayerEntry => ({
  path,
  type: "file",
  mode: 0o644,
  uid: 0,
  gid: 0,
  size: 1,
  mtime: 0,
  inode: "1",
  device: "",
  ...fields,
});

const looksOf = (folders: Readonly<Record<string, Folder>>): Looks => ({
  ...noLooks,
  known: (look) => {
    const value = "path" in look ? folders[look.path] : undefined;
    return value === undefined ? { kind: "reading" } : { kind: "known", value: value as never };
  },
});

describe("the tree", () => {
  const folder = (path: string) => entry(path, { type: "directory" });
  const folders = {
    "/": { path: "/", entries: [folder("/a"), folder("/b"), entry("/c")] },
    "/a": { path: "/a", entries: [folder("/a/d"), entry("/a/e")] },
    "/b": { path: "/b", entries: [] },
  };
  const shown = (open: readonly string[]) =>
    treeRows(looksOf(folders), 1, open).map((row) => "  ".repeat(row.depth) + (row.kind === "said" ? row.text : row.entry.path));

  it("has what is open in its place, however deep", () => {
    expect(shown([])).toEqual(["/a", "/b", "/c"]);
    expect(shown(["/b", "/a", "/a/d"])).toEqual(["/a", "  /a/d", "    Reading…", "  /a/e", "/b", "  (empty)", "/c"]);
  });

  it("is made once for as long as nothing of it changes, 100,000 files or not", () => {
    const entries = Array.from({ length: 100_000 }, (_, at) => entry(`/${at}`));
    const looks = looksOf({ "/": { path: "/", entries } });
    const rows = treeRows(looks, 1, []);
    expect(rows).toHaveLength(100_000);
    expect(treeRows(looks, 1, [])).toBe(rows);
    expect(treeRows(looks, 1, ["/x"])).not.toBe(rows);
  });

  it("closes what is below a folder with it, and opens the way to a path", () => {
    const place = { at: 0, top: 0 };
    const open = (state: typeof newFiles, path: string) => updateFiles(state, { type: "toggle", path, place });
    const state = ["/a", "/a/b", "/ab"].reduce(open, newFiles);
    expect(open(state, "/a").open).toEqual(["/ab"]);
    expect(updateFiles(newFiles, { type: "reveal", path: "/etc/ssl/certs" })).toMatchObject({
      open: ["/etc", "/etc/ssl"],
      reveal: "/etc/ssl/certs",
    });
    expect(updateFiles(state, { type: "pick", item: 1 }).open).toEqual(["/a", "/a/b", "/ab"]);
  });
});

it.each([
  ["file", 0o644, "-rw-r--r--"],
  ["directory", 0o1777, "drwxrwxrwt"],
  ["file", 0o4755, "-rwsr-xr-x"],
  ["file", 0o2640, "-rw-r-S---"],
  ["symlink", 0o777, "lrwxrwxrwx"],
] as const)("writes %s %o as ls does", (type, mode, word) => {
  expect(modeWord({ type, mode })).toBe(word);
});

describe("by keys", () => {
  let screen: TestScreen;
  let session: MemorySession;
  afterEach(async () => {
    screen.close();
    await session.close();
  });
  const type = (line: string): void => screen.press(":", ...line, "\r");
  const [enter, leave] = ["\r", "\u001b"];

  it("opens folders one by one, shows a file, goes to a path, offers what is chosen for copying", async () => {
    session = memorySession({ text: "FROM busybox\nRUN one\nRUN two\n", writes: { one: ["/opt/deep/one.log"] } });
    await session.at({ name: "next" });
    await session.at({ name: "next" });
    screen = openScreen(session, { columns: 140, rows: 30 });
    const looked = () => session.engine.calls.filter((call) => call.startsWith("create") && call.endsWith("-files")).length;
    expect(looked()).toBe(0);
    type("files 2");
    await screen.until(/Files of line 2[\s\S]*\/ of the layer after step 2[\s\S]*drwxr-xr-x 0:0 .*\+ bin\//, "cat ->");
    // a container to see that the program is there, and one for the folder: nothing of what is below is asked
    expect(looked()).toBe(2);
    screen.press(enter);
    await screen.until(/- bin\/[\s\S]*cat -> sh/);
    screen.press(enter);
    await screen.until(/\+ bin\//, "cat -> sh");
    type("files /opt/deep/one.log");
    await screen.until(/▌-rw-r--r-- 0:0 .*one\.log/);
    screen.press("x");
    await screen.until(/copy from the layer of step 2:.*\/opt\/deep\/one\.log/);
    screen.press(leave);
    await screen.until(/▌-rw-r--r-- 0:0 .*one\.log/, "copy from");
    screen.press(enter);
    await screen.until(/ \/opt\/deep\/one\.log {2}18 B[\s\S]* \/opt\/deep\/one\.log/);
    screen.press(leave);
    await screen.until("of the layer after step 2");
    type("files 3 /etc/nothing");
    await screen.until(/\/ of the layer before step 3/);
    expect(await session.engine.containers("dbuild-")).toEqual([]);
  });

  it("says what is no text, and where a link leads", async () => {
    session = memorySession({ text: "FROM busybox\nRUN one\n" });
    await session.at({ name: "next" });
    screen = openScreen(session, { columns: 140, rows: 30 });
    type("files 1 /bin/cat");
    await screen.until(/▌.*cat -> sh/);
    screen.press(enter);
    // the link leads to a file: its text
    await screen.until(/ \/bin\/cat {2}7 B[\s\S]* program/);
    screen.press(leave);
    await screen.until(/▌.*cat -> sh/);
  });

  describe("v", () => {
    const env = { EDITOR: "ed -s" };
    const chosen = async () => {
      session = memorySession({ text: "FROM busybox\nRUN one\nRUN two\n", writes: { one: ["/etc/app.conf"] } });
      await session.at({ name: "continue" });
      screen = openScreen(session, { columns: 140, rows: 30, env });
      type("files 2 /etc/app.conf");
      await screen.until(/▌.*app\.conf/);
    };
    /** Where the editor had the file last. */
    const copy = () => / (\S+app\.conf)$/.exec(screen.asked.at(-1) ?? "")?.[1] ?? "none";

    it("edits the chosen file by the person's editor; the step is by hand, z takes it back", async () => {
      await chosen();
      screen.program = ([, file = ""]) => {
        expect(fs.statSync(file).mode & 0o777).toBe(0o600);
        expect(fs.statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
        expect(fs.readFileSync(file, "utf8")).toBe("/etc/app.conf\n");
        fs.writeFileSync(file, "by hand\n");
      };
      screen.press("v");
      await screen.until(
        "Edited /etc/app.conf in the layer of step 2. 1 step below will run again. a goes on with it, z takes it back.",
      );
      expect(screen.asked.at(-1)).toMatch(/^spawn ed -s \S+app\.conf$/);
      type("files 2 /etc/app.conf");
      await screen.until(/of the state kept by hand of step 2[\s\S]*▌.* 8 B .*app\.conf/);
      screen.press("1");
      await screen.until("edited by you");
      screen.press("z");
      await screen.until("Took back: the edit of a file in its layer, line 2.");
      expect(fs.existsSync(path.dirname(copy()))).toBe(false);
    });

    it("does nothing where the editor changed nothing or ended badly, and says so", async () => {
      await chosen();
      const { outcomes } = session.session();
      screen.press("v");
      await screen.until("Nothing was changed in /etc/app.conf.");
      screen.exitCode = 1;
      screen.press("v");
      await screen.until("ed ended with exit code 1; the layer is as it was");
      screen.exitCode = -1;
      screen.press("v");
      await screen.until(/cannot start ed: spawn ed ENOENT: set EDITOR/);
      type("edit-in-layer 2 /etc/app.conf --to x");
      await screen.until("edit-in-layer takes a place, a path and --from");
      type("edit-in-layer 2 ../bin");
      await screen.until("/bin is a folder: name a file in it");
      expect(session.session().outcomes).toEqual(outcomes);
      expect(fs.existsSync(path.dirname(copy()))).toBe(false);
    });

    it("an edit that could not be put back is not lost: its file is told, and --from takes it later", async () => {
      await chosen();
      screen.program = ([, file = ""]) => fs.writeFileSync(file, "by hand\n");
      session.refuseCommit("no space left on device");
      screen.press("v");
      const [, kept = ""] = /edited text is in (\S+app\.conf)/.exec(await screen.until(/no space left .*app\.conf/)) ?? [];
      expect(fs.readFileSync(kept, "utf8")).toBe("by hand\n");
      type(`edit-in-layer 2 /etc/app.conf --from ${kept}`);
      await screen.until("Edited /etc/app.conf in the layer of step 2.");
      fs.rmSync(path.dirname(kept), { recursive: true });
    });

    it("what an editor has when the screen is ended from outside is told, and in no layer", async () => {
      await chosen();
      const { outcomes } = session.session();
      screen.program = ([, file = ""]) => {
        fs.writeFileSync(file, "by hand\n");
        screen.end("ended");
      };
      screen.press("v");
      const { lines } = await screen.left;
      const [, kept = ""] = /edited text of a file, which is not in its layer yet, is in (\S+)$/.exec(lines.at(-1) ?? "") ?? [];
      expect(fs.readFileSync(kept, "utf8")).toBe("by hand\n");
      expect(session.session().outcomes).toEqual(outcomes);
      fs.rmSync(path.dirname(kept), { recursive: true });
    });
  });
});
