import type { Run } from '../contract/run';
import { redact } from '../tools/redact';

/** A run as others may see it: addresses of its request have no passwords. What is kept has them, to resume it. */
export function withoutSecrets(run: Run): Run {
  const { model, trackingUri, ...request } = run.request;
  return {
    ...run,
    request: {
      ...request,
      model: redact(model),
      ...(trackingUri === undefined ? {} : { trackingUri: redact(trackingUri) })
    }
  };
}
