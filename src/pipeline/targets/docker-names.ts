import type { Home } from '../../tools/home';
import type { DeploymentRecord } from '../deployment-store';
import { hash } from '../images/hash';
import { LABELS } from '../images/labels';

const HOME_LENGTH = 8;

/** What the containers of a user's deployments are called; several users may share an engine. */
export class DockerNames {
  readonly #home: string;

  constructor({ deployments }: Home) {
    this.#home = hash(deployments).slice(0, HOME_LENGTH);
  }

  container({ name, revision }: DeploymentRecord): string {
    return `deploy-model-${name}-${revision}-${this.#home}`;
  }

  /** A host name has at most 63 characters. */
  alias({ name, revision }: DeploymentRecord): string {
    return `${name}-${revision}-${this.#home.slice(0, 4)}`;
  }

  /** What the container says about itself. */
  labels({ name, revision, model, run, verdict = '', component }: DeploymentRecord): Record<string, string> {
    return {
      ...this.ofDeployment(name),
      [LABELS.revision]: String(revision),
      [LABELS.model]: model,
      [LABELS.run]: run,
      [LABELS.verdict]: verdict,
      [LABELS.component]: component.digest
    };
  }

  /** The labels that all containers of a deployment have. */
  ofDeployment(name: string): Record<string, string> {
    return { [LABELS.home]: this.#home, [LABELS.deployment]: name };
  }
}
