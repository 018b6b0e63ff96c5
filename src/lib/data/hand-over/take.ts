// What a colleague's phone hands over, read: any bytes are either a whole bundle for this district or refused in plain
// words. TAKE-1: nothing that is damaged, foreign or this phone's own is taken. TAKE-2: the same bundle again is the same.

import * as v from 'valibot';
import { Bundle, BundleLabel } from '#schema/bundle.ts';
import { base64UrlToBytes } from './base64url.ts';
import { subtleOf } from './device-key.ts';
import { sumOf } from './seal.ts';

export type BundleRefusal = {
  kind: 'refused';
  code: 'not-a-bundle' | 'damaged' | 'newer' | 'other-server' | 'own' | 'no-key';
  zh: string;
  en: string;
};
export type ReadBundle = { kind: 'read'; bundle: Bundle } | BundleRefusal;

const refuse = (code: BundleRefusal['code'], zh: string, en: string): BundleRefusal => ({
  ...{ kind: 'refused', code, zh, en },
});

const notABundle = refuse(
  'not-a-bundle',
  '这不是转交文件。请选择同事手机上导出的、以 .gsw 结尾的文件，或扫描同事手机上的二维码。',
  'This is no hand-over file. Choose the file ending in .gsw from the colleague’s phone, or scan the codes it shows.',
);
const damaged = refuse(
  'damaged',
  '文件不完整或已损坏，没有接收。请让同事重新导出或重新扫描；记录仍在同事手机上。',
  'The file is cut or damaged and was not taken. Export or scan it again; the records are still on the colleague’s phone.',
);
const newer = refuse(
  'newer',
  '同事手机上的程序版本较新。请先联网更新本机程序，再接收。',
  'The colleague’s phone has a newer version. Update this phone first, then take the file again.',
);
const otherServer = refuse(
  'other-server',
  '这份记录属于另一个服务器（另一个区县），本机不能代为上传。请交给同一个区县的同事。',
  'These records belong to another server. This phone cannot send them; give them to a colleague of the same district.',
);
const own = refuse(
  'own',
  '这是本机自己导出的文件，无需接收。请用同事的手机来接收。',
  'This file was made on this very phone. It has to be taken by a colleague’s phone.',
);
const noKeys = refuse(
  'no-key',
  '这部手机的浏览器不能检查转交文件。请换一部同事的手机接收。',
  'This browser cannot check hand-over files. Use another colleague’s phone.',
);

/** More than the schema lets a bundle be. */
const mostBytes = 9_000_000;
const mark = '"gridsweep-bundle"';

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const Newer = v.object({
  label: v.object({ format: BundleLabel.entries.format, v: v.pipe(v.number(), v.minValue(2)) }),
});

const parseBundle = (bytes: Uint8Array<ArrayBuffer>): ReadBundle => {
  if (bytes.length > mostBytes) return notABundle;
  const text = new TextDecoder().decode(bytes);
  const json = parseJson(text);
  if (v.is(Newer, json)) return newer;
  const parsed = v.safeParse(Bundle, json);
  if (parsed.success) return { kind: 'read', bundle: parsed.output };
  // The mark stands near the beginning, behind the fresh key: a cut file has it mostly.
  return text.includes(mark) || text.startsWith('{"ephemeral":"') ? damaged : notABundle;
};

const isWhole = async (subtle: SubtleCrypto, { sealed, sum }: Bundle): Promise<boolean> => {
  try {
    return (await sumOf(subtle, base64UrlToBytes(sealed))) === sum;
  } catch {
    return false;
  }
};

/** TAKE-1. @param here `server`: '' when this phone does not know its own (it signed in long ago): the server itself decides */
export const readBundle = async (
  bytes: Uint8Array<ArrayBuffer>,
  here: { device: string; server: string },
): Promise<ReadBundle> => {
  const read = parseBundle(bytes);
  if (read.kind === 'refused') return read;
  const subtle = subtleOf();
  if (subtle === undefined) return noKeys;
  if (!(await isWhole(subtle, read.bundle))) return damaged;
  const { label } = read.bundle;
  if (here.server !== '' && label.server !== here.server) return otherServer;
  return label.device === here.device ? own : read;
};
