import type { ReactElement } from 'react';
import { useLab } from '../lab';
import { indented, isJson } from '../models/json-text';
import type { TrialModel } from '../models/trial-model';
import { CodeEditorView } from './code-editor';
import { TrialButtons } from './trial-buttons';

/** The whole message as JSON: what the form cannot say, and models whose inputs are no table. */
export function TrialJson({ model }: { model: TrialModel }): ReactElement {
  const { trans } = useLab();
  const text = model.json ?? indented(model.fromForm);
  return (
    <>
      {!model.fields && (
        <p className="jp-DeployModel-hint">
          {model.usage?.signature?.inputs
            ? trans.__('The model takes arrays: there is no form for them.')
            : trans.__('No signature was logged: there is no form.')}
        </p>
      )}
      <CodeEditorView
        path="request.json"
        text={text}
        isReadOnly={false}
        label={trans.__('Request in JSON')}
        onChange={json => json !== text && model.setJson(json)}
      />
      <TrialButtons model={model} refusal={isJson(text) ? undefined : trans.__('This is no JSON.')} />
    </>
  );
}
