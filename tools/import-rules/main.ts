// Prints every breach of the import rules as "file:line  rule"; ends with 1 when there is one.
import path from 'node:path';
import { formatViolation, violationsIn } from './check.ts';
import { checkoutAt } from './checkout.ts';

const violations = violationsIn(checkoutAt(path.resolve(import.meta.dirname, '../..')));
for (const violation of violations) console.log(formatViolation(violation));
process.exitCode = violations.length === 0 ? 0 : 1;
