/**
 * What docker build said or made of something, kept below the user's cache folder: the judge does not change its mind, and to ask it is
 * half of what the suite costs. Whatever the answer depends on is in its key, so that nothing old is ever taken for new.
 */
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { keepNewest } from "../../src/store/newest-files.ts";
import { docker } from "./dbuild.ts";
import { buildxVersion } from "./docker-build.ts";

/** The code that reads an answer from an image: newer code may see more than what was kept. */
const readers = [
  "../conformance/outcome.ts",
  "./image-config.ts",
  "./image-history.ts",
  "./image-tree.ts",
  "./saved-image.ts",
  "../../src/compare/merged-tree.ts",
  "../../src/compare/saved-images.ts",
];

/** Answers kept: of three engines and a few days. */
const most = 8000;

const folder = (): string => path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "dbuild", "conformance");

let found: Promise<string> | undefined;

/** Who judges: the engine, its store, its client, the base images, and what reads the answer. */
function judgeAtHand(): Promise<string> {
  found ??= (async () => {
    const asked = ["image", "inspect", "--format", "{{.Id}}", "busybox:latest", "debian:bookworm"];
    const [info, bases, client] = await Promise.all([
      docker(["info", "--format", "{{.ServerVersion}} {{json .DriverStatus}}"]),
      docker(asked),
      buildxVersion(),
    ]);
    const code = readers.map((name) => fs.readFileSync(new URL(name, import.meta.url), "utf8"));
    return JSON.stringify([info.stdout, bases.stdout, client, code]);
  })();
  return found;
}

/**
 * The answer to `question` (JSON-safe, and all that it depends on besides the judge), of an earlier run or else of `ask`. It is kept where
 * `worth` says so: what was refused for want of time or network must be asked again. DBUILD_ASK_ANEW=1 asks always.
 */
export async function remembered<Answer>(
  question: unknown,
  ask: () => Promise<Answer>,
  worth: (answer: Answer) => boolean = () => true,
): Promise<Answer> {
  const key = createHash("sha256")
    .update(`${await judgeAtHand()}\0${JSON.stringify(question)}`)
    .digest("hex");
  const known = process.env.DBUILD_ASK_ANEW ? undefined : kept<Answer>(key);
  if (known) return known.answer;
  const answer = await ask();
  if (worth(answer)) keep(key, answer);
  return answer;
}

/** Undefined when there is none that can be read. */
function kept<Answer>(key: string): { readonly answer: Answer } | undefined {
  try {
    return JSON.parse(gunzipSync(fs.readFileSync(path.join(folder(), key))).toString()) as { readonly answer: Answer };
  } catch {
    return undefined;
  }
}

function keep(key: string, answer: unknown): void {
  fs.mkdirSync(folder(), { recursive: true });
  const file = path.join(folder(), key);
  fs.writeFileSync(`${file}.${process.pid}`, gzipSync(JSON.stringify({ answer })));
  fs.renameSync(`${file}.${process.pid}`, file);
  keepNewest(folder(), most);
}
