import { type ReactElement, useEffect, useMemo, useState } from 'react';
import { type DeploymentId, textOfId } from '../../contract/deployment-id';
import { useChanges } from '../hooks/use-changes';
import { useWatch } from '../hooks/use-watch';
import { useLab } from '../lab';
import { oneWithId } from '../models/deployment-choice';
import type { FirstRequest } from '../models/first-request';
import { curlOf, pythonOf } from '../models/snippets';
import { TrialModel } from '../models/trial-model';
import { Answer } from './answer';
import { Code } from './code';
import { LatencyPlot } from './latency-plot';
import { Loading } from './loading';
import { ProblemView } from './problem-view';
import { type Tab, Tabs } from './tabs';
import { TrialForm } from './trial-form';
import { TrialJson } from './trial-json';

type Way = 'form' | 'json' | 'curl' | 'python';

/** Asks a deployment: by a form made from the signature, as JSON, from a terminal, from Python. */
export function Trial({ id }: { id: DeploymentId }): ReactElement {
  const { client, deployments, trans } = useLab();
  const model = useMemo(() => new TrialModel(id, client), [textOfId(id), client]);
  useChanges(model);
  useWatch(deployments);
  const [chosen, setChosen] = useState<Way>();
  const ways = useWays(model, id);
  useEffect(() => {
    void model.load();
    return () => model.stop();
  }, [model]);
  if (!model.usage) {
    return model.trouble ? (
      <ProblemView problem={model.trouble} onRetry={() => void model.load()} />
    ) : (
      <Loading text={trans.__('Looking at what the model takes…')} />
    );
  }
  const way = chosen ?? (model.fields ? 'form' : 'json');
  return (
    <div className="jp-DeployModel-trial">
      <Remark from={model.first.from} />
      <Tabs label={trans.__('How to ask')} tabs={ways} selected={way} onSelect={setChosen} />
      {model.trouble && <ProblemView problem={model.trouble} />}
      {model.answer && <Answer prediction={model.answer} />}
      {model.times.length > 1 && <LatencyPlot title={trans.__('Time of each answer')} milliseconds={model.times} />}
    </div>
  );
}

/** Says it when the values to begin with are not the model's own. */
function Remark({ from }: Pick<FirstRequest, 'from'>): ReactElement | null {
  const { trans } = useLab();
  const remarks = {
    example: undefined,
    signature: trans.__('No example was logged: these values are made up, each of its column’s type.'),
    nothing: trans.__('Nothing is known of its requests: put values into the empty row.')
  };
  return remarks[from] === undefined ? null : <p className="jp-DeployModel-hint">{remarks[from]}</p>;
}

function useWays(model: TrialModel, id: DeploymentId): Tab<Way>[] {
  const { deployments, trans } = useLab();
  const endpoint = oneWithId(deployments.list, id)?.endpoint;
  const code = (make: typeof curlOf, language: string) => () =>
    endpoint ? (
      <Code text={make(endpoint, model.message)} label={language} />
    ) : (
      <p className="jp-DeployModel-hint">{trans.__('It has no address while it does not run.')}</p>
    );
  return [
    ...(model.fields
      ? [{ key: 'form' as const, label: trans.__('Form'), content: () => <TrialForm model={model} /> }]
      : []),
    { key: 'json', label: trans.__('JSON'), content: () => <TrialJson model={model} /> },
    { key: 'curl', label: trans.__('curl'), content: code(curlOf, trans.__('curl')) },
    { key: 'python', label: trans.__('Python'), content: code(pythonOf, trans.__('Python')) }
  ];
}
