/** A conformance case: a folder with a Dockerfile, perhaps a context.sh, and case.json for what is not the default. */
import fs from "node:fs";
import path from "node:path";

export const casesFolder = path.join(import.meta.dirname, "cases");

/** What an engine must have so that its own build can judge a case. `frontend x.y`: at least this Dockerfile frontend. */
export type Need = "buildx" | "containerd" | "graph" | "root" | "network" | `frontend ${number}`;

export type Case = {
  /** `area/name`: where its folder stands. */
  readonly name: string;
  readonly area: string;
  readonly folder: string;
  /** What it shows, where the name does not say it. */
  readonly about?: string;
  /** Flags of both builders. */
  readonly flags: readonly string[];
  /** Environment of both builders. */
  readonly env: Readonly<Record<string, string>>;
  /** The last argument; default the context made by context.sh. */
  readonly context: string;
  /** A file of the context, or of `@side@`, that both builders get as standard input. */
  readonly stdin?: string;
  /** It must be refused, or fail, at `line` (from 1; default: where docker build says). `docker`: the line it marks, where that is not as near. */
  readonly refused?: { readonly line?: number; readonly docker?: number };
  /** True: the case does not say what docker build makes of it; a refusal is as good. */
  readonly undeclared?: boolean;
  readonly needs: readonly Need[];
  /** Images built first by docker build: the name that stands as `@name@` in all texts, and the Dockerfile in the folder. */
  readonly before: Readonly<Record<string, string>>;
  /** False: the prefixes of the Dockerfile say nothing of their own. */
  readonly deep: boolean;
};

const known = new Set(["about", "flags", "env", "context", "stdin", "refused", "undeclared", "needs", "before", "deep"]);
const need = /^(buildx|containerd|graph|root|network|frontend \d+\.\d+)$/;

/** Every case below `folder`, sorted by name. Throws for a case.json it does not understand wholly. */
export function readCases(folder = casesFolder): readonly Case[] {
  const areas = fs.readdirSync(folder).sort();
  return areas.flatMap((area) =>
    fs
      .readdirSync(path.join(folder, area))
      .sort()
      .map((name) => readCase(area, `${area}/${name}`, path.join(folder, area, name))),
  );
}

/** Those whose name contains one of the words, or whose area is one; all when there is no word. */
export function chosen(cases: readonly Case[], words: readonly string[]): readonly Case[] {
  if (words.length === 0) return cases;
  return cases.filter((one) => words.some((word) => (word.endsWith("/") ? one.name.startsWith(word) : one.name.includes(word))));
}

function readCase(area: string, name: string, folder: string): Case {
  const file = path.join(folder, "case.json");
  const given = fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, "utf8")) as Readonly<Record<string, unknown>>) : {};
  const wrong = Object.keys(given).find((key) => !known.has(key));
  if (wrong !== undefined) throw new Error(`${name}/case.json: ${wrong} is no field of a case`);
  const one = {
    name,
    area,
    folder,
    flags: [],
    env: {},
    context: "@context@",
    needs: [],
    before: {},
    deep: given.refused === undefined,
    ...given,
  } as Case;
  const odd = one.needs.find((word) => !need.test(word));
  if (odd !== undefined) throw new Error(`${name}/case.json: nobody knows how to need "${odd}"`);
  return one;
}
