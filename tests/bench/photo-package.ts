/** A package of photos as a proctoring tool writes it: drawn here, so that each is another one. */
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';

const [width, height] = [480, 600];
/** Pictures that are drawn; the rest are copies with a comment of their own, which makes them other files. */
const drawn = 24;

/** A JPEG of about 40 kB: shapes and noise, as faces are not smooth either. */
async function draw(seed: number): Promise<Uint8Array<ArrayBuffer>> {
	const canvas = new OffscreenCanvas(width, height);
	const pen = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
	let state = seed * 2654435761 + 1;
	const random = () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 32;
	};
	for (let shape = 0; shape < 900; shape += 1) {
		pen.fillStyle = `hsl(${random() * 360} 60% ${30 + random() * 50}%)`;
		pen.fillRect(random() * width, random() * height, random() * 60, random() * 60);
	}
	const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.62 });
	return new Uint8Array(await blob.arrayBuffer());
}

/** After the first marker, as cameras write it. */
function withComment(picture: Uint8Array, text: string): Uint8Array {
	const comment = new TextEncoder().encode(text);
	const bytes = new Uint8Array(picture.length + comment.length + 4);
	bytes.set(picture.subarray(0, 2));
	bytes.set([0xff, 0xfe, 0, comment.length + 2], 2);
	bytes.set(comment, 6);
	bytes.set(picture.subarray(2), comment.length + 6);
	return bytes;
}

/** The CSV with one row for each photo, and the photos, deflated as most tools do. */
export async function photoPackage(photos: number): Promise<File> {
	const pictures = await Promise.all(Array.from({ length: drawn }, (_, seed) => draw(seed)));
	const parts: Uint8Array<ArrayBuffer>[] = [];
	const zip = new Zip((error, data) => {
		if (error) throw error;
		parts.push(new Uint8Array(data));
	});
	const rows = Array.from({ length: photos }, (_, at) => {
		const id = `MC-${String(10000 + at)}`;
		return `${id},user.${id},First${at},Last${at},user.${id}@larkspur.example`;
	});
	const table = new ZipPassThrough('exam/users.csv');
	zip.add(table);
	const text = ['Client ID,Username,First Name,Last Name,Email', ...rows].join('\r\n');
	table.push(new TextEncoder().encode(text), true);
	for (let at = 0; at < photos; at += 1) {
		const photo = new ZipDeflate(`exam/photos/MC-${String(10000 + at)}.jpg`, { level: 1 });
		zip.add(photo);
		photo.push(withComment(pictures[at % drawn] as Uint8Array, String(at)), true);
	}
	zip.end();
	return new File(parts, 'package.zip');
}
