/** Removes what sessions left in the engine whose state folder goes with the test: no later dbuild knows that they are dead. */
import { docker } from "./dbuild.ts";

export async function removeLeftBy(sessions: readonly string[]): Promise<void> {
  const remove = async (list: readonly string[], words: readonly string[]): Promise<void> => {
    const names = (await docker(list)).stdout.split("\n").filter((name) => sessions.some((session) => name.includes(session)));
    if (names.length > 0) await docker([...words, ...names]);
  };
  await remove(["ps", "--all", "--format", "{{.Names}}", "--filter", "name=dbuild-"], ["rm", "--force", "--volumes"]);
  await remove(["volume", "ls", "--quiet", "--filter", "name=dbuild-"], ["volume", "rm", "--force"]);
  const held = ["images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", "reference=dbuild-hold"];
  await remove(held, ["rmi", "--force"]);
}
