/**
 * The keys that leave a shell running. Ctrl-^ is used least by programs at a terminal (vim: the file before); twice it is one for the
 * program.
 */

/** As a person presses them. */
export const leaveKeysLabel = "Ctrl-^ d";

const prefix = 0x1e;
const leaves: ReadonlySet<number> = new Set([..."dD\u0004"].map((key) => key.charCodeAt(0)));

/** Takes what is typed, passes on what is for the program, and calls `leave`; what was typed behind that in one piece is nobody's. */
export function withLeaveKeys(pass: (data: Uint8Array) => void, leave: () => void): (data: Uint8Array) => void {
  let begun = false;
  return (data) => {
    const passed: number[] = [];
    let left = false;
    for (const byte of data) {
      left = begun && leaves.has(byte);
      if (left) break;
      if (byte === prefix && !begun) begun = true;
      else {
        if (begun && byte !== prefix) passed.push(prefix);
        passed.push(byte);
        begun = false;
      }
    }
    if (passed.length > 0) pass(Uint8Array.from(passed));
    if (!left) return;
    begun = false;
    leave();
  };
}
