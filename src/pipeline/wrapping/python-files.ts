import columns from '../templates/python/wrapping/columns.py';
import init from '../templates/python/wrapping/__init__.py';
import inputs from '../templates/python/wrapping/inputs.py';
import loggedModel from '../templates/python/wrapping/logged_model.py';
import messages from '../templates/python/wrapping/messages.py';
import outputs from '../templates/python/wrapping/outputs.py';
import shortcut from '../templates/python/wrapping/shortcut.py';

/** The Python package `wrapping` that every wrapped model brings along, by path. */
export const WRAPPING: Record<string, string> = {
  'wrapping/__init__.py': init,
  'wrapping/columns.py': columns,
  'wrapping/inputs.py': inputs,
  'wrapping/logged_model.py': loggedModel,
  'wrapping/messages.py': messages,
  'wrapping/outputs.py': outputs,
  'wrapping/shortcut.py': shortcut
};
