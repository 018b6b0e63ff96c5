import type { RefusalCode } from '#schema/protocol.ts';

/** One sentence a refusal for the person who is turned away: what is the matter, and what to do. */
export const refusalSentences: Readonly<Record<RefusalCode, { zh: string; en: string }>> = {
  'code-unknown': {
    zh: '登录码不对，请向网格长要一个新的链接。',
    en: 'This sign-in code is not known: ask your leader for a new link.',
  },
  'code-used': {
    zh: '这个登录链接已经用过了，请向网格长要一个新的链接。',
    en: 'This sign-in link has been used already: ask your leader for a new one.',
  },
  'code-expired': {
    zh: '这个登录链接已经过期，请向网格长要一个新的链接。',
    en: 'This sign-in link has expired: ask your leader for a new one.',
  },
  'code-for-other': {
    zh: '这部手机上还有他人未发送的记录，请先由本人重新登录并发送；这个链接仍然有效。',
    en: 'Records of somebody else wait on this phone: they have to sign in and send them first. This link is still good.',
  },
  'session-expired': {
    zh: '登录已失效，请用新的链接重新登录；手机上的记录不会丢失。',
    en: 'This sign-in is no longer valid: sign in with a new link; nothing recorded on the phone is lost.',
  },
  'no-grant': {
    zh: '您没有这个网格或区域的权限，需要的话请找网格长或街道、区里开通。',
    en: 'You have no right to this grid or area: if you need it, ask your leader or the desk above.',
  },
  'not-found': {
    zh: '这里没有您要找的内容，请检查地址，或更新应用后再试。',
    en: 'There is nothing at this address: check it, or update the app and try again.',
  },
  'bad-shape': {
    zh: '请求的格式不对，服务器没有收下任何内容，请更新应用后再发送。',
    en: 'The request does not have the right shape, so nothing was stored: update the app, then send again.',
  },
  'bad-json': {
    zh: '请求不是有效的 JSON，服务器没有收下任何内容，请更新应用后再发送。',
    en: 'The request is not valid JSON, so nothing was stored: update the app, then send again.',
  },
  'bad-gzip': {
    zh: '压缩内容已损坏或不完整，请重新发送。',
    en: 'The compressed body is corrupt or cut off: send it again.',
  },
  'bad-media-type': {
    zh: '只接受 JSON（可以用 gzip 压缩），服务器没有收下任何内容，请更新应用后再发送。',
    en: 'Only JSON is accepted, compressed with gzip or not at all, so nothing was stored: update the app, then send again.',
  },
  'too-large': {
    zh: '一次发送的内容太多（压缩后最多 1 MiB，解压后最多 8 MiB），请分批发送。',
    en: 'The body is too large (1 MiB as sent, 8 MiB decompressed at most): send it in parts.',
  },
  'update-needed': {
    zh: '应用版本太旧，请更新后再发送。',
    en: 'This version of the app is too old: update it, then send again.',
  },
  'too-many': {
    zh: '服务器正忙，请稍后再试。',
    en: 'The server is busy: try again in a moment.',
  },
  overloaded: {
    zh: '服务器现在很忙，请稍后再试。',
    en: 'The server has too much to do at once: try again in a moment.',
  },
  'server-error': {
    zh: '服务器出错，没有收下任何内容，请稍后再试。',
    en: 'The server failed and stored nothing: try again in a moment.',
  },
  'shutting-down': {
    zh: '服务器正在重启，请稍后再试。',
    en: 'The server is restarting: try again in a moment.',
  },
  'other-server': {
    zh: '这个转交包是给另一个区的服务器的，这里没有收下，请转交给那个区的同事。',
    en: 'This bundle is for the server of another district, so nothing was stored: hand it to somebody there.',
  },
  'bad-bundle': {
    zh: '转交包已损坏、不完整或被改动，没有收下任何内容，请从原手机重新转交一次。',
    en: 'This bundle is damaged, incomplete or was changed, so nothing was stored: hand it over again from the first phone.',
  },
  'no-device-key': {
    zh: '服务器不认识打包的那部手机，没有收下任何内容，请在那部手机上联网登录后直接发送。',
    en: 'The server does not know the phone that made this bundle, so nothing was stored: sign in on that phone and send from there.',
  },
};
