import type { Predictor } from '../../contract/graph';
import { type FieldError, refused } from './field-error';

const SPEC = ['spec'];

/** The webhook's rules for shares of traffic, in percent. A single predictor below 0 or above 100 passes. */
export function trafficErrors(predictors: Predictor[]): FieldError[] {
  const shadows = predictors.filter(({ shadow }) => shadow);
  const live = predictors.filter(({ shadow }) => !shadow);
  const sum = live.reduce((total, { traffic = 0 }) => total + traffic, 0);
  const first = predictors[0]?.name ?? '';
  return [
    ...shadows.flatMap(({ name, traffic = 0 }, i) => [
      ...(i > 0 ? [refused(SPEC, name, 'Multiple shadows are not allowed')] : []),
      ...(traffic < 0 || traffic > 100
        ? [refused(SPEC, name, 'shadow traffic is illegal, the traffic number should be between [0, 100]')]
        : [])
    ]),
    ...(sum !== 100 && live.length > 1
      ? [refused(SPEC, first, 'Traffic must sum to 100 for multiple predictors')]
      : []),
    ...(sum > 0 && sum < 100 && predictors.length === 1
      ? [refused(SPEC, first, 'Traffic must sum be 100 for a single predictor when set')]
      : [])
  ];
}
