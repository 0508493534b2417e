/** `dbuild shell IMAGE`: a shell in an image that the engine has. */
import { holdsOf } from "../builder/holds.ts";
import { openShellOfImage } from "../debugger/shell-of-image.ts";
import type { ShellPort } from "../debugger/shell-port.ts";
import type { Engine, Image } from "../engine/engine.ts";
import { EngineRefusedError, UserError } from "../errors.ts";
import { underWay } from "./ending.ts";
import { exitCode } from "./exit-code.ts";

export type ImageShell = {
  readonly engine: Engine;
  /** Id of what makes the container. */
  readonly session: string;
  readonly port: ShellPort;
  readonly own: boolean;
  readonly print: (line: string) => void;
};

/** `name`: as a person calls it. Returns the exit code. Throws UserError, EngineLostError. */
export async function shellInImage(image: Image, name: string, around: ImageShell): Promise<number> {
  const { engine, session, port, own, print } = around;
  const holds = holdsOf(engine, session);
  const beside: Promise<unknown>[] = [];
  const background = (work: Promise<unknown>) => void beside.push(work.catch(() => {}));
  // the terminal's end is the shell's; what was done in it is kept then, too
  const ended = underWay({ ignores: (signal) => signal === "SIGINT", end: () => {}, giveUp: async () => {} });
  try {
    const build = { engine: holds.engine, holds, session, background };
    const open = await openShellOfImage({ build, port }, image, name, { own });
    for (const text of open.banner) print(text);
    const { code, trouble } = await open.run(print);
    if (trouble !== undefined) print(trouble);
    const { length } = await open.changes();
    if (length === 0) {
      await open.discard();
      return code === 0 ? exitCode.ok : exitCode.stepFailed;
    }
    const tag = await open.keep().catch((error: unknown) => {
      if (!(error instanceof EngineRefusedError)) throw error;
      throw new UserError({
        message: `what was done could not be written: ${error.message}`,
        hint: `it is in the container ${open.container}: make room, then docker commit ${open.container} NAME; the next dbuild tries it, too`,
      });
    });
    print(`${length === 1 ? "1 changed file is" : `${length} changed files are`} kept as ${tag}; ${name} is as it was`);
    print(`go on in it: dbuild shell ${tag}; docker rmi ${tag} gives it up`);
    return exitCode.ok;
  } finally {
    await Promise.all(beside);
    await holds.release();
    ended();
  }
}
