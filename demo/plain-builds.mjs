// docker's own builds of a file, to show that dbuild has poisoned nothing: by the docker client, with every builder it has,
// or by the engine's own API where there is no client.
import { EngineAnswer, follow } from "../scripts/setup/engine-api.mjs";
import { run, stream, which } from "../scripts/setup/processes.mjs";

/** { env, buildkit }: what the docker client here can build with; undefined when there is none that works. */
export async function dockerClient(env) {
  if (which("docker", env) === undefined) return undefined;
  const version = await run("docker", ["version", "--format", "{{.Client.Version}}"], { env });
  if (version.code !== 0) return undefined;
  // from 23 on BuildKit is a plugin of its own
  const buildkit = Number.parseInt(version.stdout, 10) < 23 || (await run("docker", ["buildx", "version"], { env })).code === 0;
  return { env, buildkit };
}

/** Every way this machine has to build with docker itself: [{ name, build() }]. Ids of layers made on the way go into `built`. */
export function plainBuilds(play, { endpoint, client, built, folder, file, tag }) {
  const noting = (build) => async () => {
    const result = await build();
    for (const [, id] of result.text.matchAll(/^ ---> ([0-9a-f]{12})$/gm)) built.add(id);
    return result;
  };
  if (!client) return [{ name: "the classic builder", build: noting(() => classicByApi(play, { endpoint, folder, file, tag })) }];
  const by = (name, value, flag) => ({
    name,
    build: noting(() =>
      play.command(
        `DOCKER_BUILDKIT=${value} docker build -t ${tag} -f ${file} .`,
        "docker",
        ["build", flag, "-t", tag, "-f", file, "."],
        {
          cwd: folder,
          env: { ...client.env, DOCKER_BUILDKIT: value },
        },
      ),
    ),
  });
  return [by("the classic builder", "0", "--force-rm"), ...(client.buildkit ? [by("BuildKit", "1", "--progress=plain")] : [])];
}

async function classicByApi(play, { endpoint, folder, file, tag }) {
  play.tell(`POST /build of ${file}   (the engine's API: no docker client here)`);
  let text = "";
  const tar = stream("tar", ["-C", folder, "-c", "."]);
  const query = new URLSearchParams({ dockerfile: file, t: tag, forcerm: "1" });
  try {
    await follow(endpoint, "POST", `/build?${query}`, { body: tar.stdout, onLine: (line) => (text += line.stream ?? "") });
    return { code: 0, text };
  } catch (error) {
    if (!(error instanceof EngineAnswer)) throw error;
    text += error.message;
    return { code: 1, text };
  } finally {
    play.show(text);
  }
}
