import type { SelectedModel } from '../contract/model';

/** A valid deployment name for a model: of the registered model, else of the logged one. */
export function deploymentNameOf(model: Pick<SelectedModel, 'name' | 'registered'>): string {
  const slug = (model.registered?.name ?? model.name)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 48)
    .replace(/-+$/, '');
  return slug || 'model';
}
