/** COPY <<NAME destination: a file written from the Dockerfile itself, 0644 and root's, as new as the build (BuildKit's mkfile). */
import { createHash } from "node:crypto";
import path from "node:path";
import type { Match } from "../../context/entries.ts";
import { bytesOfText } from "../../dockerfile/bytes.ts";
import { noSources } from "../inputs/step-inputs.ts";
import { StepProblem } from "../problem.ts";
import type { Origin } from "./origin.ts";

export type InlineFile = { readonly name: string; readonly content: string };

/** Throws StepProblem for a name that cannot be a file's. */
export function fromHeredocs(files: readonly InlineFile[], now = Math.floor(Date.now() / 1000)): Origin {
  const named = files.map((file) => ({ ...file, name: path.posix.join("/", file.name).slice(1) }));
  for (const [index, { name }] of named.entries()) {
    if (name.includes("/") || name === "")
      throw new StepProblem(
        `cannot write a heredoc named ${files[index]?.name}: no such file or directory`,
        "name it like a file, without a folder",
      );
  }
  const matches = named.map((file) => matchOf(file, now));
  const key = createHash("sha256")
    .update(JSON.stringify(named.map(({ name, content }) => [name, content])))
    .digest("hex");
  const inputs = () => named.map(({ name, content }) => ({ name: `here-document ${name}`, value: content }));
  return {
    key,
    sources: { ...noSources, inputs },
    use: async (work) => {
      await work({ matches });
      return key;
    },
  };
}

function matchOf({ name, content }: InlineFile, mtime: number): Match {
  const bytes = bytesOfText(content);
  const entry = { path: "", type: "file", mode: 0o644, uid: 0, gid: 0, size: bytes.length, mtime } as const;
  return {
    name,
    type: "other",
    items: async function* () {
      yield { entry, read: () => bytes };
    },
  };
}
