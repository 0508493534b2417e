// A play: acts with the real commands they run, their real output, and what must be true. Plain Node, no dependencies.
import { run } from "../scripts/setup/processes.mjs";

const colours = process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== "dumb";
const paint = (code) => (text) => (colours ? `\u001b[${code}m${text}\u001b[39;22m` : text);
const [bold, dim, green, red] = ["1", "2", "32", "31"].map(paint);
const print = (line = "") => process.stdout.write(`${line}\n`);

/** Opens a play; `env` is what its commands run with. */
export function newPlay(env) {
  let acts = 0;
  let untrue = 0;
  return {
    /** A new act begins. */
    act(title) {
      print(`\n${bold(`${++acts}. ${title}`)}`);
    },
    /** A sentence for the reader. */
    tell(text) {
      print(`   ${text}`);
    },
    /** Text as it is (a screen, a file), set off by a bar. */
    show(text) {
      for (const line of text.trimEnd().split("\n")) print(`   ${dim("|")} ${line}`);
    },
    /**
     * Runs a program, printing it as `shown` and its output as it comes (`only(line)`: which of its lines; the rest is
     * counted). Resolves with { code, stdout, stderr, text }.
     */
    async command(shown, program, args, { only = () => true, ...options } = {}) {
      print(`   ${dim("$")} ${shown}`);
      let hidden = 0;
      const lines = byLine((line) => (only(line) ? print(`   ${dim("|")} ${line}`) : hidden++));
      const result = await run(program, args, { env, ...options, onText: lines.take });
      lines.end();
      if (hidden > 0) print(`   ${dim(`| (and ${hidden} lines that the programs printed)`)}`);
      return result;
    },
    /** Something that must be true for the story to be. Prints it either way; returns it. */
    check(what, truth) {
      if (!truth) untrue++;
      print(`   ${truth ? green("✓") : red("✗ NOT TRUE:")} ${what}`);
      return truth;
    },
    /** The last line; returns the exit code of the play. */
    end(time) {
      const seconds = `${Math.round(time / 1000)} s`;
      print(
        untrue === 0
          ? `\n${green(`Every act was true.`)} (${acts} acts, ${seconds})`
          : `\n${red(`${untrue} of the claims above ${untrue === 1 ? "was" : "were"} not true.`)} (${seconds})`,
      );
      return untrue === 0 && acts > 0 ? 0 : 1;
    },
  };
}

/** Cuts text that comes in pieces into lines. A carriage return starts the line anew, as on a terminal. */
function byLine(tell) {
  let rest = "";
  const say = (line) => tell(line.replace(/\r+$/, "").split("\r").at(-1));
  return {
    take(chunk) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop();
      lines.forEach(say);
    },
    end() {
      if (rest !== "") say(rest);
    },
  };
}
