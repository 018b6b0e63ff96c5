export const zh = {
  reconcile: { title: '查漏' },
};

export type LeaderWords = typeof zh;
