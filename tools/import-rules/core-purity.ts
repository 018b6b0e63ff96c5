import ts from 'typescript';
import { lineOf } from './imports.ts';
import { forbiddenInCore } from './rooms.ts';

/** The places where a core file names the clock, chance, the network or the console: line and what is named. */
export function impuritiesOf(source: ts.SourceFile): { line: number; named: string }[] {
  const found: { line: number; named: string }[] = [];
  const visit = (node: ts.Node): void => {
    const named = impurityAt(node);
    if (named !== undefined) found.push({ line: lineOf(source, node), named });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function impurityAt(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
    const member = `${node.expression.text}.${node.name.text}`;
    return forbiddenInCore.members.find((forbidden) => forbidden === member);
  }
  if (isDate(node)) return 'new Date() without a time';
  if (ts.isIdentifier(node) && isReference(node)) {
    return forbiddenInCore.globals.find((forbidden) => forbidden === node.text);
  }
  return undefined;
}

/** `new Date()` and `Date()` read the clock; `new Date(ms)` does not. */
const isDate = (node: ts.Node): boolean =>
  (ts.isNewExpression(node) && isNamed(node.expression, 'Date') && !node.arguments?.length) ||
  (ts.isCallExpression(node) && isNamed(node.expression, 'Date'));

const isNamed = (node: ts.Node, name: string): boolean =>
  ts.isIdentifier(node) && node.text === name;

/** False where an identifier is a name being given: a member, a key, a field, a renamed binding. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isQualifiedName(parent)) return parent.left === node;
  if (ts.isBindingElement(parent) || ts.isImportSpecifier(parent)) {
    return parent.propertyName !== node;
  }
  return !(isMember(parent) && parent.name === node);
}

const isMember = (
  node: ts.Node,
): node is ts.ClassElement | ts.TypeElement | ts.PropertyAssignment =>
  ts.isPropertyAssignment(node) || ts.isClassElement(node) || ts.isTypeElement(node);
