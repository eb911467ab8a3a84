/** Named by its file, because the bare name is Node's own module; this CommonJS file loads in Node and in a bundle. */
declare module 'punycode/punycode.js' {
	const punycode: { toASCII(domain: string): string };
	export default punycode;
}
