import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WrappedComponent } from '../../contract/component';
import { localFilesDigest } from '../../tools/python/local-files';
import type { Runtimes } from '../runtimes';
import { condaRequirements } from '../wrapping/conda-requirements';

/** Requirement lines, and those that win over every other on the same package. */
export interface LayerRequirements {
  requirements: string[];
  overrides: string[];
}

/**
 * The requirements that a layer of its own can be made from; undefined when only the source itself can say what it
 * needs: it is a project to be installed, or it refers to files beside it. The order is Seldon's: the first file counts.
 */
export async function layerRequirements(
  component: WrappedComponent,
  runtimes: Runtimes,
  options: { grpc: boolean }
): Promise<LayerRequirements | undefined> {
  const { folder } = component;
  const has = (name: string) => existsSync(join(folder, name));
  if (!has('requirements.txt') && (has('setup.py') || has('pyproject.toml'))) {
    return undefined;
  }
  const conda = !has('requirements.txt') && has('environment.yml');
  const lines = conda
    ? condaRequirements(await readFile(join(folder, 'environment.yml'), 'utf8'))
    : component.requirements;
  const runtime = runtimes[component.runtime];
  const own = { ...component, requirements: lines };
  const requirements = runtime.requirements(own, options);
  const overrides = runtime.overrides?.(own) ?? [];
  return (await localFilesDigest(requirements, folder)) === '' ? { requirements, overrides } : undefined;
}
