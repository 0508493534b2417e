/** --build-context: brings every named context to where a build can read it. */
import path from "node:path";
import type { NamedContext } from "../../builder/request.ts";
import type { Engine } from "../../engine/engine.ts";
import { UserError } from "../../errors.ts";
import type { ContextSpec } from "../values/context-spec.ts";
import { type Fetching, fetchedGit, fetchedUrl } from "./fetched.ts";
import { loadLayout } from "./oci-layout.ts";

/**
 * The contexts of `specs`, ready to be read. One that cannot be fetched matters only if `text`, the Dockerfile, speaks of it: it
 * is left out with a word, as BuildKit would never have asked for it. Throws UserError.
 */
export async function namedContexts(
  specs: Readonly<Record<string, ContextSpec>>,
  text: string,
  engine: Engine,
  fetching: Fetching,
): Promise<Readonly<Record<string, NamedContext>>> {
  const contexts: Record<string, NamedContext> = {};
  for (const [name, spec] of Object.entries(specs)) {
    try {
      contexts[name] = await ready(spec, engine, fetching);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const [problem] = error.problems;
      if (mentioned(name, text)) {
        throw new UserError({ ...problem, message: `--build-context ${name}: ${problem?.message ?? error.message}` });
      }
      fetching.say(`the context ${name} is left out, for the Dockerfile does not name it: ${error.message}`);
    }
  }
  return contexts;
}

/** A name behind a variable cannot be told, so a $ in a FROM or --from counts. */
function mentioned(name: string, text: string): boolean {
  return text.toLowerCase().includes(name.replace(/:latest$/, "")) || /(?:^|\n)\s*FROM[^\n]*\$/i.test(text);
}

async function ready(spec: ContextSpec, engine: Engine, fetching: Fetching): Promise<NamedContext> {
  switch (spec.kind) {
    case "folder":
      return { kind: "folder", root: path.resolve(spec.path), ignore: true };
    case "image":
      return { kind: "image", ref: spec.ref };
    case "oci-layout":
      return { kind: "image", ref: await loadLayout(spec, engine) };
    case "git":
    case "http": {
      const { root, index } =
        spec.kind === "git" ? await fetchedGit(spec.source, fetching) : await fetchedUrl(spec.url, fetching);
      return { kind: "folder", root, ignore: false, ...(index && { index }) };
    }
  }
}
