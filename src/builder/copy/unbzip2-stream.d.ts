// The package comes without types.
declare module "unbzip2-stream" {
  /** A stream of Node's first kind: written packed bytes, emits `data` and `error` at once. */
  export default function unbzip2(): NodeJS.EventEmitter & { write(piece: Uint8Array): boolean; end(): void };
}
