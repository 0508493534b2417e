// The middle of the story on the screen: the TUI in a real terminal (tmux), key by key.
import { dbuildWords } from "../dbuild.mjs";
import { hasTerminal, openTerminal } from "../terminal.mjs";

/** Plays it and returns true; false (with a line that says so) where there is no tmux. */
export async function lookIntoScreen({ play, folder, file, env, failing, fixed }) {
  if (!hasTerminal()) {
    play.tell("(no tmux here: the screen itself is not played)");
    return false;
  }
  play.act("The same on the screen: fail, look inside, fix, go on");
  play.tell(`$ dbuild tui ${file}   (in tmux)`);
  const terminal = await openTerminal({ rows: 22, cwd: folder, env, words: [...dbuildWords, "tui", file] });
  try {
    await terminal.until(/PAUSED/);
    await terminal.keys("c");
    play.tell("c: on to the failure");
    play.show(await terminal.until(/FAILED/));
    await terminal.keys("s");
    play.tell("s: a shell in the failed layer");
    await terminal.until(/\(dbuild\).*[#$]/);
    await terminal.type("ls -l /opt");
    await terminal.keys("Enter");
    const inside = await terminal.until(/root .*i-should-not-exist/);
    play.show(inside);
    await terminal.type("exit");
    await terminal.keys("Enter");
    await terminal.until(/changed no files/);
    play.check("the file is there; leaving the shell comes back to the failure", true);
    await terminal.keys("e");
    play.tell("e: the line is fixed in the editor, Ctrl-S saves it");
    await terminal.until(/Ctrl-S|save/i);
    await terminal.keys("End");
    for (let left = failing.length - fixed.length; left > 0; left--) await terminal.keys("BSpace");
    await terminal.keys("C-s");
    await terminal.until(/Saved line/);
    await terminal.keys("r");
    play.tell("r: the step again, clean; c: on to the end");
    await terminal.until(/before step 4\/4|DONE/);
    await terminal.keys("c");
    play.show(await terminal.until(/DONE/));
    play.check("the screen says DONE", true);
    await terminal.keys("q");
    await terminal.until(/\[ended: 0\]/).catch((error) => {
      if (!/\[ended: 0\]/.test(error.message)) throw error;
    });
  } finally {
    await terminal.close();
  }
  return true;
}
