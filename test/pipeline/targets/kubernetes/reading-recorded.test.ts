import { isRolledOut, read } from '../../../../src/pipeline/targets/kubernetes/reading';
import { describeRecorded, recordings } from '../../../recordings';
import { moments, type Timeline } from './recorded-timeline';

const TIMELINES = recordings<Timeline>('timelines');

/** What holds each bad one up, at its worst; what is not named here comes to its end without a cause. */
const CAUSES: Record<string, string> = {
  'bad-update-and-back': 'image-pull-failed',
  'canary-broken': 'image-pull-failed',
  'command-missing': 'model-crashed',
  'configmap-key-missing': 'pod-not-created',
  'configmap-missing': 'pod-not-created',
  cordon: 'unschedulable',
  'crash-at-start': 'model-crashed',
  'exits-0': 'model-crashed',
  'image-missing': 'image-pull-failed',
  'image-missing-default-deadline': 'image-pull-failed',
  'image-missing-then-fixed': 'image-pull-failed',
  'initializer-image-missing': 'image-pull-failed',
  'istio-broken-canary-removed': 'image-pull-failed',
  'istio-canary-broken': 'image-pull-failed',
  'istio-weights-while-canary-updates-badly': 'image-pull-failed',
  'liveness-kills': 'model-start-timeout',
  'never-ready': 'model-start-timeout',
  'oom-at-start': 'model-out-of-memory',
  'oom-under-load': 'model-out-of-memory',
  'operator-error-container-twice': 'manifest-invalid',
  'operator-error-template': 'manifest-invalid',
  'operator-stopped': 'image-pull-failed',
  quota: 'quota-exceeded',
  'quota-needs-limits': 'quota-exceeded',
  'second-deployment-broken': 'image-pull-failed',
  'secret-missing': 'pod-not-created',
  'serviceaccount-missing': 'pod-not-created',
  unschedulable: 'unschedulable'
};

/** Those whose last moment is a broken one. */
const ENDS_BROKEN = new Set([
  'canary-broken',
  'command-missing',
  'configmap-key-missing',
  'crash-at-start',
  'exits-0',
  'image-missing',
  'image-missing-default-deadline',
  'initializer-image-missing',
  'istio-canary-broken',
  'liveness-kills',
  'never-ready',
  'oom-at-start',
  'operator-error-container-twice',
  'operator-stopped',
  'quota',
  'quota-needs-limits',
  'second-deployment-broken',
  'serviceaccount-missing',
  'unschedulable'
]);

const readings = (timeline: Timeline) =>
  [...moments(timeline)].map(moment => ({ ...moment, reading: read(moment.observed) }));

describeRecorded('our reading of every recorded timeline', () => {
  it.each(TIMELINES)('$name: is never ready before every Deployment is rolled out', ({ case: timeline }) => {
    const tooSoon = readings(timeline).filter(
      ({ reading, observed }) => reading.ready && !observed.deployments.every(isRolledOut)
    );
    expect(tooSoon).toEqual([]);
  });

  it.each(TIMELINES.filter(({ name }) => CAUSES[name]))('$name: the cause is found', ({ name, case: timeline }) => {
    const codes = readings(timeline).flatMap(({ reading }) => reading.cause?.problem.code ?? []);
    expect(codes).toContain(CAUSES[name]);
  });

  it.each(TIMELINES.filter(({ name }) => !CAUSES[name]))(
    '$name: nothing that would end a rollout is seen in a good one',
    ({ case: timeline }) => {
      const final = readings(timeline).filter(({ reading }) => (reading.cause?.patience ?? Infinity) !== Infinity);
      expect(final.map(({ reading }) => reading.cause)).toEqual([]);
    }
  );

  it.each(TIMELINES.filter(({ name }) => ENDS_BROKEN.has(name)))(
    '$name: ends with the cause and not ready',
    ({ name, case: timeline }) => {
      const { reading } = readings(timeline).at(-1)!;
      expect({ ready: reading.ready, cause: reading.cause?.problem.code }).toEqual({
        ready: false,
        cause: CAUSES[name]
      });
    }
  );

  const good = TIMELINES.filter(({ name }) => !ENDS_BROKEN.has(name) && name !== 'delete');
  it.each(good)('$name: ends ready', ({ case: timeline }) => {
    expect(readings(timeline).at(-1)!.reading).toMatchObject({ ready: true });
  });
});
