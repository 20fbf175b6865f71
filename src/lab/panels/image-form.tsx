import { type FormEvent, type ReactElement, useState } from 'react';
import { useAnswer } from '../hooks/use-answer';
import { useAttempt } from '../hooks/use-attempt';
import { useChanges } from '../hooks/use-changes';
import { useLab } from '../lab';
import { mistakesOf } from '../models/draft';
import type { PanelSession } from '../models/panel-session';
import { isRepository } from '../models/source-kind';
import { ActionButton } from '../parts/action-button';
import { EngineView } from '../parts/engine-view';
import { Field } from '../parts/field';
import { ProblemView } from '../parts/problem-view';
import { Switch } from '../parts/switch';
import { ModelChooser } from './model-chooser';
import { RequestOptions } from './request-options';

/** What changes an image; what only a deployment needs is asked for there. */
const OPTIONS = ['builder', 'baseImage', 'method', 'runtime', 'trackingUri', 'grpc', 'force'];

/** What an image is made of and what it is called; or where a folder for any builder of Dockerfiles is written. */
export function ImageForm({ session }: { session: PanelSession }): ReactElement {
  const { trans } = useLab();
  useChanges(session);
  const { value: offer, again } = useAnswer((client, signal) => client.examineEngine({}, signal), []);
  const { isBusy, trouble, attempt } = useAttempt();
  const [isFolder, setFolder] = useState(session.dockerfile !== undefined);
  const { draft } = session;
  const noEngine = offer?.problem !== undefined && draft.builder !== 'buildkit';
  const refusal = refusalOf(session, { isFolder, noEngine, trans });
  const begin = () => void attempt(() => session.begin(isFolder ? 'wrap' : 'build'));
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (refusal === undefined && !isBusy) {
      begin();
    }
  };
  return (
    <form onSubmit={onSubmit} className="jp-DeployModel-form" noValidate>
      <ModelChooser session={session} />
      {isRepository(draft.model) && <RepositoryFields session={session} />}
      <Field
        label={trans.__('Result')}
        kind="select"
        value={isFolder ? 'folder' : 'image'}
        options={[
          { value: 'image', label: trans.__('An image on the Docker Engine') },
          { value: 'folder', label: trans.__('A folder that any builder of Dockerfiles takes') }
        ]}
        onChange={value => setFolder(value === 'folder')}
      />
      {isFolder ? (
        <Field
          label={trans.__('Folder')}
          value={session.dockerfile ?? ''}
          hint={trans.__('Empty, or not there yet. No engine is needed; build it with docker, BuildKit or Kaniko.')}
          onChange={folder => session.writeDockerfileTo(folder)}
        />
      ) : (
        <>
          <EngineView offer={offer} onRetry={again} />
          <ImageName session={session} />
        </>
      )}
      <RequestOptions session={session} paths={OPTIONS} />
      {trouble && <ProblemView problem={trouble} />}
      <div className="jp-DeployModel-buttons">
        <ActionButton
          kind="accept"
          label={isFolder ? trans.__('Write the folder') : trans.__('Build the image')}
          isBusy={isBusy}
          refusal={refusal}
          onClick={begin}
        />
      </div>
      {/* The Enter key needs one. */}
      <button type="submit" hidden />
    </form>
  );
}

function RepositoryFields({ session }: { session: PanelSession }): ReactElement {
  const { trans } = useLab();
  const { contextDir = '', ref = '' } = session.draft;
  const mistakes = mistakesOf(session.draft);
  return (
    <div className="jp-DeployModel-options">
      <Field
        label={trans.__('Folder in the repository')}
        value={contextDir}
        placeholder={trans.__('its root')}
        hint={trans.__('Where the model or the class is.')}
        error={mistakes.contextDir}
        onChange={text => session.edit({ contextDir: text })}
      />
      <Field
        label={trans.__('Branch, tag or commit')}
        value={ref}
        placeholder={trans.__('the default branch')}
        hint={trans.__('What is built; changes that were not committed are no part of it.')}
        error={mistakes.ref}
        onChange={text => session.edit({ ref: text })}
      />
    </div>
  );
}

function ImageName({ session }: { session: PanelSession }): ReactElement {
  const { trans } = useLab();
  const { image = '', push } = session.draft;
  return (
    <>
      <Field
        label={trans.__('Image')}
        value={image}
        placeholder={trans.__('made from the model’s name')}
        hint={trans.__('Such as registry:5000/team/churn:1.2')}
        onChange={text => session.edit({ image: text })}
      />
      <Switch
        label={trans.__('Push')}
        hint={trans.__('To the registry in its name, with the login of “docker login”.')}
        isOn={push}
        onChange={on => session.edit({ push: on })}
      />
    </>
  );
}

function refusalOf(
  { draft, dockerfile = '' }: PanelSession,
  { isFolder, noEngine, trans }: { isFolder: boolean; noEngine: boolean; trans: ReturnType<typeof useLab>['trans'] }
): string | undefined {
  if (draft.model.trim() === '') {
    return trans.__('Choose a model first.');
  }
  if (isFolder) {
    return dockerfile.trim() === '' ? trans.__('Name a folder first.') : undefined;
  }
  if (noEngine) {
    return trans.__('No Docker Engine answers; a folder for another builder needs none.');
  }
  if (draft.builder === 'buildkit' && !draft.push) {
    return trans.__('BuildKit keeps no images: switch on “Push”.');
  }
  if (draft.push && !draft.image?.trim()) {
    return trans.__('Name the image with its registry to push it.');
  }
  return Object.keys(mistakesOf(draft)).length > 0 ? trans.__('An option cannot be taken as it is.') : undefined;
}
