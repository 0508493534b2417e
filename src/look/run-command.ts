/** What a command prints in a layer, in a container that is thrown away: without network, secrets and mounts. */
import { runToEnd } from "../builder/execution/run-to-end.ts";
import type { Engine } from "../engine/engine.ts";
import { EngineRefusedError } from "../errors.ts";
import type { CommandOutput } from "./found.ts";
import { createFrom } from "./list-layer.ts";

export type CommandAsked = {
  readonly image: string;
  /** The whole argument vector. */
  readonly argv: readonly string[];
  readonly env: readonly string[];
  readonly user: string;
  readonly workdir: string;
  /** Of the container, until it has told. */
  readonly name: string;
  /** Gives it up. */
  readonly signal: AbortSignal;
};

/** Bytes of its output that are kept, the first ones. */
const mostBytes = 64 * 1024;
/** Milliseconds that it may take. */
const patience = 20_000;

/** Throws UserError where somebody removed the layer, EngineLostError. */
export async function runCommand(
  engine: Engine,
  { image, name, signal, argv, env, user, workdir }: CommandAsked,
): Promise<CommandOutput> {
  const container = await createFrom(engine, image, { name, argv, env, user, workdir, network: "none" });
  const tooLong = AbortSignal.timeout(patience);
  const chunks: Buffer[] = [];
  let bytes = 0;
  const onOutput = (chunk: Uint8Array): void => {
    const room = Math.max(0, mostBytes - bytes);
    bytes += chunk.length;
    if (room > 0) chunks.push(Buffer.from(chunk.subarray(0, room)));
  };
  try {
    const { code } = await runToEnd(engine, container, { onOutput, signal: AbortSignal.any([signal, tooLong]) });
    const lines = Buffer.concat(chunks).toString("utf8").split("\n");
    const why = tooLong.aborted ? `it took longer than ${patience / 1000} s` : undefined;
    return {
      lines: lines.at(-1) === "" ? lines.slice(0, -1) : lines,
      cut: bytes > mostBytes,
      code,
      ...(why !== undefined && { why }),
    };
  } catch (error) {
    if (!(error instanceof EngineRefusedError)) throw error;
    return { lines: [], cut: false, code: undefined, why: error.message };
  } finally {
    await engine.remove(container);
  }
}
