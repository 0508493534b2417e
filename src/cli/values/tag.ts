/** -t name[:tag]: distribution's grammar of references, without digests (a build cannot name one). */
import { badValue } from "./bad-value.ts";

const component = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const domain = "(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?";
const name = `(?:${domain}/)?${component}(?:/${component})*`;
const reference = new RegExp(`^${name}(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$`);
const withDigest = new RegExp(`^${name}(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$`);

/** The value as `repo:tag`. Throws UserError. */
export function readTag(tag: string): string {
  if (!reference.test(tag)) {
    if (tag.includes("@")) throw badValue("tag", tag, "a build cannot choose a digest", "write name[:tag]");
    const [why, hint] = /[A-Z]/.test(tag.replace(/:[^/:]*$/, ""))
      ? ["it has capitals", "repository names are lower-case"]
      : ["it is no image name", "write name[:tag], for example works or team/app:1.2"];
    throw badValue("tag", tag, why, hint);
  }
  if (/^[0-9a-f]{64}(?::|$)/.test(tag)) throw badValue("tag", tag, "64 hexadecimal digits are an image's id", "write name[:tag]");
  return /:[^/]+$/.test(tag) ? tag : `${tag}:latest`;
}

/** Is this an image name, with or without tag and digest? */
export const isReference = (text: string): boolean => withDigest.test(text);
