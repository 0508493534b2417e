/** Texts that are made of a build's values (a breakpoint's message), as its output shows them. */
import { type BuildArgs, proxyEnv } from "../args.ts";
import type { BuildRequest } from "../request.ts";
import { readSecret } from "./read-secret.ts";
import { redact, secretParts } from "./redact.ts";
import { proxyParts } from "./sandbox.ts";

export type ValuesToHide = { readonly buildArgs: BuildArgs; readonly request: Pick<BuildRequest, "secrets"> };

/** `***` for every secret of the build and for who a proxy is asked as, where an ARG declares it too. */
export function withoutValues(text: string, { buildArgs, request }: ValuesToHide): string {
  const secrets = Object.keys(request.secrets).flatMap((id) => partsOf(request, id));
  return redact(text, [...proxyEnv(buildArgs).flatMap(proxyParts), ...secrets]);
}

/** One that cannot be read is in no text. */
function partsOf(request: ValuesToHide["request"], id: string): readonly string[] {
  try {
    return secretParts(readSecret(request, id, false)?.toString() ?? "");
  } catch {
    return [];
  }
}
