import { ReactWidget } from '@jupyterlab/apputils';
import type { ReactElement } from 'react';
import { keepFocus } from './kept-focus';
import { type Lab, LabContext } from './lab';

/** A Lumino widget that holds a view and takes part in the layout; it does nothing else. */
export function createView(lab: Lab, view: ReactElement): ReactWidget {
  const widget = ReactWidget.create(<LabContext.Provider value={lab}>{view}</LabContext.Provider>);
  widget.addClass('jp-DeployModel-view');
  const focus = keepFocus(widget.node);
  widget.disposed.connect(() => focus.dispose());
  return widget;
}
