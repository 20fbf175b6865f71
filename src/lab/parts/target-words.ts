import type { TranslationBundle } from '@jupyterlab/translation';
import type { TargetName } from '../../contract/target';

/** What each target is called. */
export function targetWords(trans: TranslationBundle): Record<TargetName, string> {
  return {
    process: trans.__('This machine, as a process'),
    docker: trans.__('Docker, as a container'),
    kubernetes: trans.__('Kubernetes, with Seldon Core')
  };
}
