import type { ComponentType } from '../../contract/component';

/** `.s2i/environment`: what Seldon's builders ask for, and variables that the component itself needs. */
export function s2iEnvironmentFile(
  { className, type }: { className: string; type: ComponentType },
  variables: Record<string, string> = {}
): string {
  // PERSISTENCE means nothing any more, and Seldon's builder stops without it.
  const all = { MODEL_NAME: className, API_TYPE: 'REST', SERVICE_TYPE: type, PERSISTENCE: '0', ...variables };
  return Object.entries(all)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
