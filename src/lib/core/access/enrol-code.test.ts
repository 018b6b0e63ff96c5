import { describe, expect, it } from 'vitest';
import { codeIn } from './enrol-code.ts';

describe('the code in what was pasted', () => {
  it('is what follows the # of a link, or the text itself', () => {
    expect(codeIn(' https://sweep.example/enrol#ab-12_X \n')).toBe('ab-12_X');
    expect(codeIn('ab-12_X')).toBe('ab-12_X');
  });

  it('is nothing in a text that holds none', () => {
    expect(codeIn('')).toBe('');
    expect(codeIn('https://sweep.example/enrol')).toBe('');
    expect(codeIn('打开这个链接')).toBe('');
  });
});
