/**
 * Whole-text matching of the expressions that glob.ts and ignore-pattern.ts write. Node's own engine goes back and tries again at
 * every star, which for `a*a*a*a*b` takes the fourth power of a name's length. With more than two stars all ways to match are followed
 * side by side instead, as Go's regexp does: text × pattern steps at the most.
 */

/** The part of an expression that one star, one character or one condition is. */
type Token =
  | { readonly type: "one" | "star"; readonly is: (character: string) => boolean }
  /** What may be missing: behind it goes on `skip` places later. */
  | { readonly type: "fork"; readonly skip: number }
  /** Between two characters, undefined at the ends. */
  | { readonly type: "between"; readonly holds: (before: string | undefined, after: string | undefined) => boolean };

/** Any character but `/`: without the flag u half a pair counts for one. */
export const anyButSlash = "(?:[\\ud800-\\udbff][\\udc00-\\udfff]|[^/])";
/** Some folders, or none. */
export const folders = "(?:.*/)?";

/** Does the whole of a text match `source`? Throws SyntaxError when it is no expression. */
export function wholeMatch(source: string, flags: string): (text: string) => boolean {
  const expression = new RegExp(`^${source}$`, flags);
  const tokens = tokensOf(source, flags);
  if (tokens.filter(({ type }) => type === "star").length <= 2) return (text) => expression.test(text);
  return (text) => follow(tokens, Array.from(text));
}

const part = /\(\?:\.\*\/\)\?|\(\?:\[[^\]]*\]\[[^\]]*\]\|\[\^\/\]\)|\[\^?(?:\\[\s\S]|[^\]\\])*\]|\\u\{\w+\}|\\x\w\w|\\?[\s\S]/uy;
const quantifier = /[*?]\??/y;

function tokensOf(source: string, flags: string): readonly Token[] {
  const tokens: Token[] = [];
  const any = () => true;
  for (let at = 0; at < source.length; ) {
    part.lastIndex = at;
    const text = part.exec(source)?.[0] ?? "";
    quantifier.lastIndex = at + text.length;
    const times = text === folders ? "" : (quantifier.exec(source)?.[0] ?? "");
    at += text.length + times.length;
    if (text === folders)
      tokens.push({ type: "fork", skip: 3 }, { type: "star", is: any }, { type: "one", is: (c) => c === "/" });
    else if (times.startsWith("*")) tokens.push({ type: "star", is: characterIn(text, flags) });
    else {
      if (times !== "") tokens.push({ type: "fork", skip: 2 });
      tokens.push(conditions[text] ?? { type: "one", is: characterIn(text, flags) });
    }
  }
  return tokens;
}

const isWord = (character: string | undefined): boolean => character !== undefined && /^\w$/.test(character);

const conditions: Readonly<Record<string, Token>> = {
  "^": { type: "between", holds: (before) => before === undefined },
  "\\b": { type: "between", holds: (before, after) => isWord(before) !== isWord(after) },
  "\\B": { type: "between", holds: (before, after) => isWord(before) === isWord(after) },
};

/** Told once for every character: names have few different ones. */
function characterIn(source: string, flags: string): (character: string) => boolean {
  const expression = single(`^${source}$`, flags);
  const known = new Map<string, boolean>();
  return (character) => {
    let is = known.get(character);
    if (is === undefined) {
      is = expression.test(character);
      known.set(character, is);
    }
    return is;
  };
}

/** A character is a code point; some escapes are not for expressions with the flag u. */
function single(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, flags.includes("u") ? flags : `${flags}u`);
  } catch {
    return new RegExp(source, flags);
  }
}

/** Places in `tokens` that are alive, character by character. */
function follow(tokens: readonly Token[], text: readonly string[]): boolean {
  const entered = new Int32Array(tokens.length + 1).fill(-1);
  let alive: number[] = [];
  const enter = (first: number, at: number): void => {
    for (const waiting = [first]; waiting.length > 0; ) {
      const place = waiting.pop() ?? 0;
      if (entered[place] === at) continue;
      entered[place] = at;
      const token = tokens[place];
      if (token === undefined || token.type === "one" || token.type === "star") alive.push(place);
      if (token?.type === "star") waiting.push(place + 1);
      else if (token?.type === "fork") waiting.push(place + 1, place + token.skip);
      else if (token?.type === "between" && token.holds(text[at - 1], text[at])) waiting.push(place + 1);
    }
  };
  enter(0, 0);
  for (const [at, character] of text.entries()) {
    const before = alive;
    if (before.length === 0) return false;
    alive = [];
    for (const place of before) {
      const token = tokens[place];
      if ((token?.type === "one" || token?.type === "star") && token.is(character))
        enter(token.type === "star" ? place : place + 1, at + 1);
    }
  }
  return entered[tokens.length] === text.length;
}
