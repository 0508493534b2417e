// The package comes without types.
declare module "proxy-from-env" {
  /** The proxy meant for this URL by the environment, or "". */
  export function getProxyForUrl(url: string): string;
}
