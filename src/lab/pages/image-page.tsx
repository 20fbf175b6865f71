import { type ReactElement, useState } from 'react';
import { useAnswer } from '../hooks/use-answer';
import { useWatch } from '../hooks/use-watch';
import { useLab } from '../lab';
import { ImageButtons } from '../parts/image-buttons';
import { ImageContent } from '../parts/image-content';
import { ImageFacts } from '../parts/image-facts';
import { Loading } from '../parts/loading';
import { ProblemView } from '../parts/problem-view';

/** One image: what it is, what it consists of, who runs it, and what can be done with it. */
export function ImagePage({ id }: { id: string }): ReactElement {
  const { images, trans } = useLab();
  useWatch(images);
  const [isGone, setGone] = useState(false);
  const listed = images.list.find(image => image.id === id);
  // Who runs it and what it is called changes while the page is open.
  const { value, trouble, again } = useAnswer(
    (client, signal) => client.showImage({ id }, signal),
    [id, isGone, listed?.usedBy.join(' '), listed?.reference]
  );
  if (isGone || trouble?.code === 'no-such-image') {
    return (
      <div className="jp-DeployModel-page">
        <p className="jp-DeployModel-empty" role="status">
          {trans.__('The image is not on the engine any more: it was removed.')}
        </p>
      </div>
    );
  }
  return (
    <div className="jp-DeployModel-page">
      {trouble && <ProblemView problem={trouble} onRetry={again} />}
      {!value && !trouble && <Loading text={trans.__('Looking at the image…')} />}
      {value && (
        <>
          <div className="jp-DeployModel-header">
            <h1>{value.reference}</h1>
            <h2 className="jp-DeployModel-unseen">{trans.__('Details')}</h2>
            <ImageFacts image={value} />
            <ImageButtons image={value} onRemoved={() => setGone(true)} />
          </div>
          <ImageContent image={value} />
        </>
      )}
    </div>
  );
}
