// Names as people write them. NAME-1: any code point is a letter of a name; only the dots of minority names, which keyboards
// give in five shapes, are folded to one (U+00B7), and blanks at the ends and doubled ones go. NAME-2: a list shows the first
// character and two stars, whatever the length.

const dots = /\s*[•‧・.．∙·]\s*/gu;

/** NAME-1. What is stored: '买买提•吐尔逊 ' → '买买提·吐尔逊'. A dot at the end of a Latin initial stays where it is. */
export const foldName = (typed: string): string =>
  /[a-z]/i.test(typed)
    ? typed.trim().replace(/\s+/g, ' ')
    : typed.trim().replace(/\s+/g, ' ').replace(dots, '·');

/** NAME-2. '赵建国' → '赵**'; '' stays ''. */
export const maskName = (name: string): string => {
  const [first] = name;
  return first === undefined ? '' : `${first}**`;
};

/** The last four digits of a phone number, '' when it has fewer than four. */
export const phoneTail = (phone: string): string =>
  /(\d{4})\D*$/.exec(phone.replace(/[\s-]/g, ''))?.[1] ?? '';
