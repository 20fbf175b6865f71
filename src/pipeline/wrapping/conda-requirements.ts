import { z } from 'zod';
import { parseYaml } from '../../tools/yaml';

const Conda = z.object({
  dependencies: z.array(z.union([z.string(), z.object({ pip: z.array(z.string()) }).catch({ pip: [] })])).catch([])
});

/** Not packages of the model. */
const LEFT_OUT = /^(python|pip|setuptools|wheel)$/i;

/** Requirement lines of a `conda.yaml`, which MLflow 1.x wrote alone: its pip section, and conda's packages by their names. */
export function condaRequirements(text: string): string[] {
  const conda = Conda.safeParse(parseYaml(text));
  return (conda.data?.dependencies ?? []).flatMap(entry => (typeof entry === 'string' ? condaLine(entry) : entry.pip));
}

function condaLine(entry: string): string[] {
  const match = /^(?:[\w-]+::)?([\w.-]+)\s*(==?|[<>!]=?|~=)?\s*([^=\s]+)?/.exec(entry.trim());
  const [, name, operator, version] = match ?? [];
  if (!name || LEFT_OUT.test(name)) {
    return [];
  }
  return [version ? `${name}${operator === '=' ? '==' : operator}${version}` : name];
}
