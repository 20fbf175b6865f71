import { WrappedComponent } from '../../src/contract/component';

/** A wrapped model that no folder holds yet, for tests in which only a few of its fields matter. Throws on wrong ones. */
export function componentOf(changes: Partial<WrappedComponent> = {}): WrappedComponent {
  return WrappedComponent.parse({
    folder: '/nowhere',
    type: 'MODEL',
    language: 'python',
    runtime: 'builtin',
    className: 'Model',
    method: 'predict',
    python: '3.11',
    requirements: [],
    requirementChanges: [],
    digest: '0',
    ...changes
  });
}
