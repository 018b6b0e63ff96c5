import { describe, expect, it } from 'vitest';
import { foldName, maskName, phoneTail } from './name.ts';

describe('NAME-1: names are kept as written, but for the shapes of the dot', () => {
  it('folds every dot of a minority name to U+00B7', () => {
    for (const dot of ['•', '‧', '・', '.', '．', '∙', '·', ' · '])
      expect(foldName(`买买提${dot}吐尔逊`)).toBe('买买提·吐尔逊');
  });

  it('keeps rare characters, long names and Latin initials', () => {
    expect(foldName(' 𠮷田㼆 ')).toBe('𠮷田㼆');
    expect(foldName('买'.repeat(50))).toHaveLength(50);
    expect(foldName('John  R. Smith')).toBe('John R. Smith');
  });
});

describe('NAME-2: a list shows no more than the first character', () => {
  it('masks whole code points', () => {
    expect(maskName('赵建国')).toBe('赵**');
    expect(maskName('𠮷田')).toBe('𠮷**');
    expect(maskName('')).toBe('');
  });

  it('shows four digits of a phone, or none', () => {
    expect(phoneTail('138 0000-4471')).toBe('4471');
    expect(phoneTail('12')).toBe('');
  });
});
