/** JavaScript's own JSON functions with what TypeScript's library does not know yet: ECMAScript's JSON.parse source text access. */
const native = JSON as unknown as {
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown;
  rawJSON(text: string): object;
  isRawJSON(value: unknown): value is { rawJSON: string };
};

const WHOLE = /^-?\d+$/;

/** Parses JSON; whole numbers that a JavaScript number would change become bigint. Throws SyntaxError. */
export function parseExact(text: string): unknown {
  return native.parse(text, (_, value, { source }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && WHOLE.test(source)
      ? BigInt(source)
      : value
  );
}

/**
 * Parses JSON so that `stringifyExact` writes every number as it was: `2.0` stays a float for whoever reads it in
 * Python, and whole numbers beyond 2^53 keep all digits. Read such numbers with `numberText`. Throws SyntaxError.
 */
export function parseVerbatim(text: string): unknown {
  return native.parse(text, (_, value, { source }) =>
    typeof value === 'number' && source !== undefined && String(value) !== source ? native.rawJSON(source) : value
  );
}

/** The text of a number that `parseVerbatim` or `parseExact` read; undefined for what is no number. */
export function numberText(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') {
    return String(value);
  }
  return native.isRawJSON(value) ? value.rawJSON : undefined;
}

/** JSON text, `indent` spaces deep; bigint is written with all its digits. */
export function stringifyExact(value: unknown, indent?: number): string {
  const exact = (_: string, part: unknown) => (typeof part === 'bigint' ? native.rawJSON(part.toString()) : part);
  return JSON.stringify(value, exact, indent);
}
