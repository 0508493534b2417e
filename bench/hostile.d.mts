export function hostileFiles(scale?: number): Readonly<Record<string, () => string>>;
