/** Commands in a file. Pure. */

/** One command; `place`: where it stands, as `file:line`. */
export type ScriptLine = { readonly text: string; readonly place: string };

/** A line each, without those that are blank or begin with `#`. A line that ends in `\` goes on in the next one, as in a Dockerfile. */
export function scriptLines(text: string, file: string): readonly ScriptLine[] {
  const found: ScriptLine[] = [];
  let open: { text: string; line: number } | undefined;
  for (const [at, each] of text.split(/\r?\n/).entries()) {
    const comment = each.trim() === "" || each.trimStart().startsWith("#");
    if (open === undefined && comment) continue;
    const { text: before, line } = open ?? { text: "", line: at + 1 };
    const whole = before === "" ? each.trim() : `${before}\n${each}`;
    open = whole.endsWith("\\") || comment ? { text: whole, line } : undefined;
    if (open === undefined) found.push({ text: whole, place: `${file}:${line}` });
  }
  return open === undefined ? found : [...found, { text: open.text, place: `${file}:${open.line}` }];
}

/** How the screen looks and what its keys are: no session keeps that, and it waits for nothing that runs. */
export const isSetting = ({ text }: Pick<ScriptLine, "text">): boolean => /^(map|unmap|set)(\s|$)/.test(text);
