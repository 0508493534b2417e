// What the demos ask of the engine besides dbuild: run an image, build with docker itself, clean up. By the docker client
// where a working one is there, else by the engine's own API.
import { call, EngineAnswer, request } from "../scripts/setup/engine-api.mjs";
import { hasImage } from "../scripts/setup/images.mjs";
import { ownThings } from "../scripts/setup/leftovers.mjs";
import { onInterrupt } from "../scripts/setup/processes.mjs";
import { dockerClient, plainBuilds } from "./plain-builds.mjs";
import { removeTraces } from "./traces.mjs";

/** Opens the engine for a play. Call clean() at the end: it removes what the demo left, and nothing of anybody else's. */
export async function openEngine({ endpoint, env }, sessions) {
  const before = await ownThings(endpoint);
  const built = new Set();
  const client = await dockerClient(env);
  const clean = () => removeTraces(endpoint, { before, sessions: sessions(), built });
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
    plainBuilds: (play, folder, file, tag) => plainBuilds(play, { endpoint, client, built, folder, file, tag }),
    async clean() {
      forget();
      await clean();
    },
  };
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
