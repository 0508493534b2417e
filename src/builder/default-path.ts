/** What a container searches when its image names no PATH; BuildKit writes it into the config of such a one. */
export const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
