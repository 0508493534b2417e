/** Makes what one case is built from: its context, things beside it (`@side@`), images it stands on, all named for this run. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { run } from "../helpers/dbuild.ts";
import { mustBuild } from "../helpers/docker-build.ts";
import type { Case } from "./case.ts";

export type Workplace = {
  /** The context folder, with the Dockerfile in it. */
  readonly context: string;
  readonly flags: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The last argument of the build. */
  readonly last: string;
  readonly input?: Buffer;
  /** Puts the names back that stand for what differs from run to run. */
  readonly neutral: (text: string) => string;
  readonly remove: () => Promise<void>;
};

/** Addresses of helpers that serve all cases of a run. */
export type Services = {
  /** `http://host:port` of a server of files below each case's `$SIDE/www`. */
  readonly server: (folder: string) => string;
  /** A socket that answers like an ssh agent without keys. */
  readonly agent: string;
};

let serial = 0;

/** Builds the images of `before`, whose names go to `images`, and runs context.sh. The folders are gone after remove(). */
export async function makeWorkplace(one: Case, services: Services, images: Set<string>): Promise<Workplace> {
  const id = `${process.pid}-${++serial}-${Math.random().toString(36).slice(2, 7)}`;
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), `dbuild-conformance-`)));
  // BuildKit takes a file for unchanged by the context's base name, path, size, mode and time: so a name of its own.
  const context = path.join(root, `context-${id}`);
  const side = path.join(root, `side-${id}`);
  for (const folder of [context, side, path.join(side, "www")]) fs.mkdirSync(folder, { mode: 0o755 });
  const names = new Map<string, string>([
    ["@context@", context],
    ["@side@", side],
    ["@server@", services.server(path.join(side, "www"))],
    ["@agent@", services.agent],
    ["@run@", id],
  ]);
  const made: Readonly<Record<string, string>> = Object.fromEntries(
    Object.keys(one.before).map((name) => [name, `conformance-${id}-${name}:made`]),
  );
  for (const [name, image] of Object.entries(made)) names.set(`@${name}@`, image);
  const named = (text: string) => [...names].reduce((done, [word, value]) => done.replaceAll(word, value), text);
  const neutral = (text: string) => [...names].reduce((done, [word, value]) => done.replaceAll(value, word), text);
  const remove = async () => {
    await run("chmod", ["-R", "u+rwX", root]);
    fs.rmSync(root, { recursive: true, force: true });
  };
  try {
    const began = Date.now();
    const copy = (from: string, to: string) => {
      const text = fs.readFileSync(path.join(one.folder, from)).toString("latin1");
      fs.writeFileSync(to, Buffer.from(named(text), "latin1"), { mode: 0o644 });
    };
    if (fs.existsSync(path.join(one.folder, "Dockerfile"))) copy("Dockerfile", path.join(context, "Dockerfile"));
    for (const [name, image] of Object.entries(made)) {
      const file = one.before[name] ?? "";
      copy(file, path.join(side, file));
      images.add(image);
      await mustBuild(image, "-f", path.join(side, file), side);
    }
    // A script knows the images made before by their names too: $base.
    await runScript(one, context, { ...made, SIDE: side, SERVER: names.get("@server@") ?? "" });
    for (const folder of [context, side]) giveTimes(folder, began);
    const input = one.stdin === undefined ? undefined : fs.readFileSync(path.resolve(context, named(one.stdin)));
    return {
      context,
      flags: one.flags.map(named),
      env: Object.fromEntries(Object.entries(one.env).map(([key, value]) => [key, named(value)])),
      last: named(one.context),
      ...(input === undefined ? {} : { input }),
      neutral,
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function runScript(one: Case, context: string, names: Readonly<Record<string, string>>): Promise<void> {
  const script = path.join(one.folder, "context.sh");
  if (!fs.existsSync(script)) return;
  const { code, stderr } = await run("sh", ["-c", 'umask 022 && exec sh -eu "$0"', script], {
    cwd: context,
    env: { ...process.env, ...names, LC_ALL: "C.UTF-8", GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" },
  });
  if (code !== 0) throw new Error(`${one.name}/context.sh: ${stderr.trim()}`);
}

/** What the script gave no time of its own gets one that is the same in every run: by its path, long ago. */
function giveTimes(folder: string, began: number, below = Buffer.from(".")): void {
  const slash = Buffer.from("/");
  // Bytes: a name need not be UTF-8.
  for (const name of fs.readdirSync(Buffer.concat([Buffer.from(folder), slash, below]), { encoding: "buffer" })) {
    const relative = Buffer.concat([below, slash, name]);
    const file = Buffer.concat([Buffer.from(folder), slash, relative]);
    const stat = fs.lstatSync(file);
    if (stat.isDirectory()) giveTimes(folder, began, relative);
    if (stat.mtimeMs < began - 60_000) continue;
    const hash = relative.reduce((sum, byte) => (sum * 31 + byte) % 90_000_000, 7);
    fs.lutimesSync(file, 1_500_000_000 + hash, 1_500_000_000 + hash);
  }
}
