// The patterns of ${v#p}, ${v%p} and ${v/p/r}: `*`, `?` and the escapes \* \? \\ \} \/ (always a backslash). No classes.
// Undefined stands for a pattern with a bad escape. Matching is by code points and never crosses a line end, as Go does it.

function toRegExp(pattern: string, greedy: boolean, anchored: boolean): RegExp | undefined {
  const chars = [...pattern];
  let source = "";
  for (let at = 0; at < chars.length; at++) {
    let char = chars[at] ?? "";
    if (char === "*") {
      source += greedy ? "[^\\n]*" : "[^\\n]*?";
      continue;
    }
    if (char === "?") {
      source += "[^\\n]";
      continue;
    }
    if (char === "\\") {
      const next = chars[at + 1];
      if (next === "}" || next === "/") continue;
      if (next !== "*" && next !== "?" && next !== "\\") return undefined;
      char = next;
      at++;
    }
    source += /^[\^$\\.*+?()[\]{}|/]$/.test(char) ? `\\${char}` : char;
  }
  return new RegExp(anchored ? `^(?:${source})` : source, "u");
}

export function removePrefix(value: string, pattern: string, greedy: boolean): string | undefined {
  const expression = toRegExp(pattern, greedy, true);
  return expression && value.slice(expression.exec(value)?.[0].length ?? 0);
}

/** The shortest (or longest) suffix: both sides are turned round, so that leftmost matching finds it. */
export function removeSuffix(value: string, pattern: string, greedy: boolean): string | undefined {
  const rest = removePrefix(reversed(value), reversedPattern(pattern), greedy);
  return rest === undefined ? undefined : reversed(rest);
}

/** The first match, or all, replaced by `text`. With all, `$name` in `text` stands for Go's (empty) group, `$0` for the match. */
export function replacePattern(value: string, pattern: string, text: string, all: boolean): string | undefined {
  const expression = toRegExp(pattern, true, false);
  if (expression === undefined) return undefined;
  if (!all) {
    const found = expression.exec(value);
    return found ? value.slice(0, found.index) + text + value.slice(found.index + found[0].length) : value;
  }
  let result = "";
  let after = 0;
  for (const found of value.matchAll(new RegExp(expression.source, "gu"))) {
    const end = found.index + found[0].length;
    result += value.slice(after, found.index);
    // Go passes over an empty match that touches the match before it.
    if (end > after || found.index === 0) result += goTemplate(text, found[0]);
    after = end;
  }
  return result + value.slice(after);
}

function goTemplate(text: string, match: string): string {
  return text.replace(/\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu, (all, braced?: string, bare?: string) => {
    if (all === "$$") return "$";
    return /^0+$/.test(braced ?? bare ?? "") ? match : "";
  });
}

function reversed(text: string): string {
  return [...text].reverse().join("");
}

/** `a\*c` becomes `c\*a`: an escape stays before what it escapes. */
function reversedPattern(pattern: string): string {
  return (pattern.match(/\\.|./gsu) ?? []).reverse().join("");
}
