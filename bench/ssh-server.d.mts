export function sshServer(options: { readonly socket: string; readonly wait?: number; readonly env: NodeJS.ProcessEnv }): Promise<
  | {
      readonly env: { readonly PATH: string; readonly DOCKER_HOST: string };
      readonly logins: () => number;
      readonly close: () => void;
    }
  | undefined
>;
