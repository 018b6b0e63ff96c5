import type { DeskWords } from './desk.zh.ts';

export const en: DeskWords = {
  coverage: { title: 'Coverage' },
};
