import columns from '../templates/python/wrapping/columns.py';
import direct from '../templates/python/wrapping/direct.py';
import init from '../templates/python/wrapping/__init__.py';
import inputs from '../templates/python/wrapping/inputs.py';
import likeness from '../templates/python/wrapping/likeness.py';
import loggedModel from '../templates/python/wrapping/logged_model.py';
import main from '../templates/python/wrapping/__main__.py';
import messages from '../templates/python/wrapping/messages.py';
import outputs from '../templates/python/wrapping/outputs.py';
import plan from '../templates/python/wrapping/plan.py';
import proof from '../templates/python/wrapping/proof.py';
import proving from '../templates/python/wrapping/proving.py';
import shortcut from '../templates/python/wrapping/shortcut.py';

/** The Python package `wrapping` that every wrapped model brings along, by path. */
export const WRAPPING: Record<string, string> = {
  'wrapping/__init__.py': init,
  'wrapping/__main__.py': main,
  'wrapping/columns.py': columns,
  'wrapping/direct.py': direct,
  'wrapping/inputs.py': inputs,
  'wrapping/likeness.py': likeness,
  'wrapping/logged_model.py': loggedModel,
  'wrapping/messages.py': messages,
  'wrapping/outputs.py': outputs,
  'wrapping/plan.py': plan,
  'wrapping/proof.py': proof,
  'wrapping/proving.py': proving,
  'wrapping/shortcut.py': shortcut
};
