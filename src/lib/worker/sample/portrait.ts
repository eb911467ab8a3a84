/** Portraits of people who do not exist, drawn for the samples: head and shoulders in one colour each. */
import { encodeJpeg } from '../prepare-photo';

const width = 360;
const height = 450;

export async function portrait(number: number): Promise<Uint8Array<ArrayBuffer>> {
	const canvas = new OffscreenCanvas(width, height);
	const pen = canvas.getContext('2d', { alpha: false });
	if (!pen) throw new Error('no canvas');
	// The golden angle: neighbours never look alike.
	const hue = (number * 137.5) % 360;
	const fill = (lightness: number, saturation: number) => {
		pen.fillStyle = `hsl(${String(hue)} ${String(saturation)}% ${String(lightness)}%)`;
	};
	fill(88, 22);
	pen.fillRect(0, 0, width, height);
	fill(38, 26);
	pen.beginPath();
	pen.ellipse(width / 2, height * 1.04, width * 0.42, height * 0.34, 0, 0, 2 * Math.PI);
	pen.fill();
	fill(62, 24);
	pen.fillRect(width * 0.42, height * 0.56, width * 0.16, height * 0.2);
	pen.beginPath();
	pen.ellipse(width / 2, height * 0.42, width * 0.2, height * 0.2, 0, 0, 2 * Math.PI);
	pen.fill();
	fill(24, 30);
	pen.beginPath();
	const hair = 0.28 + (number % 3) * 0.04;
	pen.ellipse(width / 2, height * 0.3, width * 0.21, height * (hair - 0.16), 0, Math.PI, 0);
	pen.fill();
	return encodeJpeg(canvas, 0.86);
}
