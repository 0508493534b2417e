/** Shells of a session without a terminal: none. */
import type { ShellPort } from "../debugger/shell-port.ts";
import { UserError } from "../errors.ts";

export const noShells: ShellPort = {
  choices: async () => [],
  mounted: () => ({ argv: [], name: "" }),
  run: () => Promise.reject(new UserError("there is no terminal for a shell")),
};
