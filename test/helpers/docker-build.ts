/** The oracle: `docker build` by BuildKit, with buildx where the client has it and the engine's own BuildKit where it does not. */
import { docker, type Ran, run } from "./dbuild.ts";

type Options = Parameters<typeof run>[2];

const pluginPath = '{{range .ClientInfo.Plugins}}{{if eq .Name "buildx"}}{{.Path}}{{end}}{{end}}';
let found: Promise<readonly [program: string, ...words: string[]] | undefined> | undefined;

/**
 * How buildx is called: itself, not by the client, which starts it three times and takes longer for that than many a build. Undefined:
 * the client has none.
 */
function buildxProgram(): NonNullable<typeof found> {
  found ??= (async () => {
    if ((await docker(["buildx", "version"])).code !== 0) return undefined;
    const program = (await docker(["info", "-f", pluginPath])).stdout.trim();
    return program === "" ? (["docker", "buildx"] as const) : ([program] as const);
  })();
  return found;
}

/** Whether the client is a buildx: an older one matches .dockerignore by older rules. */
export const hasBuildx = async (): Promise<boolean> => (await buildxProgram()) !== undefined;

/** What the client's buildx calls itself; empty where it has none. */
export const buildxVersion = async (): Promise<string> => (await docker(["buildx", "version"])).stdout.trim();

/** Runs `docker buildx` with these words. */
export async function buildx(words: readonly string[], options?: Options): Promise<Ran> {
  const [program = "docker", ...before] = (await buildxProgram()) ?? ["docker", "buildx"];
  return run(program, [...before, ...words], options);
}

/** Runs `docker build` with these words, which end with the context; the image goes into the engine. Never rejects for an exit code. */
export async function builtByDocker(words: readonly string[], { env = process.env, ...options }: Options = {}): Promise<Ran> {
  if (await hasBuildx()) return buildx(["build", "--provenance=false", "--sbom=false", "--load", ...words], { ...options, env });
  return docker(["build", ...words], { ...options, env: { ...env, DOCKER_BUILDKIT: "1" } });
}

/** Builds without cache; `flags` end with the context. */
export const dockerBuild = (tag: string, ...flags: readonly string[]): Promise<Ran> =>
  builtByDocker(["--no-cache", "-t", tag, ...flags]);

/** As dockerBuild, for a build that must pass: throws what it said. */
export async function mustBuild(tag: string, ...flags: readonly string[]): Promise<void> {
  const { code, stderr } = await dockerBuild(tag, ...flags);
  if (code !== 0) throw Object.assign(new Error(stderr), { stderr });
}
