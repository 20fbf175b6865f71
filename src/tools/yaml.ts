import { parse, parseAllDocuments, stringify } from 'yaml';

/** Aliases that one document may use; more would only be there to fill the memory. */
const MOST_ALIASES = 100;

/** The value of a YAML text; undefined when it is none. */
export function parseYaml(text: string): unknown {
  try {
    return parse(text, { logLevel: 'error', maxAliasCount: MOST_ALIASES });
  } catch {
    return undefined;
  }
}

/** The values of all documents of a YAML text, empty ones left out; undefined when it is none. */
export function parseYamlDocuments(text: string): unknown[] | undefined {
  const documents = [parseAllDocuments(text, { logLevel: 'error' })].flat();
  return documents.some(({ errors }) => errors.length > 0)
    ? undefined
    : documents.map(each => each.toJS({ maxAliasCount: MOST_ALIASES }) as unknown).filter(value => value !== null);
}

/** YAML of a value, without line folding: what is copied from it must stay whole. */
export function stringifyYaml(value: unknown): string {
  return stringify(value, { lineWidth: 0 });
}
