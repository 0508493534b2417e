/** `dbuild disk`: what dbuild holds in the engine and on this machine. Changes nothing. */
import type { Command } from "commander";
import { type Group, type SizedSession, type Usage, usageOf } from "../../disk/groups.ts";
import type { EngineInfo } from "../../engine/engine.ts";
import { cleanText } from "../../output/clean.ts";
import { exitCode } from "../exit-code.ts";
import { plainHelp } from "../flags.ts";
import { readableSize } from "../sizes.ts";
import { look, sessionsHere } from "./look.ts";
import { saidIfSlow } from "./said-if-slow.ts";
import { itemWords } from "./words.ts";

const help = `
Layers that several images have are counted once. "alone" is what nothing else
in the engine holds: what goes when the group goes. dbuild prune removes what
no session needs.`;

/** Adds the command to `root`; `done` takes the exit code. */
export function addDisk(root: Command, env: NodeJS.ProcessEnv, done: (code: number) => void): void {
  plainHelp(root.command("disk"))
    .summary("what dbuild holds in the engine and on this machine")
    .description("tell what sessions, cached layers and leftovers hold, in the engine and on this machine")
    .option("--json", "one JSON object on standard output", false)
    .addHelpText("after", help)
    .action(async ({ json }: { readonly json: boolean }) => {
      const { connectEngine } = await import("../../engine/docker/connect.ts");
      const engine = await connectEngine(env);
      try {
        const info = await engine.info();
        const usage = usageOf(await saidIfSlow(look(engine, env, { sizes: true })), sessionsHere(env), info.address);
        const text = json ? `${JSON.stringify(asJson(usage, info))}\n` : `${asText(usage, info).join("\n")}\n`;
        process.stdout.write(text);
        done(exitCode.ok);
      } finally {
        engine.close();
      }
    });
}

/** Most things of a group that are named. */
const mostNamed = 12;

export function asText({ groups, sessions, total }: Usage, { address, version }: EngineInfo): readonly string[] {
  const there = groups.filter(({ name }) => name !== "sessions" && name !== "folders");
  const here = groups.filter(({ name }) => name === "folders");
  return [
    `The engine at ${cleanText(address)} (${cleanText(version)}): ${there.length === 0 ? "nothing of dbuild" : `${readableSize(total.engine)}, ${readableSize(total.own)} of it held by nothing else`}`,
    ...there.flatMap((group) => [groupLine(group), ...namedIn(group)]),
    `Sessions of this machine on it: ${sessions.length}`,
    ...sessions.map(sessionLine),
    `This machine: ${readableSize(total.here)}`,
    ...here.flatMap(({ items }) => items.map(({ item, bytes }) => `  ${size(bytes)}  ${itemWords(item)}`)),
  ];
}

const size = (bytes: number): string => readableSize(bytes).padStart(8);

const groupLine = ({ name, items, bytes, own }: Group): string =>
  `  ${size(bytes)}  ${name}: ${items.length}${own === bytes ? "" : `, ${readableSize(own)} alone`}`;

/** Of caches the number says enough; leftovers and what a person made have names that one may want. */
function namedIn({ name, items }: Group): readonly string[] {
  if (name === "cached layers" || name === "shared volumes") return [];
  const most = items.toSorted((one, other) => other.own - one.own).slice(0, mostNamed);
  const more = items.length - most.length;
  return [
    ...most.map(({ item, own }) => `    ${size(own)}  ${itemWords(item)}`),
    ...(more > 0 ? [`              … and ${more} more (--json names all)`] : []),
  ];
}

function sessionLine({ id, life, dockerfile, resumable, images, bytes, here }: SizedSession): string {
  const state = life === "living" ? "runs" : resumable ? "newest of its Dockerfile" : "ended";
  const layers = images === 0 ? "no layers" : `${images} ${images === 1 ? "image" : "images"} of ${readableSize(bytes)}`;
  return `  ${size(here)}  ${id} ${cleanText(dockerfile ?? "(no Dockerfile known)")}: ${state}, ${layers}`;
}

function asJson({ groups, sessions, total }: Usage, { address, version, store }: EngineInfo): object {
  const plain = groups.map(({ name, bytes, own, items }) => ({
    name,
    bytes,
    own,
    items: items.map((each) => ({ ...each.item, bytes: each.bytes, own: each.own })),
  }));
  return { engine: { address, version, store }, total, groups: plain, sessions };
}
