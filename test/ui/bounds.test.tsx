/** Whatever the session, the view and the size: a frame fits its terminal, and holds nothing that is not printable. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { onLine } from "../../src/debugger/breakpoints/breakpoint.ts";
import { newPanes, updatePanes } from "../../src/ui/panes/index.ts";
import { width } from "../../src/ui/text.ts";
import { plainTheme, themeFor } from "../../src/ui/theme.ts";
import { newView, updateView, type View, type ViewAction } from "../../src/ui/view.ts";
import { buildDockerfile, compileLines, longDockerfile, sceneOf } from "../helpers/scenes.ts";
import { type ScriptedSession, scriptedSession } from "../helpers/scripted-session.ts";
import { frameOf } from "../helpers/still.tsx";

const hostile =
  'FROM scratch AS x\nENV A="\u001b[2J\u202e日本語日本語日本語日本語" \\\n\tB=\u0007x\nLABEL z="👩‍👩‍👧 e\u0301 \u009b31m"\n';

type Deed = (script: ScriptedSession) => void;
const deeds: readonly Deed[] = [
  (script) => script.say({ type: "run", goal: { kind: "next" }, now: 0 }),
  (script) => script.say({ type: "run", goal: { kind: "continue" }, now: 0 }),
  (script) => script.succeed(),
  (script) => script.succeed({ how: "cached", ms: 0 }),
  (script) => script.succeed({ how: "hand", note: "by \u001b[31mhand\u202e" }),
  (script) => script.fail({ message: `${"long ".repeat(60)}\u001b]0;x\u0007`, hint: "try\nthis" }),
  (script) => script.fail({ kind: "interrupted", container: "c".repeat(64) }),
  (script) => script.finish(),
  (script) => script.lose("the engine\nis gone \u001b[2J".repeat(8)),
  (script) => script.say({ type: "back" }),
  (script) => script.say({ type: "pause" }),
  (script) => {
    for (const line of [1, 2, 5]) script.say({ type: "addBreakpoint", breakpoint: onLine(line) });
  },
  (script) =>
    script.print(
      0,
      Array.from({ length: 300 }, (_, at) => compileLines[at % 8] ?? ""),
    ),
  (script) => script.print(1, ["x".repeat(3000), "\u001b[31m日\u001b[0m".repeat(400), ""]),
  (script) => {
    script.notices = ["a notice \u001b[2J ".repeat(20), "another one ".repeat(30)];
  },
];

const question = {
  text: "Keep? ".repeat(30),
  detail: "+/a/b/c ".repeat(50),
  choices: [
    { key: "k", label: "keep ".repeat(20) },
    { key: "escape", label: "stay" },
  ],
};
const views: readonly ViewAction[] = [
  { type: "focus" },
  { type: "pick", item: 4 },
  { type: "pick", item: 70 },
  { type: "unfold" },
  { type: "pane", pane: "output", action: { type: "scroll", id: "s1", top: 120 } as { type: string } },
  { type: "pane", pane: "output", action: { type: "wrap" } },
  { type: "tab", tab: "config" },
  { type: "pane", pane: "config", action: { type: "scroll", top: 3 } as { type: string } },
  { type: "help", top: 3 },
  { type: "ask", question },
  { type: "open-editor", id: "s2", line: 3, source: 'ENV A="\u001b[2J\u202e日本" \\\n\tB=\u0007x' },
  { type: "edit", action: { type: "end" } },
  { type: "edit", action: { type: "paste", text: "日本\t".repeat(40) } },
  { type: "edit", action: { type: "down" } },
  { type: "say", message: { text: "m".repeat(300), tone: "bad" } },
  { type: "wait", what: "Waiting for \u001b[31msomething" },
];

// biome-ignore lint/suspicious/noControlCharactersInRegex: SGR is what is looked for
const sgr = /\u001b\[[\d;]*m/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not come out
const control = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

it("holds for any session", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(buildDockerfile, longDockerfile, hostile),
      fc.array(fc.constantFrom(...deeds), { maxLength: 25 }),
      fc.array(fc.constantFrom(...views), { maxLength: 8 }),
      fc.record({ columns: fc.integer({ min: 1, max: 210 }), rows: fc.integer({ min: 1, max: 70 }) }),
      fc.constantFrom(plainTheme, themeFor({ TERM: "xterm" }), themeFor({ TERM: "linux", NO_COLOR: "1" })),
      (text, done, seen, size, theme) => {
        const script = scriptedSession({
          text,
          path: "a/very/long/path/\u001b[31m/日本/Dockerfile",
          tags: ["日本:latest", "b:c"],
        });
        for (const deed of done) deed(script);
        const view: View = seen.reduce(updateView, newView);
        const panes = seen.reduce(updatePanes, newPanes);
        const rows = frameOf({ ...sceneOf({ script, view, now: 5000 }, size), panes }, theme).split("\n");
        expect(rows).toHaveLength(Math.max(1, size.rows - 1));
        for (const row of rows) {
          expect(row.replace(sgr, "")).not.toMatch(control);
          expect(width(row.replace(sgr, ""))).toBeLessThanOrEqual(size.columns);
        }
      },
    ),
    { numRuns: 60 },
  );
});
