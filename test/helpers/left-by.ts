/** What sessions left in the engine: containers, volumes, and the tags that hold layers for them. */
import { docker } from "./dbuild.ts";

type Kind = { readonly list: readonly string[]; readonly remove: readonly string[] };

const kinds: readonly Kind[] = [
  {
    list: ["ps", "--all", "--format", "{{.Names}}", "--filter", "name=dbuild-"],
    remove: ["rm", "--force", "--volumes"],
  },
  { list: ["volume", "ls", "--quiet", "--filter", "name=dbuild-"], remove: ["volume", "rm", "--force"] },
  {
    list: ["images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", "reference=dbuild-hold"],
    remove: ["rmi", "--force"],
  },
];

async function namesOf({ list }: Kind, sessions: readonly string[]): Promise<readonly string[]> {
  const names = (await docker(list)).stdout.split("\n");
  return names.filter((name) => sessions.some((session) => name.includes(session)));
}

/** Their names; `sessions`: ids. */
export const leftBy = async (sessions: readonly string[]): Promise<readonly string[]> =>
  (await Promise.all(kinds.map((kind) => namesOf(kind, sessions)))).flat();

/** For sessions whose state folder goes with the test: no later dbuild knows that they are dead. */
export async function removeLeftBy(sessions: readonly string[]): Promise<void> {
  for (const kind of kinds) {
    const names = await namesOf(kind, sessions);
    if (names.length > 0) await docker([...kind.remove, ...names]);
  }
}
