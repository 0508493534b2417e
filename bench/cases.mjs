// The Dockerfiles that are built. `token` makes every instruction after the first one new to every cache.

const from = (token) => ["FROM busybox", `ENV bench=${token}`];
const text = (lines) => `${lines.join("\n")}\n`;

/** RUNs that do next to nothing. */
export const trivialRuns = (token, count) =>
  text([...from(token), ...Array.from({ length: count }, (_, at) => `RUN echo ${at} > /file${at}`)]);

/** 40 instructions that only change the config, and 2 RUNs among them. */
export function metadata(token) {
  const kinds = [
    (at) => `ENV NAME${at}=value-${at}`,
    (at) => `LABEL label.${at}=value-${at}`,
    (at) => `EXPOSE ${8000 + at}`,
    (at) => `ARG ARGUMENT${at}=value-${at}`,
    (at) => `CMD ["echo", "${at}"]`,
    (at) => `USER ${at % 2 === 0 ? "root" : "0:0"}`,
    (at) => `STOPSIGNAL ${at % 2 === 0 ? "SIGTERM" : "SIGINT"}`,
    (at) => `ENTRYPOINT ["env", "${at}"]`,
  ];
  // The ENV of from() is one of the 40.
  const lines = Array.from({ length: 39 }, (_, at) => kinds[at % kinds.length](at));
  const half = lines.splice(0, 20);
  return text([...from(token), ...half, "RUN echo one > /one", ...lines, "RUN echo two > /two"]);
}

/**
 * Three stages of equal work that do not need each other, and a last one that copies from all. Each RUN computes a little
 * and waits a little, as downloads and compilers do. The names keep them apart: the same RUN twice would run once.
 */
export function equalStages(token, runs) {
  const names = ["one", "two", "three"];
  const run = (name, at) => `RUN head -c 20000000 /dev/zero | md5sum > /${name}${at}; sleep 1`;
  const stage = (name) => [
    `FROM busybox AS ${name}`,
    `ENV bench=${token}-${name}`,
    ...Array.from({ length: runs }, (_, at) => run(name, at)),
  ];
  const copies = names.map((name) => `COPY --from=${name} /${name}0 /`);
  return text([...names.flatMap(stage), "FROM busybox", ...copies]);
}

/** The whole context into a folder. */
export const copyAll = (token) => text([...from(token), "COPY . /bench-context/"]);

/** A file of `bytes` that cannot be compressed, and out of its stage into another. */
export function copyFrom(token, bytes) {
  const make = `RUN mkdir /bench-context && head -c ${bytes} /dev/urandom > /bench-context/big`;
  return text([
    "FROM busybox AS made",
    `ENV bench=${token}`,
    make,
    "FROM busybox",
    "COPY --from=made /bench-context/big /bench-context/",
  ]);
}

/**
 * Stages that copy from the one before, with cheap steps as people write them. The last step of each is a RUN: tidy.mjs knows
 * images by the environment of their last RUN.
 */
export function smallStages(token, stages, rounds) {
  const work = (at) => Array.from({ length: rounds }, (_, round) => [`WORKDIR /work${at}/${round}`, `RUN echo ${round} > file`]);
  const stage = (at) => [
    `FROM busybox AS stage${at}`,
    `ENV bench=${token}-${at}`,
    ...(at === 0 ? [] : [`COPY --from=stage${at - 1} /work${at - 1} /before`]),
    ...work(at).flat(),
  ];
  return text(Array.from({ length: stages }, (_, at) => stage(at)).flat());
}

/** Fails after a second, having written `bytes`; its last words are when it ended, in seconds since the kernel started (steps of 10 ms). */
export function failing(token, bytes = 0) {
  const write = bytes === 0 ? "" : `head -c ${bytes} /dev/zero > /written; `;
  return text([...from(token), `RUN ${write}sleep 1; read up rest < /proc/uptime; echo "ended=$up"; exit 1`]);
}

/** Prints about that many bytes, in lines of 42. */
export const printing = (token, bytes) =>
  text([...from(token), `RUN yes "a line of output, as a compiler prints it" | head -c ${bytes}`]);

/** Writes one file of that many bytes. */
export const largeFileCommand = (bytes) => `head -c ${bytes} /dev/zero > /big`;
export const largeFile = (token, bytes) => text([...from(token), `RUN ${largeFileCommand(bytes)}`]);
