import type { ReactElement } from 'react';
import type { Prediction } from '../../contract/usage';
import { useLab } from '../lab';
import { indented } from '../models/json-text';
import { Code } from './code';

/** What a deployment answered, also when it refused. */
export function Answer({ prediction }: { prediction: Prediction }): ReactElement {
  const { trans, words } = useLab();
  const { status, milliseconds, answer } = prediction;
  const isGood = status < 400;
  return (
    <section className={`jp-DeployModel-answer ${isGood ? 'jp-mod-passed' : 'jp-mod-failed'}`}>
      <p role="status">
        <strong>{isGood ? trans.__('Answer') : trans.__('Refused')}</strong>
        <span className="jp-DeployModel-hint">
          {trans.__('status %1, %2', status, words.milliseconds(milliseconds))}
        </span>
      </p>
      <Code text={indented(answer)} label={trans.__('Answer')} />
    </section>
  );
}
