import type { Lab } from '../lab';

/** Says that a run has ended, when nobody was looking at it. */
export function announceEnds({ actions, runs, settings, trans }: Lab, isWatched: (run: string) => boolean): void {
  runs.ended.connect((_, { run }) => {
    if (!run || !settings.notifications || isWatched(run.id)) {
      return;
    }
    // Nothing of it is needed before a run has ended.
    void import('./run-notice').then(({ showNotice }) => showNotice(run, { actions, trans }));
  });
}
