import { fileIcon, saveIcon, undoIcon } from '@jupyterlab/ui-components';
import { type KeyboardEvent, type ReactElement, useState } from 'react';
import type { WrappedFile } from '../../contract/wrapped-file';
import { useLab } from '../lab';
import type { WrappedFolderModel } from '../models/wrapped-folder-model';
import { ActionButton } from './action-button';
import { CodeEditorView } from './code-editor';

interface WrappedFilesProperties {
  model: WrappedFolderModel;
  files: readonly WrappedFile[];
}

/** The files beside an editor; an edited one is marked and can be reverted. */
export function WrappedFiles({ model, files }: WrappedFilesProperties): ReactElement {
  const { trans } = useLab();
  const [chosen, setChosen] = useState<string>();
  const file = files.find(({ path }) => path === chosen) ?? files.find(({ text }) => text !== undefined) ?? files[0];
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 's' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      event.stopPropagation();
      void model.save();
    }
  };
  return (
    <div className="jp-DeployModel-files" onKeyDown={onKey}>
      <ul aria-label={trans.__('Files')}>
        {files.map(({ path, size, text }) => (
          <FileItem
            key={path}
            path={path}
            size={size}
            isText={text !== undefined}
            isShown={path === file?.path}
            isEdited={model.isEdited(path)}
            onChoose={() => setChosen(path)}
          />
        ))}
      </ul>
      {file && <FileView file={file} model={model} />}
    </div>
  );
}

interface FileItemProperties {
  path: string;
  size: number;
  isText: boolean;
  isShown: boolean;
  isEdited: boolean;
  onChoose: () => void;
}

function FileItem({ path, size, isText, isShown, isEdited, onChoose }: FileItemProperties): ReactElement {
  const { trans, words } = useLab();
  return (
    <li>
      <button
        type="button"
        aria-current={isShown || undefined}
        className={isText ? undefined : 'jp-mod-opaque'}
        onClick={onChoose}
      >
        <fileIcon.react tag="span" />
        <span>{path}</span>
        {isEdited ? (
          <span className="jp-DeployModel-chip jp-mod-changed">{trans.__('edited')}</span>
        ) : (
          <span className="jp-DeployModel-hint">{words.bytes(size)}</span>
        )}
      </button>
    </li>
  );
}

function FileView({ file, model }: { file: WrappedFile; model: WrappedFolderModel }): ReactElement {
  const { trans } = useLab();
  const { path, text, editable, generated } = file;
  if (text === undefined) {
    return <p className="jp-DeployModel-empty">{trans.__('%1 is no text, too long, or part of the model.', path)}</p>;
  }
  const isChanged = model.isEdited(path);
  return (
    <div className="jp-DeployModel-fileView">
      <div className="jp-DeployModel-fileBar">
        <strong>{path}</strong>
        {isChanged && <span className="jp-DeployModel-chip jp-mod-changed">{trans.__('your change')}</span>}
        <ActionButton
          bare
          icon={saveIcon}
          label={trans.__('Save %1', path)}
          refusal={model.isUnsaved(path) ? undefined : trans.__('There is nothing to save.')}
          onClick={() => void model.save()}
        />
        <ActionButton
          bare
          icon={undoIcon}
          label={trans.__('Revert %1', path)}
          refusal={isChanged && (editable || generated === undefined) ? undefined : trans.__('It is as generated.')}
          onClick={() => void model.revert(path)}
        />
      </div>
      <CodeEditorView
        path={path}
        text={model.textOf(path)}
        isReadOnly={!editable}
        label={path}
        onChange={changed => model.edit(path, changed)}
      />
    </div>
  );
}
