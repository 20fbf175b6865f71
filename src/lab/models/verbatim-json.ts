/** A number that JavaScript would write in another way than it was written, such as `2.0` or 2^53 + 1. */
export class WrittenNumber {
  constructor(readonly text: string) {}
}

// TypeScript's library does not know the third parameter yet; a browser without it gives plain numbers.
type Parse = (
  text: string,
  reviver: (key: string, value: unknown, context?: { source?: string }) => unknown
) => unknown;

/** Parses JSON; numbers that would be written differently keep their text. Throws SyntaxError. */
export function parseVerbatim(text: string): unknown {
  return (JSON.parse as Parse)(text, (_, value, context) =>
    typeof value === 'number' && context?.source !== undefined && context.source !== String(value)
      ? new WrittenNumber(context.source)
      : value
  );
}

/** A part of such JSON as text: numbers as they were written, text without quotes. */
export function textOfPart(value: unknown): string {
  if (value instanceof WrittenNumber) {
    return value.text;
  }
  return typeof value === 'string' ? value : written(value);
}

function written(value: unknown): string {
  if (value instanceof WrittenNumber) {
    return value.text;
  }
  if (Array.isArray(value)) {
    return `[${value.map(written).join(', ')}]`;
  }
  if (value !== null && typeof value === 'object') {
    const pairs = Object.entries(value).map(([name, part]) => `${JSON.stringify(name)}: ${written(part)}`);
    return `{${pairs.join(', ')}}`;
  }
  return JSON.stringify(value);
}
