// The English words of the hand-over.

import type { HandOverWords } from './hand-over.zh.ts';

const records = (n: number): string => `${n} ${n === 1 ? 'record' : 'records'}`;

export const en: HandOverWords = {
  give: {
    title: 'Hand over to a colleague',
    lead: 'Your colleague’s phone only carries them to where there is a network, and cannot read them. They stay on your phone, too, until the server has them.',
    packing: 'Packing…',
    packed: (n, time) => `${records(n)} not sent, packed ${time}`,
    size: (kb) => `${kb} kB`,
    nothing: 'Nothing to hand over',
    nothingNote: 'Everything on this phone has been sent.',
    back: 'Back to settings',
    impossible:
      'Could not be packed. The records are safe on this phone and are sent when there is a network.',
    way: 'How',
    qr: 'Show QR codes',
    qrNote: 'Phone to phone, no network needed',
    file: 'Send as a file',
    fileNote: 'By WeChat, Bluetooth or nearby share',
    fileSaved: 'The file is among this phone’s downloads. Send it to your colleague.',
    fileFailed: 'Not sent. Try again, or use QR codes.',
    after: 'Go on recording afterwards. Hand over again for what is recorded later.',
    tooLong: (minutes) =>
      `There is much of it: scanning takes about ${minutes} min. A file is better.`,
  },
  show: {
    title: 'Let your colleague scan',
    hint: 'Screen at its brightest, phones a hand apart, held still. Your colleague taps “Take over a colleague’s records” in Settings.',
    code: (part) => `QR code, ${part}`,
    part: (part, all) => `part ${part} of ${all}`,
    extra: (part) => `spare part ${part}`,
    extraNote: 'Let it run until your colleague has everything; no need to start again.',
    speed: 'Speed',
    speeds: { slow: 'Slow', middle: 'Middle', fast: 'Fast' },
    pause: 'Pause',
    goOn: 'Go on',
    done: 'They have it all',
    time: (seconds) => `about ${seconds} s once through`,
  },
  take: {
    title: 'Take over a colleague’s records',
    lead: 'You carry them for a colleague without network. They go to the server, in the colleague’s name, as soon as you are online.',
    scan: 'Scan their QR codes',
    scanNote: 'They tap “Hand over to a colleague”, then “Show QR codes”',
    file: 'Open a file',
    fileNote: 'One that they sent by WeChat or Bluetooth',
    taken: (n) => `${records(n)} taken over and saved on this phone. They are sent when online.`,
    again: (n) => `You have these ${records(n)} already. Nothing is doubled.`,
    damaged: 'What arrived does not fit together and was not taken. Ask them to show it again.',
    list: 'Carried for colleagues',
    none: 'Nothing carried yet',
    item: (n, device) => `${records(n)} · phone ${device}`,
    madeAt: (time) => `packed ${time}`,
    waiting: 'waiting for a network',
    delivered: (time) => `delivered ${time}`,
    deliveredRefused: (time, n) => `delivered ${time}, ${n} to be checked`,
    missing: 'earlier ones are missing',
    missingNote:
      'Earlier records of that phone have not reached the server. Kept here and tried again.',
    refused: 'not taken',
  },
  scan: {
    title: 'Point at their screen',
    video: 'Picture of the camera',
    starting: 'Opening the camera…',
    looking: 'No QR code yet. Go nearer, hold still, let the code fill the frame.',
    progress: (known, all) => `${known} of ${all} parts`,
    missing: (n) => `${n} ${n === 1 ? 'part' : 'parts'} missing, keep pointing`,
    foreign: 'This code is not one of ours',
    stop: 'Stop scanning',
    problems: {
      denied:
        'The camera is not allowed. Allow it under the lock beside the address and tap again; or ask for a file.',
      none: 'This phone has no camera to use. Ask for a file.',
      busy: 'Another app is using the camera. Close it and try again; or ask for a file.',
      unsafe:
        'The camera cannot be used at this address (it must begin with https). Ask for a file.',
    },
  },
};
