/** The short forms that recorded documents use for what is long, written out. */
export function writtenOut(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(writtenOut);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const [[form, given] = ['', undefined], ...more] = Object.entries(value);
  if (more.length === 0 && Array.isArray(given)) {
    switch (form) {
      case 'repeat':
        return String(given[0]).repeat(Number(given[1]));
      case 'list of':
        return numbers(given[1]).map(i => numbered(given[0], i));
      case 'map of':
        return Object.fromEntries(numbers(given[2]).map(i => [numbered(given[0], i), numbered(given[1], i)]));
      case 'nested':
        return nested(given[0], Number(given[1]), 0);
    }
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, writtenOut(item)]));
}

const numbers = (count: unknown) => [...Array(Number(count)).keys()];

function numbered<T>(value: T, i: number): T {
  return JSON.parse(JSON.stringify(value).replaceAll('%d', String(i))) as T;
}

function nested(node: object, levels: number, level: number): object {
  return { ...numbered(node, level), ...(level < levels - 1 ? { children: [nested(node, levels, level + 1)] } : {}) };
}
