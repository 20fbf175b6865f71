import { CodeEditor, type IEditorServices } from '@jupyterlab/codeeditor';
import { type KeyboardEvent, type ReactElement, useEffect, useRef } from 'react';
import { useLab } from '../lab';

interface CodeEditorViewProperties {
  /** File name: says which language it is. */
  path: string;
  text: string;
  isReadOnly: boolean;
  label: string;
  onChange: (text: string) => void;
}

/** JupyterLab's own editor around a text; a plain one where there is none. */
export function CodeEditorView(properties: CodeEditorViewProperties): ReactElement {
  const { editors } = useLab();
  return editors ? <RichEditor {...properties} editors={editors} /> : <PlainEditor {...properties} />;
}

function RichEditor(properties: CodeEditorViewProperties & { editors: IEditorServices }): ReactElement {
  const { path, text, isReadOnly, label, onChange, editors } = properties;
  const { trans } = useLab();
  const host = useRef<HTMLDivElement>(null);
  const exit = useRef<HTMLSpanElement>(null);
  const editor = useRef<CodeEditor.IEditor | null>(null);
  const report = useRef(onChange);
  report.current = onChange;
  useEffect(() => {
    const model = new CodeEditor.Model({ mimeType: editors.mimeTypeService.getMimeTypeByFilePath(path) });
    const made = editors.factoryService.newDocumentEditor({ host: host.current!, model });
    const onText = () => report.current(model.sharedModel.getSource());
    editor.current = made;
    model.sharedModel.changed.connect(onText);
    return () => {
      model.sharedModel.changed.disconnect(onText);
      made.dispose();
      model.dispose();
    };
  }, [editors, path]);
  useEffect(() => {
    editor.current?.setOptions({ readOnly: isReadOnly, lineNumbers: true });
    host.current?.querySelector('[role=textbox]')?.setAttribute('aria-label', label);
  }, [editors, path, isReadOnly, label]);
  useEffect(() => {
    const source = editor.current?.model.sharedModel;
    // What was typed comes back as the text; setting it again would move the cursor.
    if (source && source.getSource() !== text) {
      source.setSource(text);
    }
  }, [editors, path, text]);
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      exit.current?.focus();
    }
  };
  return (
    <div onKeyDownCapture={onKey}>
      <div className="jp-DeployModel-editor" ref={host} />
      {/* Inside, the Tab key indents: without a way out it would be a trap. */}
      <span className="jp-DeployModel-hint" tabIndex={-1} ref={exit}>
        {trans.__('The Escape key leaves the editor.')}
      </span>
    </div>
  );
}

function PlainEditor({ text, isReadOnly, label, onChange }: CodeEditorViewProperties): ReactElement {
  return (
    <textarea
      className="jp-DeployModel-editor jp-DeployModel-input"
      aria-label={label}
      value={text}
      readOnly={isReadOnly}
      spellCheck={false}
      onChange={event => onChange(event.target.value)}
    />
  );
}
