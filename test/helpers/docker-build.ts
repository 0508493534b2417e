/** The oracle: `docker build` by BuildKit, with buildx where the client has it and the engine's own BuildKit where it does not. */
import { docker, type Ran } from "./dbuild.ts";

const withBuildx = ["buildx", "build", "--provenance=false", "--sbom=false", "--load"];
let command: Promise<readonly string[]> | undefined;

/** Whether the client is a buildx: an older one matches .dockerignore by older rules. */
export const hasBuildx = async (): Promise<boolean> => (await docker(["buildx", "version"])).code === 0;

/** The words of the command behind `docker`, without context; DOCKER_BUILDKIT=1 must be set for it. */
export function dockerCommand(): Promise<readonly string[]> {
  command ??= hasBuildx().then((there) => (there ? withBuildx : ["build"]));
  return command;
}

/** Builds without cache; `flags` end with the context. Never rejects for an exit code. */
export async function dockerBuild(tag: string, ...flags: readonly string[]): Promise<Ran> {
  const words = [...(await dockerCommand()), "--no-cache", "-t", tag, ...flags];
  return docker(words, { env: { ...process.env, DOCKER_BUILDKIT: "1" } });
}

/** As dockerBuild, for a build that must pass: throws what it said. */
export async function mustBuild(tag: string, ...flags: readonly string[]): Promise<void> {
  const { code, stderr } = await dockerBuild(tag, ...flags);
  if (code !== 0) throw Object.assign(new Error(stderr), { stderr });
}
