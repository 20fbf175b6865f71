import type { ReactElement } from 'react';
import type { ModelDetails, RegisteredVersion } from '../../contract/model';
import { useAnswer } from '../hooks/use-answer';
import { useLab } from '../lab';
import { Facts } from './facts';
import { Loading } from './loading';
import { ProblemView } from './problem-view';
import { SignatureView } from './signature-view';
import { VersionChips } from './version-chips';

interface ModelCardProperties {
  reference: string;
  trackingUri: string | undefined;
  /** Shows the signature before anybody asks for it. */
  isOpen?: boolean;
}

/** What is known about a model without its weights, and what speaks against deploying it. */
export function ModelCard({ reference, trackingUri, isOpen }: ModelCardProperties): ReactElement {
  const { trans } = useLab();
  const { value, trouble, again } = useAnswer(
    (client, signal) => client.showModel({ reference, trackingUri }, signal),
    [reference, trackingUri]
  );
  if (trouble) {
    return <ProblemView problem={trouble} onRetry={again} />;
  }
  if (!value) {
    return <Loading text={trans.__('Looking at the model…')} />;
  }
  return (
    <section className="jp-DeployModel-card" aria-label={trans.__('Model %1', value.name)}>
      <h3>{value.name}</h3>
      {value.problems.map(problem => (
        <ProblemView key={problem.code} problem={problem} />
      ))}
      <ModelFacts details={value} />
      <details className="jp-DeployModel-fold" open={isOpen}>
        <summary>{trans.__('Signature')}</summary>
        <SignatureView signature={value.description.signature} />
      </details>
      <details className="jp-DeployModel-fold">
        <summary>{trans._n('%1 requirement', '%1 requirements', value.requirements.length)}</summary>
        <pre tabIndex={0}>{value.requirements.join('\n')}</pre>
      </details>
      <details className="jp-DeployModel-fold">
        <summary>{trans._n('%1 file', '%1 files', value.files.length)}</summary>
        <pre tabIndex={0}>{value.files.map(({ path }) => path).join('\n')}</pre>
      </details>
    </section>
  );
}

function ModelFacts({ details }: { details: ModelDetails }): ReactElement {
  const { trans, words } = useLab();
  const { description, summary } = details;
  return (
    <Facts
      facts={[
        [trans.__('Address'), <code key="uri">{details.uri}</code>],
        [
          trans.__('Registered'),
          summary && summary.registered.length > 0 && <Registrations key="registered" registered={summary.registered} />
        ],
        [trans.__('Flavors'), Object.keys(description.flavors).join(', ')],
        [trans.__('Method'), description.predictFn],
        [trans.__('Python'), description.pythonVersion],
        [trans.__('MLflow'), description.mlflowVersion],
        [trans.__('Input example'), description.example?.path ?? trans.__('none logged')],
        [trans.__('Size'), words.bytes(details.bytes)],
        [trans.__('Run'), summary?.runName ?? summary?.runId],
        [trans.__('Experiment'), summary?.experimentName]
      ]}
    />
  );
}

function Registrations({ registered }: { registered: readonly RegisteredVersion[] }): ReactElement {
  const names = [...new Set(registered.map(({ name }) => name))];
  return (
    <>
      {names.map(name => (
        <span key={name} className="jp-DeployModel-registration">
          {name} <VersionChips registered={registered.filter(each => each.name === name)} />
        </span>
      ))}
    </>
  );
}
