/** The UI on Ink's testing library: keys as bytes in, frames as text out. Waits for frames, never for a time. */
import { EventEmitter } from "node:events";
import { render } from "ink-testing-library";
import type { Controller } from "../../src/debugger/controller.ts";
import type { Host } from "../../src/ui/context.ts";
import { createDecoder } from "../../src/ui/decode-keys.ts";
import type { UiExit } from "../../src/ui/exit.ts";
import { createKeyboard } from "../../src/ui/hooks/use-keys.ts";
import { Screen } from "../../src/ui/mount.tsx";
import { plainTheme } from "../../src/ui/theme.ts";
import { still } from "../../src/ui/themes.ts";
import { createUi, type UiOptions } from "../../src/ui/ui.ts";

export type TestScreen = {
  /** Types bytes: `n`, `\u001b[A`. */
  press(...bytes: readonly string[]): void;
  frame(): string;
  /** The frame once it shows `wanted`, and not `unwanted`. Fails with the last one. */
  until(wanted: string | RegExp, unwanted?: string): Promise<string>;
  /** What the host was asked for. */
  readonly asked: readonly string[];
  /** How spawned programs end. */
  exitCode: number;
  /** What they do meanwhile. */
  program: (args: readonly string[]) => void;
  readonly left: Promise<UiExit>;
  gone(): boolean;
  end(exit: UiExit["exit"]): void;
  close(): void;
};

type Opening = { columns?: number; rows?: number; env?: Record<string, string> } & Pick<
  UiOptions,
  "commands" | "readScript" | "offersResume" | "opens"
>;

/** After how long a frame is given up, in milliseconds; nothing waits for that where all is well. */
const patience = 20_000;

export function openScreen(
  { controller }: { readonly controller: Controller },
  { columns = 100, rows = 30, env = {}, ...more }: Opening = {},
): TestScreen {
  const asked: string[] = [];
  const host: Host = {
    suspend: (work) => {
      asked.push("suspend");
      return work({
        write: (text) => asked.push(`write ${text}`),
        spawn: async (command, args, { input } = {}) => {
          asked.push(`spawn ${[command, ...args].join(" ")}`);
          if (input !== undefined) asked.push([...input].join(""));
          screen.program(args);
          if (screen.exitCode < 0) throw new Error(`spawn ${command} ENOENT`);
          return screen.exitCode;
        },
      });
    },
    stop: () => asked.push("stop"),
    redraw: () => asked.push("redraw"),
    clipboard: (text) => asked.push(`clipboard ${text}`),
    congested: () => false,
    notify: ({ how, text, state }) => asked.push(`notify ${how} ${state} ${text}`),
    theme: (name) => asked.push(`theme ${name}`),
  };
  const ui = createUi({ controller, host, size: { columns, rows }, env, pace: { calm: 0, urgent: 0 }, ...more });
  const keyboard = createKeyboard();
  const ink = render(<Screen source={ui} keyboard={keyboard} themes={still(plainTheme)} />);
  const drawn = new EventEmitter();
  const { write } = ink.stdout;
  ink.stdout.write = (text) => {
    write(text);
    drawn.emit("frame");
  };
  const decoder = createDecoder(keyboard.press, (answer) => answer.kind === "focus" && ui.focus(answer.on));
  ink.stdin.on("data", (data: string) => decoder.push(data));
  let over = false;
  void ui.done.then(() => {
    over = true;
  });
  const frame = () => ink.lastFrame() ?? "";
  const screen: TestScreen = {
    press: (...bytes) => {
      for (const each of bytes) ink.stdin.write(each);
    },
    frame,
    until: async (wanted, unwanted) => {
      const shows = () => (typeof wanted === "string" ? frame().includes(wanted) : wanted.test(frame()));
      const found = () => shows() && (unwanted === undefined || !frame().includes(unwanted));
      if (found()) return frame();
      return new Promise((resolve, reject) => {
        const look = () => {
          if (!found()) return;
          stop();
          resolve(frame());
        };
        const stop = () => {
          clearTimeout(timer);
          drawn.off("frame", look);
        };
        const timer = setTimeout(() => {
          stop();
          reject(new Error(`${wanted} did not come. The screen:\n${frame()}`));
        }, patience);
        drawn.on("frame", look);
      });
    },
    asked,
    exitCode: 0,
    program: () => {},
    left: ui.done,
    gone: () => over,
    end: ui.end,
    close: () => {
      ui.end("quit");
      ink.unmount();
      ink.cleanup();
    },
  };
  return screen;
}
