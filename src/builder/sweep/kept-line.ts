/** What a start says of a container that an earlier session kept, for its layer found no room. Pure. */
import { rescueCommands } from "../kept.ts";
import { rescuedTag } from "../names.ts";

/** `kept`: what its name says (names.ts). */
export function keptLine(container: string, { rest, save }: { readonly rest: string; readonly save: string }): string {
  const key = /^[0-9a-f]{64}$/.test(save) ? save : undefined;
  const [make] = rescueCommands({ container, name: rescuedTag(rest), private: save === "files", ...(key && { key }) });
  const line = /-line(\d+)-/.exec(rest)?.[1] ?? "?";
  const then = key === undefined ? "makes an image of it" : "makes its layer, which the next build finds";
  return `the work of line ${line} of an earlier build waits in a container, for its layer found no room: ${make} ${then}; docker rm -v ${container.slice(0, 12)} gives it up`;
}
