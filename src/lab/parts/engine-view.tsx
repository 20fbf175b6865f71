import type { ReactElement } from 'react';
import type { EngineOffer } from '../../contract/image';
import { useLab } from '../lab';
import { ProblemView } from './problem-view';

interface EngineViewProperties {
  offer: EngineOffer | undefined;
  /** Looks again. */
  onRetry: () => void;
}

/** Which Docker Engine is used and what it has; or why there is none, and what can be chosen. */
export function EngineView({ offer, onRetry }: EngineViewProperties): ReactElement | null {
  const { trans, words } = useLab();
  if (!offer) {
    return <p className="jp-DeployModel-hint">{trans.__('Looking for a Docker Engine…')}</p>;
  }
  const others = offer.contexts.filter(({ current }) => !current);
  const choice = others.length > 0 && (
    <p className="jp-DeployModel-hint">
      {trans.__(
        'Other contexts of the Docker client: %1.',
        others.map(({ name, host }) => `${name} (${host})`).join(', ')
      )}
    </p>
  );
  if (offer.problem) {
    return (
      <>
        <ProblemView problem={offer.problem} onRetry={onRetry} />
        {offer.buildkit && (
          <p className="jp-DeployModel-hint">
            {trans.__('BuildKit %1 answers, which needs no engine: choose it as the builder.', offer.buildkit)}
          </p>
        )}
        {choice}
      </>
    );
  }
  const gpus =
    offer.gpus === 'unknown'
      ? trans.__('names no GPU')
      : offer.gpuIds.length > 0
        ? trans.__('GPUs %1', offer.gpuIds.join(', '))
        : trans.__('has GPUs');
  return (
    <>
      <p className="jp-DeployModel-hint">
        {trans.__(
          'Docker Engine %1, %2: %3 cores, %4, %5.',
          offer.version ?? '',
          offer.platform ?? '',
          words.count(offer.cpus ?? 0),
          words.bytes(offer.memory ?? 0),
          gpus
        )}
      </p>
      {choice}
    </>
  );
}
