/** Gives a file as its text, as the bundle does. */
module.exports = {
  process: text => ({ code: `module.exports = { __esModule: true, default: ${JSON.stringify(text)} };` })
};
