/**
 * Reads a shell script into the tree of its commands, and gives none where it is not sure: what only bash knows is left alone
 * mostly. The grammar is that of POSIX.1 XCU 2.10. Pure.
 */
import { newDraft, ShellScanner, Unsure } from "./shell-scanner.ts";
import type { AndOr, List, Node, Pipeline, Simple } from "./shell-tree.ts";

/** Characters; longer scripts are left alone. */
const longest = 50_000;

const isName = /^[A-Za-z_][A-Za-z0-9_]*$/;
const reserved = new Set("then do done fi elif else esac } )".split(" "));

/** Undefined where it cannot be read with certainty. */
export function readShell(text: string): List | undefined {
  if (text.length > longest) return undefined;
  try {
    const reader = new Reader(text);
    const list = reader.list();
    return reader.isAtEnd() ? list : undefined;
  } catch (error) {
    if (error instanceof Unsure) return undefined;
    throw error;
  }
}

class Reader extends ShellScanner {
  isAtEnd(): boolean {
    this.blanks(true);
    return this.at >= this.text.length;
  }

  /** Up to a word or parenthesis that closes what is around it. */
  list(): List {
    return this.deeper(() => this.commands());
  }

  private commands(): List {
    const all: AndOr[] = [];
    for (;;) {
      this.blanks(true);
      if (this.at >= this.text.length || this.isClosed()) break;
      all.push(this.andOr());
      this.blanks();
      if (this.looking(";;")) break;
      if (this.looking(";")) this.at++;
    }
    return all;
  }

  private isClosed = (): boolean => this.looking(")") || this.looking(";;") || reserved.has(this.peek());

  private andOr(): AndOr {
    const pipelines = [this.pipeline()];
    const joints: ("&&" | "||")[] = [];
    for (;;) {
      this.blanks();
      const joint = this.looking("&&") ? "&&" : this.looking("||") ? "||" : undefined;
      if (joint === undefined) break;
      this.at += 2;
      this.blanks(true);
      joints.push(joint);
      pipelines.push(this.pipeline());
    }
    const background = this.looking("&");
    if (background) this.at++;
    return { pipelines, joints, background };
  }

  private pipeline(): Pipeline {
    const negated = this.take("!");
    const parts = [this.command()];
    for (;;) {
      this.blanks();
      if (!this.looking("|") || this.looking("||")) return { negated, parts };
      this.at += this.looking("|&") ? 2 : 1;
      this.blanks(true);
      parts.push(this.command());
    }
  }

  private command(): Node {
    this.blanks();
    if (this.looking("((")) throw new Unsure();
    if (this.looking("(")) {
      this.at++;
      const body = this.list();
      this.want(")");
      return this.redirected({ type: "group", body, subshell: true });
    }
    const word = this.peek();
    switch (word) {
      case "{":
        this.take("{");
        return this.redirected({ type: "group", body: this.closedBy("}"), subshell: false });
      case "if":
        return this.redirected(this.conditional());
      case "while":
      case "until":
        this.take(word);
        return this.redirected({ type: "compound", asked: [this.closedBy("do")], bodies: [this.closedBy("done")] });
      case "for":
        return this.redirected(this.loop());
      case "case":
        return this.redirected(this.choice());
      case "[[":
        return this.redirected(this.bashTest());
      case "function":
      case "select":
      case "coproc":
        throw new Unsure();
    }
    if (isName.test(word) && /^[ \t]*\([ \t]*\)/.test(this.text.slice(this.at + word.length, this.at + word.length + 40))) {
      this.at = this.text.indexOf(")", this.at) + 1;
      this.blanks(true);
      return { type: "function", body: this.deeper(() => this.command()) };
    }
    return this.simple();
  }

  private conditional(): Node {
    const asked: List[] = [];
    const bodies: List[] = [];
    this.take("if");
    do {
      asked.push(this.closedBy("then"));
      bodies.push(this.list());
    } while (this.take("elif"));
    if (this.take("else")) bodies.push(this.list());
    if (!this.take("fi")) throw new Unsure();
    return { type: "compound", asked, bodies };
  }

  private loop(): Node {
    this.take("for");
    const draft = newDraft();
    this.blanks();
    while (!this.looking("\n") && !this.looking(";")) {
      if (this.looking("(") || this.at >= this.text.length) throw new Unsure();
      this.word(draft);
      this.blanks();
    }
    if (this.looking(";")) this.at++;
    this.blanks(true);
    if (!this.take("do")) throw new Unsure();
    return { type: "compound", asked: draft.inner, bodies: [this.closedBy("done")] };
  }

  private choice(): Node {
    this.take("case");
    const draft = newDraft();
    this.blanks();
    this.word(draft);
    this.blanks(true);
    if (!this.take("in")) throw new Unsure();
    const bodies: List[] = [];
    for (;;) {
      this.blanks(true);
      if (this.take("esac")) return { type: "compound", asked: draft.inner, bodies };
      if (this.looking("(")) this.at++;
      for (;;) {
        this.blanks();
        this.word(draft);
        this.blanks();
        if (!this.looking("|")) break;
        this.at++;
      }
      this.want(")");
      bodies.push(this.list());
      if (this.looking(";;")) this.at += 2;
    }
  }

  /** What it asks matters to nobody here. */
  private bashTest(): Simple {
    const start = this.at;
    const [inside] = /^\[\[\s(?:[^\n\]]|\](?!\]))*\]\]/.exec(this.text.slice(start, start + 1000)) ?? [];
    if (inside === undefined) throw new Unsure();
    this.at += inside.length;
    return { ...newDraft(), type: "simple", start, end: this.at, words: ["[["] };
  }

  private simple(): Simple {
    const start = this.at;
    const draft = newDraft();
    for (;;) {
      this.redirections(draft);
      if (/^(?:$|[\n;&|()])/.test(this.text.slice(this.at, this.at + 1))) break;
      this.word(draft, true);
    }
    if (this.at === start) throw new Unsure();
    return { type: "simple", start, end: this.wordEnd, ...draft };
  }

  /** The node, with the redirections behind it read over. */
  private redirected(node: Node): Node {
    this.redirections();
    return node;
  }

  private closedBy(word: string): List {
    const list = this.list();
    if (!this.take(word)) throw new Unsure();
    return list;
  }
}
