/** What may be installed with a package. libvips, inside sharp's binaries, is LGPL-3.0-or-later and a library of its own. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
]);
const EXCEPTIONS = [/^@img\/sharp-libvips-/, /^@img\/sharp-(?:win32|wasm32)/];

/** The licence of a component of a CycloneDX SBOM, as an SPDX expression; empty when it says none. */
export function licenceOf({ licenses = [] }) {
  const names = licenses.map(
    ({ expression, license = {} }) => expression ?? license.id ?? license.name ?? '',
  );
  return names.filter(Boolean).join(' AND ');
}

/** Lines about components whose licence is none of those that are allowed. */
export function problemsOf(components) {
  return components
    .filter(({ name }) => !EXCEPTIONS.some((pattern) => pattern.test(name)))
    .filter((one) => !isAllowed(licenceOf(one)))
    .map((one) => `${nameOf(one)}: ${licenceOf(one) || 'says no licence'}`);
}

/** A Markdown table of all components, by name. */
export function formatLicences(components) {
  const rows = components.map(
    (one) => `| ${nameOf(one)} | ${one.version} | ${licenceOf(one) || 'not said'} |`,
  );
  return [
    '# Licences',
    '',
    "What is installed with maskpred's packages. What is inside the packages themselves stands in their NOTICE.",
    '',
    '| package | version | licence |',
    '| --- | --- | --- |',
    ...rows.sort(),
    '',
  ].join('\n');
}

/** One of several to choose from is enough; of several that hold together, each has to be allowed. */
function isAllowed(expression) {
  const choices = expression.replace(/[()]/g, '').split(' OR ');
  return choices.some((choice) => choice.split(' AND ').every((one) => ALLOWED.has(one.trim())));
}

function nameOf({ group, name }) {
  return group && !name.startsWith(group) ? `${group}/${name}` : name;
}
