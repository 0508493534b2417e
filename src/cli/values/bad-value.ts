/** A flag's value nobody can use: names the flag, shows the value, says what is wrong and how it is written. Exit code 2. */
import { UserError } from "../../errors.ts";

export const badValue = (flag: string, value: string, why: string, hint: string): UserError =>
  new UserError({ message: `invalid ${flag} ${JSON.stringify(value)}: ${why}`, hint });
