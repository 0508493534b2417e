// A program on a real terminal, and when what arrives there arrived. Times are milliseconds of performance.now().
import { createRequire } from "node:module";
import { stripVTControlCharacters } from "node:util";
import { SetupError } from "../scripts/setup/say.mjs";

const require = createRequire(import.meta.url);

/** node-pty; undefined where it was not built. */
export function ptyOrNone() {
  try {
    return require("node-pty");
  } catch {
    return undefined;
  }
}

/** Starts `argv` on a terminal of 120 by 40. */
export function openTerminal(pty, argv, { env, cwd }) {
  const [program, ...args] = argv;
  const began = performance.now();
  const child = pty.spawn(program, args, { cols: 120, rows: 40, cwd, env: { ...env, TERM: "xterm-256color", LANG: "C.UTF-8" } });
  let text = ""; // what arrived and was not yet waited for
  let at = began;
  let bytes = 0;
  let over = false;
  let look = () => {};
  child.onData((data) => {
    at = performance.now();
    bytes += Buffer.byteLength(data);
    text += data;
    look();
  });
  const exited = new Promise((resolve) =>
    child.onExit(({ exitCode }) => {
      over = true;
      look();
      resolve(exitCode);
    }),
  );

  /**
   * Resolves with { at, match } when `find` (a pattern, or a function from a text to a match of it) finds something in what
   * arrived since the last find. Throws a SetupError with the last of the text when it does not come.
   */
  const until = (find, seconds = 120) =>
    new Promise((resolve, reject) => {
      const end = (settle, value) => {
        clearTimeout(timer);
        look = () => {};
        settle(value);
      };
      const fail = (why) => end(reject, new SetupError([`${argv.join(" ")}: ${why}, waiting for ${find}`, visible(text)]));
      const timer = setTimeout(() => fail(`nothing for ${seconds} s`), seconds * 1000);
      look = () => {
        const match = find instanceof RegExp ? find.exec(text) : find(text);
        if (match) {
          text = text.slice(match.index + match[0].length);
          end(resolve, { at, match });
        } else if (over) fail("it ended");
      };
      look();
    });
  const close = async () => {
    if (over) return;
    child.kill("SIGTERM");
    const patience = setTimeout(() => over || child.kill("SIGKILL"), 5000);
    await exited;
    clearTimeout(patience);
  };
  return { began, pid: child.pid, write: (text) => child.write(text), until, bytes: () => bytes, exited, close };
}

/** The last of a text without what only a terminal understands. */
const visible = (text) => stripVTControlCharacters(text.slice(-2000).replaceAll("\r", ""));

/** Patterns (their source): how every sequence begins, and what ends a whole frame of dbuild's. */
export const csi = "\\u001b\\[";
export const frameEnd = `${csi}\\?2026l`;
