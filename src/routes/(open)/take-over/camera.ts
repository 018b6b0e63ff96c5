// The camera at the back, and what stands in the way of it.

export type CameraProblem = 'denied' | 'none' | 'busy' | 'unsafe';

const problems: Record<string, CameraProblem> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

export const openCamera = async (): Promise<MediaStream | CameraProblem> => {
  // Missing where the page is not served by https.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (typeof devices?.getUserMedia !== 'function') return 'unsafe';
  const video = { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 1280 } };
  return devices
    .getUserMedia({ video, audio: false })
    .catch((error: unknown) => problems[error instanceof Error ? error.name : ''] ?? 'none');
};

/** Enough for a code of 69 dots held at arm's length, and small enough to be read several times a second. */
const widthPx = 720;

/** The square in the middle of the picture; null while the camera has none. */
export const pictureOf = (video: HTMLVideoElement, canvas: HTMLCanvasElement): ImageData | null => {
  const side = Math.min(video.videoWidth, video.videoHeight);
  if (side === 0) return null;
  const width = Math.min(side, widthPx);
  if (canvas.width !== width) [canvas.width, canvas.height] = [width, width];
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  const [left, top] = [(video.videoWidth - side) / 2, (video.videoHeight - side) / 2];
  pen?.drawImage(video, left, top, side, side, 0, 0, width, width);
  return pen?.getImageData(0, 0, width, width) ?? null;
};
