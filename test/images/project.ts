import type { Files } from './bench';

/** A class for Seldon that is a Python project: only its own build can say what it needs, and it has folders. */
export const PROJECT: Files = {
  'Model.py':
    'import six\nfrom sums.rows import total\n\n' +
    'class Model:\n    def predict(self, X, names=None, meta=None):\n        return [[total(row)] for row in X]\n',
  'sums/__init__.py': '',
  'sums/rows.py': 'def total(row):\n    return sum(row)\n',
  'setup.py':
    'from setuptools import setup\n\n' +
    'setup(name="sums", version="1", packages=["sums"], py_modules=["Model"], install_requires=["six==1.17.0"])\n'
};
