// Names that are not a Chinese surname and a given name: written with a middle dot, or of one part only.

import type { Sex } from './given-names.ts';

const dotted: Readonly<Record<Sex, readonly (readonly [string, string])[]>> = {
  1: [
    ['买买提', '艾合买提'],
    ['阿不都热依木', '吐尔逊'],
    ['努尔兰', '哈力克'],
    ['巴特尔', '孟和'],
    ['艾力江', '阿布都克里木'],
  ],
  2: [
    ['阿依古丽', '买买提'],
    ['古丽娜尔', '阿不都热依木'],
    ['热依汗古丽', '艾合买提江'],
    ['萨仁', '巴图'],
    ['帕提古丽', '吐尔逊'],
  ],
};

const single: Readonly<Record<Sex, readonly string[]>> = {
  1: ['扎西', '次仁多吉', '巴图', '朝鲁'],
  2: ['卓玛', '次仁央宗', '乌云其木格', '娜仁'],
};

/** How many different dotted names there are for a sex. */
export const dottedNames = (sex: Sex): string[] => dotted[sex].map((parts) => parts.join('·'));

export const singleNames = (sex: Sex): readonly string[] => single[sex];
