import { RuntimeName, type WrappedComponent } from '../../contract/component';
import { RUNTIME_CHANGES } from '../runtimes';

type Choice = Pick<WrappedComponent, 'runtime' | 'runtimeVersion'>;

/** The runtime that a reference such as `seldon-core@1.17.1` names. */
export function runtimeOf(reference: string): Choice {
  const [name, version] = reference.split('@');
  return { runtime: RuntimeName.parse(name), ...(version === undefined ? {} : { runtimeVersion: version }) };
}

/** The same as a reference. */
export function referenceOf({ runtime, runtimeVersion }: Choice): string {
  return runtimeVersion === undefined ? runtime : `${runtime}@${runtimeVersion}`;
}

/** What a component gets from the choice of its runtime, after what is known of its requirements. */
export function withRuntime(
  reference: string,
  { requirements, requirementChanges }: Pick<WrappedComponent, 'requirements' | 'requirementChanges'>
): Choice & Pick<WrappedComponent, 'requirements' | 'requirementChanges'> {
  const choice = runtimeOf(reference);
  const changes = RUNTIME_CHANGES[choice.runtime]({ ...choice, requirements });
  return { ...choice, requirements, requirementChanges: [...requirementChanges, ...changes] };
}
