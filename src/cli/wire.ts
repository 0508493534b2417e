/** The one place that knows every floor: from an invocation to a desk on a real engine. */
import path from "node:path";
import { platformArgs } from "../build/args.ts";
import { plainRequest } from "../build/request.ts";
import { dockerfileOnDisk } from "../debugger/dockerfile-on-disk.ts";
import { type OpenedDesk, openDesk } from "../debugger/open-desk.ts";
import { outputsIn } from "../debugger/outputs.ts";
import { makePlan } from "../debugger/plan.ts";
import type { ShellPort } from "../debugger/shells.ts";
import type { SyntaxProblem } from "../dockerfile/program.ts";
import type { Engine } from "../engine/engine.ts";
import { newSessionId, sessionFolder, stateFolder } from "../store/state-folder.ts";
import type { Invocation } from "./invocation.ts";

export type Opened =
  | {
      readonly ok: true;
      readonly desk: OpenedDesk;
      readonly engine: Engine;
      readonly session: string;
      readonly close: () => Promise<void>;
    }
  | { readonly ok: false; readonly problems: readonly SyntaxProblem[] };

export type Surroundings = {
  readonly env: NodeJS.ProcessEnv;
  readonly breakpoints: readonly number[];
  readonly shells: ShellPort;
};

/** Checks the Dockerfile, finds the engine and opens a session. Throws UserError, EngineLostError. */
export async function openSession(invocation: Invocation, { env, breakpoints, shells }: Surroundings): Promise<Opened> {
  const { text, target, buildArgs, tags, noCache, pull, dockerfile, context } = invocation;
  // A wrong Dockerfile is told without an engine; the platform's values cannot change that.
  const options = (os: string, architecture: string) => ({
    ...(target !== undefined && { target }),
    buildArgs,
    platformArgs: platformArgs({ os, architecture }, target ?? "default"),
  });
  const checked = makePlan(text, options("linux", "amd64"));
  if (!checked.ok) return checked;

  const { connectEngine } = await import("../engine/docker/connect.ts");
  const engine = await connectEngine(env);
  const info = await engine.info();
  const planOptions = options(info.os, info.architecture);
  const made = makePlan(text, planOptions);
  if (!made.ok) return made;

  const session = newSessionId(new Date());
  const folder = sessionFolder(env, session);
  const desk = openDesk({
    info,
    tags,
    plan: made.plan,
    replan: (next) => makePlan(next, planOptions),
    breakpoints,
    disk: dockerfileOnDisk(dockerfile),
    shells,
    outputs: outputsIn(folder),
    now: Date.now,
    shop: {
      engine,
      session,
      buildArgs,
      platformArgs: planOptions.platformArgs,
      noCache,
      pull,
      request: plainRequest,
      files: {
        root: path.resolve(context),
        dockerfile: path.resolve(dockerfile),
        statCache: path.join(stateFolder(env), "content-hashes"),
      },
    },
  });
  const close = async () => {
    await desk.close();
    engine.close();
  };
  return { ok: true, desk, engine, session, close };
}
