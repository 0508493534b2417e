/** Which programs of a RUN may be the one that could not be run. Pure. */

const shellWords = /[^\s;&|()<>"'`=$\\]+/g;

/** Words of these are no programs, or ones that every image with a shell has. */
const builtins = new Set(
  "if then else elif fi for while until do done case esac in function set unset export cd echo test true false exit return exec eval read trap umask wait break continue local source printf type command time not found line".split(
    " ",
  ),
);

/** What shells and `env` say of a program they did not find. */
const complaint = /([\w.+@/-]+)['"\r]*: (?:command not found|not found|no such file or directory)/i;

/**
 * The likeliest first, at most `most`: what the end of the output complains of, then the paths that are written in `argv` (its
 * last one is a script where a shell runs it) or `script`, for the complaint may name only what such a file wanted. `output`: the
 * last of what it printed.
 */
export function candidates(argv: readonly string[], script: string, output: string, most = 12): readonly string[] {
  const written = [...argv, script].flatMap((text) => text.match(shellWords) ?? []);
  const lines = output.trimEnd().split("\n").slice(-8).reverse();
  const named = lines.flatMap((line) => {
    const words = new Set(line.split(/[\s:'"`]+/).map((word) => word.replace(/\r$/, "")));
    return [...written.filter((word) => words.has(word)), ...(complaint.exec(line)?.slice(1, 2) ?? [])];
  });
  const paths = written.filter((word) => word.includes("/"));
  return [...new Set([...named, ...paths])].filter((word) => !builtins.has(word) && !word.startsWith("-")).slice(0, most);
}
