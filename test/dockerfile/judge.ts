/** BuildKit as the judge of the parser: `--call=targets` only parses, `--call=check` goes through every stage, `--call=outline`
 * through those a target needs. Nothing is built. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDockerfile } from "../../src/dockerfile/parse.ts";
import { docker } from "../helpers/dbuild.ts";
import { buildx } from "../helpers/docker-build.ts";
import { remembered } from "../helpers/remembered.ts";

export type Verdict = { readonly accepted: boolean; readonly message: string };

/** `newer`: refused for a flag that only frontends after this engine's have. */
export type Agreement = "both accept" | "both refuse" | "newer" | "only docker accepts" | "only dbuild accepts";

export type Judgement = { readonly agreement: Agreement; readonly docker: string; readonly dbuild: string };

/** Whether the client and the engine can judge. */
export async function canJudge(): Promise<boolean> {
  const { stdout } = await buildx(["build", "--help"]);
  return stdout.includes("--call") && (await docker(["version"])).code === 0;
}

/** As docker build decides when it goes through all stages, or through those that `target` needs. Images are all busybox. */
export async function throughStages(text: string, target?: string, askDocker = ask): Promise<Verdict> {
  const images = new Set([...text.matchAll(/^\s*FROM\s+(?:--\S+\s+)?"?([a-z][a-z0-9]*)/gim)].map((match) => match[1] ?? ""));
  for (const [, name = ""] of text.matchAll(/from=([a-z][a-z0-9]*)/gi)) images.add(name.toLowerCase());
  images.delete("scratch");
  // A named context would stand for a stage of that name too.
  for (const [, name = ""] of text.matchAll(/\sAS\s+(\S+)/gi)) images.delete(name.toLowerCase());
  const contexts = [...images].flatMap((name) => ["--build-context", `${name}=docker-image://busybox`]);
  return askDocker(text, target === undefined ? "check" : "outline", [
    ...contexts,
    ...(target === undefined ? [] : ["--target", target]),
  ]);
}

/** An image that cannot be had says nothing about the text. */
export const noImage = /failed to resolve|pull access denied|not found$/;

/** Accept or refuse, by both. What docker build refuses later than at parsing counts as refused too. */
export async function judge(text: string | Buffer, askDocker = ask): Promise<Judgement> {
  const ours = parseDockerfile(text.toString());
  const dbuild = ours.ok ? "" : ours.problems.map(({ span, message }) => `${span.line}: ${message}`).join("; ");
  let theirs = await askDocker(text, "targets");
  if (theirs.accepted && !ours.ok) {
    const later = await askDocker(text, "check");
    if (!noImage.test(later.message)) theirs = later;
  }
  const { accepted, message } = theirs;
  const agreement: Agreement =
    accepted === ours.ok
      ? accepted
        ? "both accept"
        : "both refuse"
      : accepted
        ? "only docker accepts"
        : /unknown flag: --(?:parents|security)/.test(message)
          ? "newer"
          : "only dbuild accepts";
  return { agreement, docker: message, dbuild };
}

/** As ask, for texts that stay the same from run to run. */
export const askOnce: typeof ask = (text, call, words = []) =>
  remembered([call, Buffer.from(text).toString("latin1"), words], () => ask(text, call, words));

/** The engine's own frontend, whatever `# syntax=` asks for. */
async function ask(
  text: string | Buffer,
  call: "targets" | "check" | "outline",
  words: readonly string[] = [],
): Promise<Verdict> {
  const folder = mkdtempSync(join(tmpdir(), "dbuild-judge-"));
  try {
    writeFileSync(join(folder, "Dockerfile"), withoutSyntax(text));
    const { code, stderr, stdout } = await buildx(["build", `--call=${call}`, ...words, folder]);
    const said = `${stderr}\n${stdout}`;
    const message = /^ERROR: (?:failed to build: )?(?:failed to solve: )?(.*)$/m.exec(said)?.[1] ?? "";
    if (code !== 0 && message === "" && !said.includes("Check complete")) throw new Error(`no verdict: ${said}`);
    // A check that only warns is an accept.
    const refused = code !== 0 && !/^lint violation found/.test(message) && message !== "";
    return { accepted: !refused, message: refused ? message : "" };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The line is taken out: of another name it would end the directives before `escape`. */
function withoutSyntax(text: string | Buffer): Buffer {
  // Bytes that are no UTF-8 must reach the engine as they are.
  const file = Buffer.from(text).toString("latin1");
  return Buffer.from(
    file.replace(/^((?:\xef\xbb\xbf)?(?:#!.*\n)?(?:# *(?:escape|check) *=.*\n)*)# *syntax *=.*\n/i, "$1"),
    "latin1",
  );
}
