import { checkIcon, errorIcon } from '@jupyterlab/ui-components';
import { type ReactElement, useState } from 'react';
import type { CaseResult } from '../../contract/verdict';
import { useLab } from '../lab';
import { ActionButton } from './action-button';

/** Cases with what was expected, what came, and the verdict; the failed ones first in sight. */
export function VerdictTable({ cases }: { cases: readonly CaseResult[] }): ReactElement {
  const { trans } = useLab();
  const failed = cases.filter(({ passed }) => !passed);
  const [onlyFailed, setOnlyFailed] = useState(false);
  return (
    <>
      {failed.length > 0 && failed.length < cases.length && (
        <ActionButton
          label={trans.__('Only the failed ones (%1)', failed.length)}
          isPressed={onlyFailed}
          onClick={() => setOnlyFailed(!onlyFailed)}
        />
      )}
      <div className="jp-DeployModel-scroll" tabIndex={0} role="region" aria-label={trans.__('Cases')}>
        <table className="jp-DeployModel-table">
          <caption className="jp-DeployModel-unseen">{trans.__('Cases')}</caption>
          <thead>
            <tr>
              <th scope="col">{trans.__('Case')}</th>
              <th scope="col">{trans.__('Verdict')}</th>
              <th scope="col">{trans.__('Expected')}</th>
              <th scope="col">{trans.__('Got')}</th>
              <th scope="col">{trans.__('Difference')}</th>
              <th scope="col">{trans.__('Time')}</th>
            </tr>
          </thead>
          <tbody>
            {(onlyFailed ? failed : cases).map((each, index) => (
              <CaseRow key={index} result={each} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function CaseRow({ result }: { result: CaseResult }): ReactElement {
  const { trans, words } = useLab();
  const { name, kind, protocol, passed, expected, got, difference, milliseconds } = result;
  const Icon = passed ? checkIcon : errorIcon;
  return (
    <tr className={passed ? undefined : 'jp-mod-failed'}>
      <th scope="row">
        {name}
        <span className="jp-DeployModel-hint">{` ${kind}, ${protocol}`}</span>
      </th>
      <td className="jp-DeployModel-caseVerdict">
        <Icon.react tag="span" />
        {passed ? trans.__('passed') : trans.__('failed')}
      </td>
      <td>{expected}</td>
      <td>{got}</td>
      <td>{difference === undefined ? '' : difference === 0 ? '0' : difference.toExponential(1)}</td>
      <td className="jp-DeployModel-caseTime">{words.milliseconds(milliseconds)}</td>
    </tr>
  );
}
