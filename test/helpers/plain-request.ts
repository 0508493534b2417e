import type { BuildRequest } from "../../src/builder/request.ts";

/** What a command line without flags asks for. */
export const plainRequest: BuildRequest = {
  run: { network: "default", extraHosts: [], ulimits: [] },
  secrets: {},
  ssh: {},
  contexts: {},
  labels: {},
  noCacheFilter: [],
  allow: [],
};
