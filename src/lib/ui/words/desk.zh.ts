export const zh = {
  coverage: { title: '进度' },
};

export type DeskWords = typeof zh;
