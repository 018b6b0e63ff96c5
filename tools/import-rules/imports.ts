import ts from 'typescript';

/** One import as written: static, re-exported, dynamic, or a type in import(). */
export interface WrittenImport {
  readonly specifier: string;
  readonly line: number;
  readonly isTypeOnly: boolean;
}

/** The TypeScript of a file: itself, or a component's scripts on their own lines. */
export function parseSource(file: string, text: string): ts.SourceFile {
  const code = file.endsWith('.svelte') ? scriptsOf(text) : text;
  return ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
}

/** A component with all but its scripts blanked, so that lines stay where they are. */
function scriptsOf(component: string): string {
  let scripts = '';
  let from = 0;
  for (const found of component.matchAll(/(<script\b[^>]*>)([\s\S]*?)<\/script>/g)) {
    const start = found.index + (found[1]?.length ?? 0);
    const code = found[2] ?? '';
    scripts += component.slice(from, start).replace(/[^\n]/g, ' ') + code + ';';
    from = start + code.length;
  }
  return scripts;
}

export function importsOf(source: ts.SourceFile): WrittenImport[] {
  const found: WrittenImport[] = [];
  const visit = (node: ts.Node): void => {
    const written = specifierOf(node);
    if (written !== undefined) {
      const { text } = written.specifier;
      found.push({ specifier: text, line: lineOf(source, node), isTypeOnly: written.isTypeOnly });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

export const lineOf = (source: ts.SourceFile, node: ts.Node): number =>
  source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;

function specifierOf(
  node: ts.Node,
): { specifier: ts.StringLiteralLike; isTypeOnly: boolean } | undefined {
  if (ts.isImportDeclaration(node)) {
    return literal(node.moduleSpecifier, hasOnlyTypes(node.importClause));
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    return literal(node.moduleSpecifier, node.isTypeOnly);
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return literal(node.argument.literal, true);
  }
  if (ts.isCallExpression(node) && isImportCall(node)) return literal(node.arguments[0], false);
  return undefined;
}

const isImportCall = (call: ts.CallExpression): boolean =>
  call.expression.kind === ts.SyntaxKind.ImportKeyword ||
  (ts.isIdentifier(call.expression) && call.expression.text === 'require');

const literal = (specifier: ts.Node | undefined, isTypeOnly: boolean) =>
  specifier !== undefined && ts.isStringLiteralLike(specifier)
    ? { specifier, isTypeOnly }
    : undefined;

function hasOnlyTypes(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause.namedBindings;
  return (
    clause.name === undefined &&
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.length > 0 &&
    named.elements.every((element) => element.isTypeOnly)
  );
}
