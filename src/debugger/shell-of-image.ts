/** A shell in an image of the engine, without a session: as one in a step's layer, and what it changed becomes an image of its own. */
import { posix } from "node:path";
import { withoutVolumes } from "../builder/base-image.ts";
import { defaultPath } from "../builder/default-path.ts";
import { shellOf } from "../builder/instructions/metadata.ts";
import { containerName, handTag } from "../builder/names.ts";
import type { BuildContext } from "../builder/step-context.ts";
import type { ContainerSpec, HistoryEntry, Image } from "../engine/engine.ts";
import type { OpenShell } from "./open-shell.ts";
import { ofImageBanner } from "./shell-labels.ts";
import type { ShellAsked, ShellChoice, ShellPort } from "./shell-port.ts";
import { ownChanges } from "./shell-sandbox.ts";
import { firstThatComesUp, type OpenAsked, otherShell, shellsOf } from "./shell-start.ts";

export type ShellOfImage = Pick<OpenShell, "banner" | "run" | "changes" | "discard"> & {
  /** The container's name: it is called a shell, so a sweep keeps what a killed dbuild leaves in it. */
  readonly container: string;
  /** Commits what the shell did and resolves with the tag. Throws EngineRefusedError (the container is there then), EngineLostError. */
  keep(): Promise<string>;
};

export type ShellOfImageOptions = {
  readonly build: Pick<BuildContext, "engine" | "holds" | "session" | "background">;
  readonly port: ShellPort;
};

/** `name`: how a person calls the image. Throws UserError when there is no shell to be had. */
export async function openShellOfImage(
  { build, port }: ShellOfImageOptions,
  image: Image,
  name: string,
  { own }: OpenAsked,
): Promise<ShellOfImage> {
  const { engine, holds, session } = build;
  const { config } = image;
  const called = (role: string) => containerName(session, 0, 0, role);
  const { Env = [] } = config;
  const path = Env.findLast((entry) => entry.startsWith("PATH="))?.slice("PATH=".length);
  const shell = shellOf(config);
  const asked: ShellAsked = { shell, lastCommand: undefined, own };
  // what is written to a volume of the image would be in no commit
  const on = image.diffIds.length === 0 ? undefined : (await withoutVolumes(build, image)).id;
  const { choices, mounts } = await shellsOf({ build, port }, { image: on, path }, called, asked);
  const spec: Omit<ContainerSpec, "argv"> = {
    image: on,
    name: called("shell"),
    env: path === undefined ? [...Env, `PATH=${defaultPath}`] : Env,
    user: config.User || "0",
    workdir: posix.resolve("/", config.WorkingDir || "/"),
    tty: true,
    mounts,
  };
  let container = "";
  const discard = async () => {
    if (container !== "") await engine.remove(container);
  };
  const create = async ({ argv }: ShellChoice) => {
    await discard();
    container = await engine.create({ ...spec, argv });
  };
  const first = choices[0] as ShellChoice;
  await create(first);
  return {
    container: spec.name,
    banner: ofImageBanner({ name, image, choice: first, other: otherShell(shell, first, own), mounted: mounts.length > 0 }),
    run: (say) =>
      firstThatComesUp(choices, say, async (choice, at) => {
        if (at > 0) await create(choice);
        return port.run(engine, { container, mark: choice.mark });
      }),
    changes: async () => ownChanges(await engine.changes(container), upTo(spec.workdir ?? "/")),
    discard,
    keep: async () => {
      const part = holds.name();
      const made = await engine.commit(container, part);
      const { author, os, architecture, variant, osVersion } = image;
      const note = `changed by hand in a shell in ${name}`;
      const line: HistoryEntry = { created: made.created, created_by: note, comment: "dbuild" };
      const grown = made.diffIds.length > image.diffIds.length;
      const tag = handTag(session, 0, "shell");
      await engine.rewrite(
        {
          source: made.id,
          // a commit would have the shell for its command
          config: { ...config, Labels: { ...config.Labels, "dbuild.by-hand": note } },
          history: [...(await engine.history(image)), { ...line, ...(!grown && { empty_layer: true }) }],
          created: made.created,
          author,
          os,
          architecture,
          variant,
          ...(osVersion && { osVersion }),
        },
        [tag],
      );
      await holds.drop(part);
      await discard();
      return tag;
    },
  };
}

/** A directory to start in and those above it: the engine makes what the image lacks of them. */
const upTo = (folder: string): readonly string[] => (folder === "/" ? [] : [folder, ...upTo(posix.dirname(folder))]);
