/** Words, blanks, redirections and here-documents of a shell script (POSIX.1 XCU 2.2 to 2.7): the lower half of read-shell.ts. */
import type { List, Simple } from "./shell-tree.ts";

/** It cannot be read with certainty; caught in read-shell.ts. */
export class Unsure extends Error {}

const redirection = /^(?:\d*|\{\w+\})(?:<<<|<<-?|<>|>>|>\||[<>]&|&>>|&>|[<>])/;
const endsWord = /[\s;&|()<>]/;

/** What a command is put together from. */
export type Draft = { words: string[]; inner: List[]; bodies: Simple["bodies"] };
export const newDraft = (): Draft => ({ words: [], inner: [], bodies: [] });

/** What is nested deeper is left alone. */
const deepest = 50;

export abstract class ShellScanner {
  protected at = 0;
  /** The end of the newest word. */
  protected wordEnd = 0;
  protected readonly text: string;
  private depth = 0;
  private waiting: { readonly name: string; readonly tabs: boolean; readonly bodies: Simple["bodies"] }[] = [];

  constructor(text: string) {
    this.text = text;
  }

  /** Commands up to what closes them: what `$(` holds. */
  abstract list(): List;

  /** Reads what is nested. */
  protected deeper<T>(read: () => T): T {
    if (++this.depth > deepest) throw new Unsure();
    const found = read();
    this.depth--;
    return found;
  }

  /** All redirections that stand here. */
  protected redirections(draft: Draft = newDraft()): void {
    for (;;) {
      this.blanks();
      if (!redirection.test(this.text.slice(this.at, this.at + 24))) return;
      this.redirect(draft);
    }
  }

  private redirect(draft: Draft): void {
    const [operator = ""] = redirection.exec(this.text.slice(this.at, this.at + 24)) ?? [];
    this.at += operator.length;
    this.blanks();
    const target = { ...newDraft(), inner: draft.inner };
    this.word(target);
    const document = /<<(-?)$/.exec(operator);
    if (document) this.waiting.push({ name: target.words[0] ?? "", tabs: document[1] === "-", bodies: draft.bodies });
  }

  /** `first`: assignments before the name of a command are no words. */
  protected word(draft: Draft, first = false): void {
    const start = this.at;
    let plain = "";
    while (this.at < this.text.length) {
      const char = this.text.charAt(this.at);
      if (endsWord.test(char)) break;
      plain += this.piece(char, draft);
    }
    if (this.at === start) throw new Unsure();
    if (this.looking("(")) throw new Unsure();
    this.wordEnd = this.at;
    if (!first || draft.words.length > 0 || !/^[A-Za-z_]\w*\+?=/.test(this.text.slice(start, this.at))) draft.words.push(plain);
  }

  /** One character of a word, or what is quoted or put in there. */
  private piece(char: string, draft: Draft): string {
    const { text } = this;
    if (char === "'") return this.upTo(text.indexOf("'", this.at + 1));
    if (char === "\\") {
      const next = text.charAt(this.at + 1);
      this.at += 2;
      return next === "\n" ? "" : next;
    }
    if (char === '"') return this.deeper(() => this.quoted(draft));
    if (char === "`") {
      let end = this.at + 1;
      while (end < text.length && text[end] !== "`") end += text[end] === "\\" ? 2 : 1;
      return this.upTo(end < text.length ? end : -1);
    }
    if (char !== "$") return this.one();
    if (this.looking("$((") || this.looking("${")) return this.deeper(() => this.balanced(draft));
    if (this.looking("$'")) throw new Unsure();
    if (!this.looking("$(")) return this.one();
    const start = this.at;
    this.at += 2;
    draft.inner.push(this.list());
    this.want(")");
    return text.slice(start, this.at);
  }

  private quoted(draft: Draft): string {
    this.at++;
    let inside = "";
    while (!this.looking('"')) {
      if (this.at >= this.text.length) throw new Unsure();
      const next = this.text.charAt(this.at);
      inside += next === "'" ? this.one() : this.piece(next, draft);
    }
    this.at++;
    return inside;
  }

  /** `${…}` and `$((…))`. */
  private balanced(draft: Draft): string {
    const start = this.at;
    const [open, close] = this.looking("${") ? ["{", "}"] : ["(", ")"];
    this.at++;
    let depth = 0;
    do {
      if (this.at >= this.text.length) throw new Unsure();
      const char = this.text.charAt(this.at);
      if (char === open) depth++;
      if (char === close) depth--;
      if (/["'\\`$]/.test(char)) this.piece(char, draft);
      else this.at++;
    } while (depth > 0);
    return this.text.slice(start, this.at);
  }

  private one = (): string => this.text.charAt(this.at++);

  private upTo(end: number): string {
    if (end < 0) throw new Unsure();
    const inside = this.text.slice(this.at + 1, end);
    this.at = end + 1;
    return inside;
  }

  /** Blanks, comments and continued lines; with `lines` line feeds too. */
  protected blanks(lines = false): void {
    for (;;) {
      const char = this.text[this.at];
      if (char === " " || char === "\t" || char === "\r") this.at++;
      else if (this.looking("\\\n")) this.at += 2;
      else if (char === "#") {
        const feed = this.text.indexOf("\n", this.at);
        this.at = feed === -1 ? this.text.length : feed;
      } else if (lines && char === "\n") this.feed();
      else return;
    }
  }

  /** A line feed, with the here-documents that begin behind it. */
  private feed(): void {
    this.at++;
    for (const { name, tabs, bodies } of this.waiting.splice(0)) {
      const start = this.at;
      for (;;) {
        if (this.at >= this.text.length) throw new Unsure();
        const feed = this.text.indexOf("\n", this.at);
        const end = feed === -1 ? this.text.length : feed;
        const line = this.text.slice(this.at, end);
        const last = this.at;
        this.at = Math.min(this.text.length, end + 1);
        if ((tabs ? line.replace(/^\t+/, "") : line) !== name) continue;
        bodies.push({ start, end: last });
        break;
      }
    }
  }

  protected looking = (what: string): boolean => this.text.startsWith(what, this.at);

  /** The plain word that comes next. */
  protected peek(): string {
    const [word = ""] = /^[^\s;&|()<>"'`$\\]+/.exec(this.text.slice(this.at, this.at + 200)) ?? [];
    return word;
  }

  protected take(word: string): boolean {
    this.blanks();
    if (this.peek() !== word) return false;
    this.at += word.length;
    return true;
  }

  protected want(char: string): void {
    this.blanks(true);
    if (!this.looking(char)) throw new Unsure();
    this.at += char.length;
  }
}
