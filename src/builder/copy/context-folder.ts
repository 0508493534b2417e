/** The folder that a build context is, and what is kept out of it. */
import { type IgnoreRules, noIgnore, readIgnore } from "../../context/ignore.ts";
import type { SelectOptions } from "../../context/select.ts";
import type { NamedContext } from "../request.ts";
import type { BuildContext } from "../step-context.ts";

export type ContextFolder = { readonly root: string; readonly index?: SelectOptions["index"]; readonly rules: IgnoreRules };

/** `named`: of --build-context; absent: the build context itself. Throws UserError where its .dockerignore cannot be read. */
export async function contextFolder(
  { files }: Pick<BuildContext, "files">,
  named: Extract<NamedContext, { kind: "folder" }> | undefined,
): Promise<ContextFolder> {
  const { root, index, ignore = true } = named ?? files;
  const rules = ignore ? await readIgnore(root, named ? undefined : files.dockerfile) : noIgnore;
  return { root, rules, ...(index && { index }) };
}
