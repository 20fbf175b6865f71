import { type KeyboardEvent, type ReactElement, type ReactNode, useId, useRef } from 'react';

export interface Tab<K extends string> {
  key: K;
  label: string;
  /** Made only while it is shown. */
  content: () => ReactNode;
}

interface TabsProperties<K extends string> {
  label: string;
  tabs: readonly Tab<K>[];
  selected: K;
  onSelect: (key: K) => void;
}

/** Tabs with the keys that the ARIA practices ask for. */
export function Tabs<K extends string>({ label, tabs, selected, onSelect }: TabsProperties<K>): ReactElement {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const index = tabs.findIndex(({ key }) => key === selected);
  const onKey = (event: KeyboardEvent) => {
    const next = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      const to = (next + tabs.length) % tabs.length;
      onSelect(tabs[to]!.key);
      list.current?.querySelectorAll('button')[to]?.focus();
    }
  };
  return (
    <div className="jp-DeployModel-tabs">
      <div role="tablist" aria-label={label} ref={list} onKeyDown={onKey}>
        {tabs.map(tab => (
          <button
            key={tab.key}
            type="button"
            role="tab"
            id={`${id}-${tab.key}`}
            aria-selected={tab.key === selected}
            aria-controls={`${id}-panel`}
            tabIndex={tab.key === selected ? 0 : -1}
            onClick={() => onSelect(tab.key)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${selected}`} className="jp-DeployModel-tabPanel">
        {tabs[index]?.content()}
      </div>
    </div>
  );
}
