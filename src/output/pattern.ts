/** What is looked for in lines: a regular expression that somebody typed, and that may take for ever on some line. */
import vm from "node:vm";

/** `text`: as it was typed. JSON-safe. */
export type Pattern = { readonly text: string; readonly source: string; readonly flags: string };

/** Where a match stands in a line, end excluded, in UTF-16 units. */
export type Range = readonly [start: number, end: number];

/** Tells which lines match. */
export type LineMatcher = {
  /** Indexes of the lines that match. Undefined: the pattern takes too long on the line `tooLong` names, here and ever after. */
  matching(lines: readonly string[]): readonly number[] | undefined;
  /** The line, by its index among those that were given, that the pattern takes too long on. */
  readonly tooLong: number | undefined;
};

export type Matcher = LineMatcher & {
  /** Of each line where it matches; empty ranges are left out. All empty once it takes too long. */
  ranges(lines: readonly string[]): readonly (readonly Range[])[];
};

/** What one go may take, in milliseconds: a person does not notice it much, and no usual line needs it. */
const patience = 250;
/** Ranges of a line that are told. */
const mostRanges = 500;

const isPlain = /^[^\\^$.*+?()[\]{}|]*$/;

/**
 * Any case, unless there is a capital letter in it (as `less -i`). `plain`: no regular expression; so is what cannot be read as one.
 * Escapes such as `\S` are no capital letters.
 */
export function patternOf(text: string, plain = false): Pattern {
  const source = plain || isPlain.test(text) || !isExpression(text) ? escaped(text) : text;
  const flags = /\p{Lu}/u.test(source.replace(/\\./gs, "")) ? "" : "i";
  return { text, source, flags };
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

function isExpression(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs JavaScript for a bounded time: the engine of regular expressions looks for an end on every step back, which is where one
 * takes for ever.
 */
const context = vm.createContext({ work: undefined });
const call = new vm.Script("work()");

/** Undefined: it took longer. */
function bounded<T>(work: () => T): T | undefined {
  context.work = work;
  try {
    return call.runInContext(context, { timeout: patience }) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return undefined;
    throw error;
  } finally {
    context.work = undefined;
  }
}

export function matcherOf({ source, flags }: Pick<Pattern, "source" | "flags">): Matcher {
  const one = new RegExp(source, flags);
  const all = new RegExp(source, `${flags}g`);
  let tooLong: number | undefined;

  /** Line by line; where all together take too long because of one line, it is that one alone that is judged. */
  const each = <T>(lines: readonly string[], judge: (line: string, index: number) => T): readonly T[] | undefined => {
    const results: T[] = [];
    const rest = (): void => {
      while (results.length < lines.length) results.push(judge(lines[results.length] as string, results.length));
    };
    const next = (): true => {
      results.push(judge(lines[results.length] as string, results.length));
      return true;
    };
    while (results.length < lines.length) {
      bounded(rest);
      if (results.length === lines.length || bounded(next)) continue;
      tooLong = results.length;
      return undefined;
    }
    return results;
  };

  return {
    get tooLong() {
      return tooLong;
    },
    matching: (lines) =>
      tooLong === undefined ? each(lines, (line) => one.test(line))?.flatMap((hit, at) => (hit ? [at] : [])) : undefined,
    ranges: (lines) => {
      const found = tooLong === undefined ? each(lines, (line) => rangesIn(all, line)) : undefined;
      return found ?? lines.map(() => []);
    },
  };
}

function rangesIn(all: RegExp, line: string): readonly Range[] {
  const ranges: Range[] = [];
  for (const { index, 0: text } of line.matchAll(all)) {
    if (text !== "") ranges.push([index, index + text.length]);
    if (ranges.length === mostRanges) break;
  }
  return ranges;
}
