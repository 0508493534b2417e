/** The two builders of a case, called alike: docker build, the judge, and dbuild. */
import path from "node:path";
import { type Ran, run } from "../helpers/dbuild.ts";
import { builtByDocker } from "../helpers/docker-build.ts";
import { builtOutcome, type Outcome, refusedOutcome } from "./outcome.ts";
import type { Workplace } from "./workplace.ts";

/** Milliseconds one build may take. */
const longest = 540_000;

/** Builds as `tag` with `docker build`, without cache. */
export async function buildWithDocker(tag: string, place: Workplace, dockerfile?: string): Promise<Outcome> {
  const env = { ...process.env, ...place.env, BUILDKIT_PROGRESS: "plain" };
  const words = ["--no-cache", "-t", tag, ...flagsOf(place, dockerfile)];
  return outcome(tag, place, (signal) => builtByDocker(words, { cwd: place.context, env, signal, ...inputOf(place) }));
}

/** Builds as `tag` with the dbuild at `program`; its state goes to `state`. */
export async function buildWithDbuild(
  program: string,
  state: string,
  tag: string,
  place: Workplace,
  dockerfile?: string,
): Promise<Outcome> {
  const env = { ...process.env, ...place.env, XDG_STATE_HOME: state };
  const words = [program, "build", "--no-cache", "-t", tag, ...flagsOf(place, dockerfile)];
  return outcome(tag, place, (signal) => run(process.execPath, words, { cwd: place.context, env, signal, ...inputOf(place) }));
}

const inputOf = ({ input }: Workplace) => (input === undefined ? {} : { input });

function flagsOf(place: Workplace, dockerfile?: string): readonly string[] {
  const flags = dockerfile === undefined ? place.flags : [...place.flags, "-f", dockerfile];
  return [...flags, place.last === place.context ? path.join(place.context) : place.last];
}

async function outcome(tag: string, place: Workplace, build: (signal: AbortSignal) => Promise<Ran>): Promise<Outcome> {
  const began = Math.floor(Date.now() / 1000);
  try {
    const { code, stdout, stderr } = await build(AbortSignal.timeout(longest));
    if (code === 0) return await builtOutcome(tag, began, place.neutral);
    return refusedOutcome(code, place.neutral(`${stdout}\n${stderr}`));
  } catch (error) {
    if ((error as Error).name !== "AbortError") throw error;
    return refusedOutcome(null, `stopped after ${longest / 1000} s`);
  }
}
