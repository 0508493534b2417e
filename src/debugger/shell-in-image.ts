/** A shell in an image with a person's own tools, with the layer of a step beside it. */
import { containerName } from "../builder/names.ts";
import { besideLayer, debugImage } from "./debug-image.ts";
import type { OpenShell } from "./open-shell.ts";
import { imageBanner } from "./shell-labels.ts";
import { placeOf } from "./shell-place.ts";
import type { ShellAsked, ShellChoice } from "./shell-port.ts";
import { firstThatComesUp, type ShellOptions, shellsOf } from "./shell-start.ts";

/** `number`: the how manieth shell of the session. Throws UserError with a sentence when there is nothing to enter, or no image. */
export async function openInImage(options: ShellOptions, index: number, image: string, number: number): Promise<OpenShell> {
  const { build, driver, port } = options;
  const { engine } = build;
  const place = placeOf(driver.session(), index);
  const name = (role: string) => containerName(build.session, place.step.instruction.span.line, number, role);
  // looked up each time: it may have been removed meanwhile
  const found = await debugImage(engine, image);
  const path = found.config.Env?.findLast((entry) => entry.startsWith("PATH="))?.slice("PATH=".length);
  const asked: ShellAsked = { shell: ["/bin/sh", "-c"], lastCommand: undefined, own: false };
  const { choices, mounts } = await shellsOf(options, { image: found.id, path }, name, asked);
  let container = "";
  const discard = async () => {
    if (container !== "") await engine.remove(container);
  };
  const create = async (choice: ShellChoice) => {
    await discard();
    // not called a shell: nothing of it is a person's work, for a later sweep
    container = await engine.create({ ...besideLayer(found, place, choice, mounts.length > 0), name: name("debug") });
  };
  const first = choices[0] as ShellChoice;
  await create(first);
  return {
    kind: "image",
    banner: imageBanner(image, place, first, mounts.length > 0),
    ...(port.leaveKeys !== undefined && { leaveKeys: port.leaveKeys }),
    run: (say, onLeft) =>
      firstThatComesUp(choices, say, async (choice, at) => {
        if (at > 0) await create(choice);
        return port.run(engine, { container, mark: choice.mark, onLeft });
      }),
    changes: async () => [],
    discard,
    setAside: discard,
    keep: async () => undefined,
  };
}
