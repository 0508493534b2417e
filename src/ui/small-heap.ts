/** Memory of the screen: drawing makes much garbage, and keeps little of it. */
import { setFlagsFromString } from "node:v8";

/**
 * Keeps V8's room for new objects at what the start took. It would double whenever half of it survives, up to 32 MB, which an hour of
 * output fills with old frames. What has survived is looked through again once it has grown by a fifth; V8 would let it double first.
 * Returns what lets both grow again: code that is compiled under other flags than V8 starts with is not taken from the disk
 * (cli/launch.ts).
 */
export function keepHeapSmall(): () => void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=20");
  return () => {
    setFlagsFromString("--semi-space-growth-factor=2");
    setFlagsFromString("--heap-growing-percent=0");
  };
}
