/** What `dbuild shell WORD` means: a session by its name, else an image of the engine. */
import { nearest } from "../dockerfile/suggest.ts";
import type { Engine, Image } from "../engine/engine.ts";
import { EngineLostError, EngineRefusedError, UserError } from "../errors.ts";
import { shortName } from "../store/sessions.ts";
import { called, type FoundSession } from "./find-session.ts";

export type ShellTarget =
  | { readonly kind: "session" }
  /** `name`: as a person calls it. */
  | { readonly kind: "image"; readonly image: Image; readonly name: string };

type Asked = Pick<Engine, "image" | "tags">;

/**
 * The name or the last three characters of a session first, then all that the engine takes for an image: a name, an id, the beginning of
 * an id. Throws UserError for a word that means both, or nothing. `engine`: asked for only where the word needs it.
 */
export async function shellTarget(
  word: string,
  sessions: readonly FoundSession[],
  engine: () => Promise<Asked>,
): Promise<ShellTarget> {
  const meant = called(sessions, word);
  // its whole name is taken by nothing else
  if (meant.some(({ stored }) => stored.id === word || shortName(stored.id) === word)) return { kind: "session" };
  const [session] = meant;
  if (session !== undefined) {
    const image = await engine()
      .then((asked) => imageCalled(asked, word))
      .catch(nothingThere);
    if (image === undefined) return { kind: "session" };
    const [one, other] = [shortName(session.stored.id), wholeName(image)];
    throw new UserError({
      message: `${word} means the session ${one} and the image ${other}`,
      hint: `write which one: dbuild shell ${one}, or dbuild shell ${other}`,
    });
  }
  const asked = await engine();
  const image = await imageCalled(asked, word);
  if (image !== undefined) return { kind: "image", image, name: word };
  throw await notFound(word, sessions, asked);
}

/** An engine that is not there has no image, and the session may be on another one. */
function nothingThere(error: unknown): undefined {
  if (!(error instanceof EngineLostError)) throw error;
}

async function imageCalled(engine: Asked, word: string): Promise<Image | undefined> {
  try {
    return await engine.image(word);
  } catch (error) {
    // no name that an image can have
    if (error instanceof EngineRefusedError && error.status < 500) return undefined;
    throw error;
  }
}

/** One that cannot be a session's. */
const wholeName = ({ id, tags }: Image): string => tags.find((tag) => !tag.startsWith("dbuild-hold:")) ?? id.slice(0, 19);

async function notFound(word: string, sessions: readonly FoundSession[], engine: Asked): Promise<UserError> {
  const names = sessions.flatMap(({ stored: { id } }) => [shortName(id), id.slice(-3)]);
  const session = nearest(word, names);
  const tags = (await engine.tags("*", "*/*", "*/*/*")).filter((tag) => !/^dbuild-(?!failed:|hand:)/.test(tag));
  const image = nearest(word, [...tags, ...tags.map((tag) => tag.replace(/:latest$/, ""))]);
  const near = [
    ...(session === undefined ? [] : [`the session ${session}`]),
    ...(image === undefined ? [] : [`the image ${image}`]),
  ];
  const meant = near.length === 0 ? "" : `did you mean ${near.join(", or ")}? `;
  return new UserError({
    message: `there is no session ${word}, and the engine has no image of that name`,
    hint: `${meant}dbuild sessions lists sessions; an image that only a registry has: docker pull ${word}`,
  });
}
