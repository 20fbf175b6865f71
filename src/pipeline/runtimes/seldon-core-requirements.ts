import type { RequirementChange, WrappedComponent } from '../../contract/component';
import { packageText } from '../requirements/requirement-line';
import { parseLine } from '../requirements/parse-line';
import { isBefore } from '../requirements/version';

/** The last version under the Apache licence. */
export const SELDON_CORE = '1.17.1';

/** Libraries that models use and seldon-core keeps old without need: the model's own versions are taken. */
const OF_MODELS = ['numpy', 'pyyaml', 'click', 'cryptography'];
/** What seldon-core's server is built with: another version is taken only where the model asks for it. */
const OF_SERVERS = ['flask', 'werkzeug', 'gunicorn'];

const SETUPTOOLS = 'setuptools<81';

type Subject = Pick<WrappedComponent, 'requirements' | 'runtimeVersion'>;

/** The version of seldon-core that serves a component. */
export function seldonCoreVersion({ runtimeVersion }: Pick<WrappedComponent, 'runtimeVersion'>): string {
  return runtimeVersion ?? SELDON_CORE;
}

/** Whether a version is under the Business Source License. */
export function isBusinessSource(version: string): boolean {
  return !isBefore(version, '1.18');
}

/** The component's requirements with seldon-core. */
export function seldonCoreRequirements(component: Subject): string[] {
  return [...component.requirements, `seldon-core==${seldonCoreVersion(component)}`, SETUPTOOLS];
}

/** Lines that win over seldon-core's own: it runs with the versions that the model asks for, and with the newest. */
export function seldonCoreOverrides({ requirements }: Pick<Subject, 'requirements'>): string[] {
  const named = requirements.map(parseLine).flatMap(line => {
    return line.kind === 'package' || (line.kind === 'reference' && line.name !== undefined) ? [line] : [];
  });
  return [...OF_MODELS, ...OF_SERVERS].flatMap(name => {
    const own = named
      .filter(line => line.name === name)
      .map(line => (line.kind === 'package' ? packageText(line, {}) : line.text));
    return own.length > 0 || OF_SERVERS.includes(name) ? own : [name];
  });
}

/** The same as a person is told. */
export function seldonCoreChanges(component: Subject): RequirementChange[] {
  const version = seldonCoreVersion(component);
  return [
    { to: `seldon-core==${version}`, reason: 'It serves the class.' },
    {
      to: SETUPTOOLS,
      reason: `The server of seldon-core ${version} imports pkg_resources, which later ones do not have.`
    },
    ...seldonCoreOverrides(component).map(line => ({
      to: line,
      reason: `It takes the place of what seldon-core ${version} asks for, which is older than it needs to be.`
    }))
  ];
}
