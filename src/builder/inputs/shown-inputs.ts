/**
 * Inputs as they may be written down and shown: a digest of each, and the value where no screen hides it. Never a secret of the build,
 * never a proxy, no password of an address, nothing whose name says that it is a secret.
 */
import { createHash } from "node:crypto";
import { namesSecret } from "../../dockerfile/secret-names.ts";
import { withoutPassword } from "../../fetch/git-url.ts";
import { type ValuesToHide, withoutValues } from "../sandbox/hide-values.ts";
import type { Input } from "./step-inputs.ts";

/** `digest`: of the whole value. `text`: its beginning; absent: it may not be shown. */
export type ShownInput = { readonly name: string; readonly digest: string; readonly text?: string; readonly layer?: true };

/** Characters of a value that are kept. */
const mostText = 300;
/** Hexadecimal ones; of what is hidden too few to tell the value by, only whether it is another one. */
const hiddenDigits = 8;
const digits = 16;

const isProxy = /^(?:https?|ftp|all|no)_proxy$/i;

export function shownInputs(inputs: readonly Input[], build: ValuesToHide): readonly ShownInput[] {
  const clean = withoutAll(
    inputs.map(({ value, shown }) => shown ?? value),
    build,
  );
  return inputs.map(({ name: raw, value, shown, layer }, at): ShownInput => {
    const name = withoutPassword(raw);
    if (layer) return { name, digest: value, layer };
    const hash = createHash("sha256").update(value).digest("hex");
    const [, variable] = /^(?:env|arg) (.*)$/s.exec(name) ?? [];
    const isHidden = variable !== undefined && (isProxy.test(variable) || namesSecret(variable));
    const text = isHidden ? undefined : clean[at];
    const isWhole = text === (shown ?? value);
    return { name, digest: hash.slice(0, isWhole ? digits : hiddenDigits), ...(text !== undefined && { text: cut(text) }) };
  });
}

const cut = (text: string): string => (text.length > mostText ? `${text.slice(0, mostText)}…` : text);

/** One pass for all, for each would read the secrets anew. None where they cannot be told apart any more. */
function withoutAll(texts: readonly string[], build: ValuesToHide): readonly (string | undefined)[] {
  const between = "\u0000";
  const all = texts.map((text) => text.replaceAll(between, "?")).join(between);
  const parts = withoutPassword(withoutValues(all, build)).split(between);
  return parts.length === texts.length ? parts : texts.map(() => undefined);
}

/** What tells files apart: 64 bits of a digest. */
export const shortDigest = (content: string): string => content.slice(0, digits);
