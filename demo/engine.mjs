// What the demos ask of the engine besides dbuild: run an image, build with docker itself, clean up. By the docker client
// where a working one is there, else by the engine's own API.
import { call, EngineAnswer, follow, request } from "../scripts/setup/engine-api.mjs";
import { hasImage } from "../scripts/setup/images.mjs";
import { newThings, ownThings, remove } from "../scripts/setup/leftovers.mjs";
import { onInterrupt, run, stream, which } from "../scripts/setup/processes.mjs";

/** Opens the engine for a play. Call clean() at the end: it removes everything of dbuild's that was not there before. */
export async function openEngine({ endpoint, env }) {
  const before = await ownThings(endpoint);
  const dangling = await danglingImages(endpoint);
  const client = await dockerClient(env);
  const clean = async () => {
    await remove(endpoint, await newThings(endpoint, before));
    // layers of the classic builder have no tag; children first
    for (let round = 0; round < 5; round++) {
      const rest = [...(await danglingImages(endpoint))].filter((id) => !dangling.has(id));
      for (const id of rest) await call(endpoint, "DELETE", `/images/${id}`).catch(() => {});
      if (rest.length === 0) break;
    }
  };
  const forget = onInterrupt(clean);
  return {
    hasImage: (name) => hasImage(endpoint, name),
    labels: async (name) => (await call(endpoint, "GET", `/images/${name}/json`)).Config?.Labels ?? {},
    idOf: async (name) => (await call(endpoint, "GET", `/images/${name}/json`)).Id,
    /** Prints and runs `docker run --rm`, or the same through the API. Resolves with { code, text }. */
    runImage(play, image, ...words) {
      const shown = `docker run --rm ${[image, ...words].join(" ")}`;
      if (client) return play.command(shown, "docker", ["run", "--rm", image, ...words]);
      play.tell(`${shown}   (through the engine's API: no docker client here)`);
      return runByApi(endpoint, image, words).then((result) => {
        play.show(result.text);
        return result;
      });
    },
    /** Runs a command in an image and gives what it prints, without showing it. */
    quietly: (image, ...words) => runByApi(endpoint, image, words),
    /** Every way this machine has to build `file` in `folder` with docker itself: [{ shown, build() -> { code, text } }]. */
    plainBuilds: (play, folder, file, tag) => plainBuilds(play, { endpoint, client, folder, file, tag }),
    async clean() {
      forget();
      await clean();
    },
  };
}

async function danglingImages(endpoint) {
  const filters = encodeURIComponent(JSON.stringify({ dangling: ["true"] }));
  return new Set((await call(endpoint, "GET", `/images/json?filters=${filters}`)).map(({ Id }) => Id));
}

/** { classic, buildkit }: what the docker client here can build with; undefined when there is none that works. */
async function dockerClient(env) {
  if (which("docker") === undefined) return undefined;
  const version = await run("docker", ["version", "--format", "{{.Client.Version}}"], { env });
  if (version.code !== 0) return undefined;
  // from 23 on BuildKit is a plugin of its own
  const buildkit = Number.parseInt(version.stdout, 10) < 23 || (await run("docker", ["buildx", "version"], { env })).code === 0;
  return { env, buildkit };
}

function plainBuilds(play, { endpoint, client, folder, file, tag }) {
  if (!client) {
    const shown = `POST /build of ${file}`;
    return [{ name: "the classic builder", build: () => classicByApi(play, shown, { endpoint, folder, file, tag }) }];
  }
  const by = (name, value) => ({
    name,
    build: () =>
      play.command(
        `DOCKER_BUILDKIT=${value} docker build -t ${tag} -f ${file} .`,
        "docker",
        ["build", ...(value === "0" ? ["--force-rm"] : ["--progress=plain"]), "-t", tag, "-f", file, "."],
        {
          cwd: folder,
          env: { ...client.env, DOCKER_BUILDKIT: value },
        },
      ),
  });
  return [by("the classic builder", "0"), ...(client.buildkit ? [by("BuildKit", "1")] : [])];
}

async function classicByApi(play, shown, { endpoint, folder, file, tag }) {
  play.tell(`${shown}   (the engine's API: no docker client here)`);
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

/** create, start, wait, logs, remove. */
async function runByApi(endpoint, image, words) {
  const body = { Image: image, ...(words.length > 0 && { Cmd: words }) };
  const { Id } = await call(endpoint, "POST", `/containers/create?name=dbuild-demo-${process.pid}-${Date.now()}`, { body });
  try {
    await call(endpoint, "POST", `/containers/${Id}/start`);
    const { StatusCode } = await call(endpoint, "POST", `/containers/${Id}/wait`, { ms: 300_000 });
    const logs = await request(endpoint, "GET", `/containers/${Id}/logs?stdout=1&stderr=1`);
    return { code: StatusCode, text: withoutFrames(await bytesOf(logs)) };
  } catch (error) {
    if (!(error instanceof EngineAnswer)) throw error;
    return { code: 125, text: error.message };
  } finally {
    await call(endpoint, "DELETE", `/containers/${Id}?force=1&v=1`).catch(() => {});
  }
}

async function bytesOf(response) {
  const chunks = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Without a terminal the engine packs both outputs into frames: a type, three zeros, four bytes of length, the data. */
export function withoutFrames(bytes) {
  const parts = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at + 4);
    parts.push(bytes.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return Buffer.concat(parts).toString("utf8");
}
