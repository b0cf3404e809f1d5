import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Which packages each one may import; the arrows of the architecture. The command may import all of them. */
const ARROWS = {
  core: [],
  crawler: ['core'],
  dataset: ['core'],
  report: ['core'],
  detector: ['core'],
  classifier: ['core'],
  predictor: ['core', 'detector', 'classifier'],
};

const NO_DEFAULT_EXPORT = {
  selector: 'ExportDefaultDeclaration',
  message: 'Use a named export: it has one name everywhere.',
};

/** Forbids every package but the allowed ones, in static and in dynamic imports. */
function arrowsOf([name, allowed]) {
  const names = [name, ...allowed].join('|');
  const message = `@maskpred/${name} may import ${allowed.length > 0 ? `only ${allowed.join(', ')}` : 'none'} of the other packages.`;
  const foreign = `^@maskpred/(?!(?:${names})(?:/|$))`;
  const intoSource = '\\.\\./(?:[^/]+/)*src/';
  return {
    files: [`packages/${name}/src/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: foreign, message },
            { regex: intoSource, message: 'Import another package by its name.' },
          ],
        },
      ],
      'no-restricted-syntax': [
        'error',
        NO_DEFAULT_EXPORT,
        { selector: `ImportExpression[source.value=/${foreign.replaceAll('/', '\\/')}/]`, message },
      ],
    },
  };
}

export default defineConfig(
  globalIgnores(['**/dist/', 'packages/*/model/', '**/.cache/', '**/.turbo/', 'out/', 'coverage/']),
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.ts'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/prefer-readonly': 'error',
      // Wrong about TensorFlow.js's generic tensors, and its fix removes assertions that the compiler needs.
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      // `readBytes` and its like are promised by an interface even where nothing is awaited.
      '@typescript-eslint/require-await': 'off',
      // Interfaces name callbacks as methods, and nothing here uses `this`.
      '@typescript-eslint/unbound-method': 'off',
      eqeqeq: 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', NO_DEFAULT_EXPORT] },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    ignores: ['packages/cli/**', '**/*.test.ts'],
    rules: { 'no-console': 'error' },
  },
  ...Object.entries(ARROWS).map(arrowsOf),
  {
    files: ['**/*.test.ts', 'tests/**/*.ts'],
    rules: {
      // Tests look at what came out of JSON and of other programs.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'AbortController',
          'AbortSignal',
          'Blob',
          'Buffer',
          'Response',
          'TextDecoder',
          'TextEncoder',
          'URL',
          'clearTimeout',
          'console',
          'fetch',
          'globalThis',
          'performance',
          'process',
          'setImmediate',
          'setTimeout',
          'structuredClone',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
);
