/**
 * The conditions of breakpoints: `exit != 0 && env.CC =~ /gcc/`. Names, numbers (with a unit of size or time), texts, regular
 * expressions; == != < <= > >= =~ !~, !, &&, || and parentheses. Reads them; evaluate.ts says what they come to. Pure.
 */
import { parseSize } from "../../dockerfile/size.ts";
import { nearest } from "../../dockerfile/suggest.ts";

export type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=" | "=~" | "!~";

/** JSON-safe. */
export type Expression =
  | { readonly kind: "value"; readonly value: number | string }
  | { readonly kind: "pattern"; readonly source: string; readonly flags: string }
  /** `of`: what stands behind the dot. */
  | { readonly kind: "name"; readonly name: Name; readonly of?: string }
  | { readonly kind: "not"; readonly inner: Expression }
  | { readonly kind: "and" | "or"; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "compare"; readonly by: Comparison; readonly left: Expression; readonly right: Expression };

/** What an expression may ask for; `told`: known only when the step has ended; `of`: with a name of its own behind a dot. */
const names = {
  env: { of: true },
  arg: { of: true },
  config: { of: true },
  label: { of: true },
  user: {},
  workdir: {},
  line: {},
  step: {},
  stage: {},
  instruction: {},
  text: {},
  exit: { told: true },
  size: { told: true },
  seconds: { told: true },
  cached: { told: true },
  file: { told: true },
} as const satisfies Readonly<Record<string, { readonly of?: true; readonly told?: true }>>;

export type Name = keyof typeof names;

const rulesOf = (name: Name): { readonly of?: true; readonly told?: true } => names[name];

export type ReadExpression =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly message: string };

class Wrong extends Error {}

type Token = { readonly kind: "sign" | "word" | "number" | "text" | "pattern" | "end"; readonly text: string };

const tokens =
  /\s*(?:(&&|\|\||==|!=|<=|>=|=~|!~|[<>!()])|"((?:\\.|[^"\\])*)"|'([^']*)'|(\/(?:\\.|[^/\\])+\/i?)|((?:\d+\.?\d*|\.\d+)(?:[a-zA-Z]+)?)|([A-Za-z_][\w.-]*))/y;

function tokensOf(text: string): readonly Token[] {
  const found: Token[] = [];
  const rest = text.trimEnd();
  for (let at = 0; at < rest.length; at = tokens.lastIndex) {
    tokens.lastIndex = at;
    const match = tokens.exec(rest);
    if (match === null) throw new Wrong(`"${rest.slice(at).trim()}" means nothing in a condition`);
    const [, sign, double, single, pattern, number, word] = match;
    if (sign !== undefined) found.push({ kind: "sign", text: sign });
    else if (double !== undefined) found.push({ kind: "text", text: double.replaceAll(/\\(.)/gs, "$1") });
    else if (single !== undefined) found.push({ kind: "text", text: single });
    else if (pattern !== undefined) found.push({ kind: "pattern", text: pattern });
    else if (number !== undefined) found.push({ kind: "number", text: number });
    else found.push({ kind: "word", text: word ?? "" });
  }
  return [...found, { kind: "end", text: "" }];
}

/** Deeper ones nobody writes. */
const deepest = 100;

export function readExpression(text: string): ReadExpression {
  try {
    const all = tokensOf(text);
    let at = 0;
    let depth = 0;
    const peek = (): Token => all[at] ?? { kind: "end", text: "" };
    const take = (): Token => all[at++] ?? { kind: "end", text: "" };
    const isSign = (...signs: readonly string[]): boolean => peek().kind === "sign" && signs.includes(peek().text);
    const either = (sign: string, kind: "and" | "or", part: () => Expression): Expression => {
      let left = part();
      while (isSign(sign)) {
        take();
        left = { kind, left, right: part() };
      }
      return left;
    };
    const whole = (): Expression => either("||", "or", () => either("&&", "and", denied));
    const denied = (): Expression => {
      if (++depth > deepest) throw new Wrong("the condition is too deep");
      try {
        if (!isSign("!")) return compared();
        take();
        return { kind: "not", inner: denied() };
      } finally {
        depth--;
      }
    };
    const compared = (): Expression => {
      const left = value();
      if (!isSign("==", "!=", "<", "<=", ">", ">=", "=~", "!~")) return left;
      const by = take().text as Comparison;
      const right = value();
      if ((by === "=~" || by === "!~") !== (right.kind === "pattern"))
        throw new Wrong(
          `${by} takes ${right.kind === "pattern" ? "no regular expression: =~ does" : "a regular expression: =~ /text/"}`,
        );
      return { kind: "compare", by, left, right };
    };
    const value = (): Expression => {
      if (isSign("(")) {
        take();
        const inner = whole();
        if (!isSign(")")) throw new Wrong('a ")" is missing');
        take();
        return inner;
      }
      return single(take());
    };
    const expression = whole();
    if (peek().kind !== "end") throw new Wrong(`"${peek().text}" does not belong there`);
    return { ok: true, expression };
  } catch (error) {
    if (error instanceof Wrong) return { ok: false, message: error.message };
    throw error;
  }
}

function single({ kind, text }: Token): Expression {
  if (kind === "text") return { kind: "value", value: text };
  if (kind === "number") return { kind: "value", value: numberOf(text) };
  if (kind === "pattern") return patternOf(text);
  if (kind === "word") return nameOf(text);
  throw new Wrong(kind === "end" ? "the condition ends too early" : `"${text}" does not belong there`);
}

const seconds: Readonly<Record<string, number>> = { ms: 0.001, s: 1, min: 60, h: 3600 };

/** `100`, `1.5GB` in bytes, `10min` in seconds. */
function numberOf(text: string): number {
  const [, digits = "", unit = ""] = /^([\d.]+)(.*)$/.exec(text) ?? [];
  if (unit === "") return Number(digits);
  const time = seconds[unit];
  const size = time === undefined ? parseSize(text) : undefined;
  if (time === undefined && size === undefined) throw new Wrong(`"${text}" is no number: units are kB, MB, GB, ms, s, min, h`);
  return size ?? Number(digits) * (time ?? 1);
}

function patternOf(text: string): Expression {
  const [, source = "", flags = ""] = /^\/(.*)\/(i?)$/s.exec(text) ?? [];
  try {
    new RegExp(source, flags);
  } catch (error) {
    throw new Wrong(`${text} is wrong: ${(error as Error).message}`);
  }
  return { kind: "pattern", source, flags };
}

function nameOf(text: string): Expression {
  const [first = "", ...rest] = text.split(".");
  const of = rest.join(".");
  if (!Object.hasOwn(names, first)) {
    const meant = nearest(first, Object.keys(names));
    throw new Wrong(
      `there is no "${first}"${meant === undefined ? `; there are ${Object.keys(names).join(", ")}` : `: did you mean ${meant}`}`,
    );
  }
  const name = first as Name;
  if ((rulesOf(name).of === true) !== (of !== ""))
    throw new Wrong(of === "" ? `${name} takes a name: ${name}.NAME` : `${name} has no parts`);
  return { kind: "name", name, ...(of !== "" && { of }) };
}

/** Does it ask for what is known only when the step has ended? */
export const asksForEnd = (expression: Expression): boolean =>
  asksFor(
    expression,
    (Object.keys(names) as Name[]).filter((name) => rulesOf(name).told),
  );

/** Does it ask for one of those? */
export function asksFor(expression: Expression, wanted: readonly Name[]): boolean {
  switch (expression.kind) {
    case "value":
    case "pattern":
      return false;
    case "name":
      return wanted.includes(expression.name);
    case "not":
      return asksFor(expression.inner, wanted);
    default:
      return asksFor(expression.left, wanted) || asksFor(expression.right, wanted);
  }
}
