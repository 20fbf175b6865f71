import type { ReactElement } from 'react';
import { useAnswer } from '../hooks/use-answer';
import { useLab } from '../lab';
import { ActionButton } from './action-button';
import { ImageContent } from './image-content';
import { ImageFacts } from './image-facts';
import { Loading } from './loading';
import { ProblemView } from './problem-view';

/** The image that a run has built: name, digest, sizes, layers. `run` is its id, `state` changes when it may be another one. */
export function ImageResult({ run, state }: { run: string; state: string }): ReactElement {
  const { actions, trans } = useLab();
  const built = useAnswer((client, signal) => client.getRunImage({ id: run }, signal), [run, state]);
  // What BuildKit made is in its registry alone.
  const id = built.value?.builder === 'buildkit' ? undefined : built.value?.id;
  const onEngine = useAnswer(
    async (client, signal) => (id === undefined ? undefined : client.showImage({ id }, signal)),
    [id, state]
  );
  if (built.trouble) {
    return <ProblemView problem={built.trouble} onRetry={built.again} />;
  }
  if (!built.value) {
    return <Loading text={trans.__('Looking at the image…')} />;
  }
  const image = onEngine.value;
  return (
    <section className="jp-DeployModel-card" aria-label={trans.__('Image')}>
      <h3>{trans.__('Image')}</h3>
      <ImageFacts image={{ ...image, ...built.value }} />
      {onEngine.trouble && <ProblemView problem={onEngine.trouble} onRetry={onEngine.again} />}
      {image && <ImageContent image={image} />}
      {image && (
        <div className="jp-DeployModel-buttons">
          <ActionButton label={trans.__('Open its page')} onClick={() => actions.openImage(image.id)} />
        </div>
      )}
    </section>
  );
}
