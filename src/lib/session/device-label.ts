// A word by which people recognise a phone ('Android · Chrome'): never an identifier.

const systems: [pattern: RegExp, name: string][] = [
  [/HarmonyOS|OpenHarmony/i, 'HarmonyOS'],
  [/Android/i, 'Android'],
  [/iPhone|iPad/i, 'iOS'],
  [/Windows/i, 'Windows'],
  [/Mac OS/i, 'macOS'],
  [/Linux/i, 'Linux'],
];
const browsers: [pattern: RegExp, name: string][] = [
  [/MicroMessenger/i, 'WeChat'],
  [/HuaweiBrowser/i, 'Huawei'],
  [/MiuiBrowser/i, 'MIUI'],
  [/Edg\//i, 'Edge'],
  [/Firefox/i, 'Firefox'],
  [/Chrome/i, 'Chrome'],
  [/Safari/i, 'Safari'],
];

const nameIn = (list: [RegExp, string][], agent: string): string =>
  list.find(([pattern]) => pattern.test(agent))?.[1] ?? '?';

export const deviceLabel = (agent: string): string =>
  `${nameIn(systems, agent)} · ${nameIn(browsers, agent)}`;
