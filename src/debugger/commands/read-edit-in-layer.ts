/** The words of `edit-in-layer` behind the place. Pure. */
import type { StepId } from "../../builder/steps.ts";
import { type Command, type Refused, refused } from "./command.ts";
import { wordsOf } from "./words.ts";

/** Without a path it is about the file that is looked at. */
export function readEditInLayer(step: StepId, text: string): Command | Refused {
  const [path = "", flag, from, ...more] = wordsOf(text);
  if (flag === undefined) return { name: "edit-in-layer", step, path };
  return flag === "--from" && from !== undefined && more.length === 0
    ? { name: "edit-in-layer", step, path, from }
    : refused("edit-in-layer takes a place, a path and --from: edit-in-layer 12 /etc/app.conf --from app.conf.");
}
