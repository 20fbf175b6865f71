import type { ReactElement } from 'react';
import { type Finding, SourceKind } from '../../contract/detection';
import { useAnswer } from '../hooks/use-answer';
import { useLab } from '../lab';
import { Field } from './field';
import { Loading } from './loading';
import { ModelCard } from './model-card';
import { ProblemView } from './problem-view';

interface FolderCardProperties {
  reference: string;
  /** What a person wants it taken for; what is recommended when absent. */
  as: SourceKind | undefined;
  onChoose: (kind: SourceKind | undefined) => void;
}

/** What a folder is taken for, by which file, and what it could be taken for instead. */
export function FolderCard({ reference, as, onChoose }: FolderCardProperties): ReactElement {
  const { trans } = useLab();
  const { value, trouble, again } = useAnswer(
    (client, signal) => client.detectSource({ reference }, signal),
    [reference]
  );
  if (trouble) {
    return <ProblemView problem={trouble} onRetry={again} />;
  }
  if (!value) {
    return <Loading text={trans.__('Looking into the folder…')} />;
  }
  const { recommended, others, folder } = value;
  const choices = [recommended, ...others].filter(finding => finding !== undefined).filter(isOurs);
  return (
    <section className="jp-DeployModel-card" aria-label={trans.__('Folder')}>
      <h3>{folder}</h3>
      <p>
        {recommended
          ? trans.__('It is taken for %1: %2', recommended.title, recommended.because)
          : trans.__('Nothing in it tells what it is: neither an MLmodel nor a class for Seldon.')}{' '}
        {recommended?.instead}
      </p>
      {choices.length > 1 && (
        <Field
          label={trans.__('Take it for')}
          kind="select"
          value={as ?? ''}
          options={[
            { value: '', label: trans.__('what is recommended') },
            ...choices.map(({ kind, title }) => ({ value: kind, label: title }))
          ]}
          hint={choices.find(({ kind }) => kind === as)?.because}
          onChange={kind => onChoose(SourceKind.options.find(each => each === kind))}
          onRevert={as === undefined ? undefined : () => onChoose(undefined)}
        />
      )}
      {(as ?? recommended?.kind) === 'mlflow' && <ModelCard reference={reference} trackingUri={undefined} />}
    </section>
  );
}

/** Of the others another program makes something; they are named, and cannot be chosen. */
function isOurs({ kind }: Finding): boolean {
  return SourceKind.options.some(each => each === kind);
}
