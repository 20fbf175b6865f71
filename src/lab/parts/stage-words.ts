import type { TranslationBundle } from '@jupyterlab/translation';
import type { StageName, StageState } from '../../contract/stage';

/** What each step is called. */
export function stageTitles(trans: TranslationBundle): Record<StageName, string> {
  return {
    select: trans.__('Select'),
    wrap: trans.__('Wrap'),
    build: trans.__('Build'),
    test: trans.__('Test'),
    deploy: trans.__('Deploy')
  };
}

/** What a step does, in one sentence. */
export function stageTasks(trans: TranslationBundle): Record<StageName, string> {
  return {
    select: trans.__('Choose a model from MLflow, or a folder'),
    wrap: trans.__('Make the folder that Seldon can run'),
    build: trans.__('Make the environment it runs in'),
    test: trans.__('Compare its answers with the logged model'),
    deploy: trans.__('Start it and wait until it answers')
  };
}

export function stateWords(trans: TranslationBundle): Record<StageState, string> {
  return {
    waiting: trans.__('waiting'),
    running: trans.__('at work'),
    finished: trans.__('done'),
    failed: trans.__('failed'),
    cancelled: trans.__('cancelled'),
    skipped: trans.__('skipped')
  };
}
