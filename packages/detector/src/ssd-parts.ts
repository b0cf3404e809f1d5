// The pure parts of the SSD for the scripts of this package, which fit and measure it. Not an entry point for users.
export { decodeCandidates } from './decode.js';
export { evidenceOf, groupCandidates, scoreGroups } from './group.js';
export { letterbox } from './letterbox.js';
export { createPriors } from './priors.js';
