/** Which named context of `--build-context` a word in FROM, COPY --from or RUN --mount from means (BuildKit's NamedContext). Pure. */
import type { NamedContext } from "./request.ts";

/**
 * Names compare as images do: `alpine`, `alpine:latest` and `docker.io/library/alpine` are one. What is no image name, and
 * `scratch` in FROM (which the caller keeps out), matches nothing but itself.
 */
export function namedContext(contexts: Readonly<Record<string, NamedContext>>, word: string): NamedContext | undefined {
  const wanted = familiar(word);
  for (const [name, context] of Object.entries(contexts)) if (familiar(name) === wanted) return context;
  return undefined;
}

const familiar = (name: string): string =>
  name
    .replace(/^(?:index\.)?docker\.io\//, "")
    .replace(/^library\/(?=[^/]*$)/, "")
    .replace(/:latest$/, "");
