// Turns decoded agent frames into plain values: 64-bit numbers become JS numbers. Sequence numbers, positions and
// milliseconds stay far below 2^53, and a console full of bigints is one where `a + 1` throws.

export type Plain<T> = T extends bigint
  ? number
  : T extends Uint8Array
    ? T
    : T extends (infer U)[]
      ? Plain<U>[]
      : T extends object
        ? { [K in keyof T as K extends '$typeName' | '$unknown' ? never : K]: Plain<T[K]> }
        : T;

/** Converts in place and returns the same object under its plain type. */
export function plain<T extends object>(value: T): Plain<T> {
  convert(value as Record<string, unknown>);
  return value as unknown as Plain<T>;
}

function convert(object: Record<string, unknown>): void {
  for (const key in object) {
    const value = object[key];
    if (typeof value === 'bigint') object[key] = Number(value);
    else if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array)) {
      convert(value as Record<string, unknown>);
    }
  }
}
