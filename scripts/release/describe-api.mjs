import { dirname, sep } from 'node:path';
import ts from 'typescript';

/** A program over declaration files. */
export function openEntries(files) {
  return ts.createProgram(files, {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    types: ['node'],
    strict: true,
    skipLibCheck: true,
    noEmit: true,
  });
}

/**
 * The declarations of all that a declaration file exports, by name, without comments; then those that they need and that
 * users cannot import. What comes from another package is named with its origin.
 */
export function describeEntry(program, file) {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  if (!source) throw new Error(`${file} is missing. Run: npm run build`);
  const folder = dirname(source.fileName) + sep;
  const isOwn = (symbol) =>
    symbol.declarations?.some((one) => one.getSourceFile().fileName.startsWith(folder.replaceAll(sep, '/')));

  const exported = new Map();
  for (const symbol of checker.getExportsOfModule(checker.getSymbolAtLocation(source))) {
    exported.set(symbol.name, resolve(checker, symbol));
  }
  const known = new Set(exported.values());
  const needed = new Map();
  const queue = [...exported.values()].filter(isOwn);
  for (let symbol = queue.pop(); symbol; symbol = queue.pop()) {
    for (const used of usedIn(checker, symbol)) {
      if (known.has(used) || !isOwn(used)) continue;
      known.add(used);
      needed.set(used.name, used);
      queue.push(used);
    }
  }

  const foreign = (symbol) =>
    symbol.declarations?.[0]?.getSourceFile().fileName.replace(/^.*\/(?=packages|node_modules)/, '');
  const lines = byName(exported).map(([name, symbol]) =>
    isOwn(symbol) ? print(symbol, name) : `export { ${name} }; // of ${packageOf(foreign(symbol))}\n`,
  );
  const hidden = byName(needed).map(([name, symbol]) => print(symbol, name));
  if (hidden.length > 0) lines.push('// Not exported, and part of the above:\n', ...hidden);
  return lines.join('\n');
}

function resolve(checker, symbol) {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** Symbols whose names stand in the declarations of another. */
function usedIn(checker, symbol) {
  const used = new Set();
  const visit = (node) => {
    if (ts.isIdentifier(node)) {
      const found = checker.getSymbolAtLocation(node);
      if (found) used.add(resolve(checker, found));
    }
    ts.forEachChild(node, visit);
  };
  for (const declaration of symbol.declarations ?? []) visit(declaration);
  return [...used].filter((one) => one !== symbol && isDeclaredAlone(one));
}

/** Types, functions and constants of a file, and not their members and parameters. */
function isDeclaredAlone({ declarations }) {
  const parent = declarations?.[0]?.parent;
  if (!parent) return false;
  return (
    ts.isSourceFile(parent) || (ts.isVariableDeclarationList(parent) && ts.isSourceFile(parent.parent.parent))
  );
}

function print(symbol, name) {
  const printer = ts.createPrinter({ removeComments: true, newLine: ts.NewLineKind.LineFeed });
  const text = symbol.declarations
    .map((declaration) => {
      const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
      return printer.printNode(ts.EmitHint.Unspecified, statement, declaration.getSourceFile());
    })
    .map((one) => one.replace(/^export /, '').replace(/^declare /, ''))
    .join('\n');
  // a bundled declaration may have another name inside its file than the one it is exported by
  return `${symbol.name === name ? '' : `// ${symbol.name} as ${name}\n`}${text}\n`;
}

function byName(symbols) {
  return [...symbols].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function packageOf(path = 'elsewhere') {
  const [, own] = /^packages\/([^/]+)/.exec(path) ?? [];
  if (own) return `@maskpred/${own}`;
  return /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path;
}
