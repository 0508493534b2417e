// Medians, percentiles, and how numbers are written.

const sorted = (values) => [...values].sort((a, b) => a - b);

/** The middle value; the mean of the two middle ones. NaN of nothing. */
export function median(values) {
  const list = sorted(values);
  const half = list.length >> 1;
  if (list.length === 0) return Number.NaN;
  return list.length % 2 === 1 ? list[half] : (list[half - 1] + list[half]) / 2;
}

/** The value that `share` (0 to 1) of the values do not exceed: the nearest rank, so always one of them. */
export function percentile(values, share) {
  const list = sorted(values);
  return list[Math.max(0, Math.ceil(share * list.length) - 1)] ?? Number.NaN;
}

/** Median of the ratios within each round: what disturbs a round disturbs both sides of it. */
export const pairedRatio = (ours, theirs) => median(ours.map((value, at) => value / theirs[at]));

/** Milliseconds as a person reads them. */
export const time = (ms) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`);

export const ratio = (value) => value.toFixed(2);

/** Bytes in powers of ten. */
export function size(bytes) {
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(0)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}
